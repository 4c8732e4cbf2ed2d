"""How sure a date is, learned from how late past lots and receipts were. Pure: numbers in, numbers out."""
