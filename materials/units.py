"""Units of quantity: which of them count pieces. Pure: knows no database."""

from __future__ import annotations

import unicodedata

# As catalogues and ERP systems write them: English, UN/ECE Recommendation 20 (EA, C62, H87), German, Chinese.
PIECES = frozenset({
    "ea", "each", "pc", "pcs", "pce", "piece", "pieces", "unit", "units", "set", "sets", "kit", "kits", "c62", "h87",
    "st", "stk", "stück", "个", "個", "件", "台", "只", "隻", "支", "套", "颗", "顆", "块", "塊", "片", "辆", "輛",
})  # fmt: skip


def counts_pieces(unit: str) -> bool:
    """Return whether a quantity in this unit counts whole things, whatever the case and width of its letters."""
    return unicodedata.normalize("NFKC", unit).strip().rstrip(".").casefold() in PIECES
