"""Ids and offsets as they stand in addresses and queries. Pure."""

from __future__ import annotations

MOST_DIGITS = 18  # of a whole number that PostgreSQL can compare with


def whole_number(text: str) -> int | None:
    """Return the number, 0 or more, that is written in plain digits; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
