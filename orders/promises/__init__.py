"""The promise ledger: what was promised to whom, what backs it, and every word that was ever said about it."""
