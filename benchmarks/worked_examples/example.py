"""One worked example of the file, read with care: what is missing or no number is said, what nobody read is noticed."""

from __future__ import annotations

from collections.abc import Mapping

from mps.scheduler.reach import LARGEST_QUANTITY

# About the example, not part of it.
INFORMATIVE = frozenset({"id", "source", "note", "published", "computed", "inferred", "wrong_answer"})


class Unusable(Exception):
    """An example that can't be recomputed; the text says why, and names the field."""


class UnknownRule(Unusable):
    """An example that follows a rule which nobody has taught us."""


class Example:
    """The fields of an example. A blank cell (null) of an input is nothing: 0."""

    def __init__(self, kind: str, fields: Mapping[str, object]) -> None:
        self.kind, self.fields = kind, fields
        self._read: set[str] = set()

    @property
    def id(self) -> str:
        """What the file calls it."""
        return str(self.fields.get("id", "without id"))

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def stated(self, key: str) -> object:
        """Return a field as it stands. Raises Unusable where it is not there."""
        self._read.add(key)
        if key not in self.fields:
            raise Unusable(f"{key} is missing")
        return self.fields[key]

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number, or the default where the field is not there."""
        if default is not None and key not in self.fields:
            return default
        return as_number(key, self.stated(key))

    def whole(self, key: str, default: float | None = None) -> int:
        """Return a whole number, or the default where the field is not there."""
        found = float(self.number(key, default))
        if not found.is_integer():
            raise Unusable(f"{key} is not a whole number: {found:g}")
        return int(found)

    def numbers(self, key: str) -> list[float]:
        """Return a list of numbers."""
        found = self.stated(key)
        if not isinstance(found, list):
            raise Unusable(f"{key} is not a list")
        return [as_number(f"{key}[{place}]", value) for place, value in enumerate(found)]

    def table(self, key: str) -> dict[str, object]:
        """Return an object's fields by name."""
        return as_table(key, self.stated(key))

    def numbers_by_name(self, key: str) -> dict[str, float]:
        """Return an object of numbers; an empty one where the field is not there."""
        found = self.table(key) if key in self else {}
        return {name: as_number(f"{key}.{name}", value) for name, value in found.items()}

    def rule(self) -> str:
        """Return the rule that the example follows."""
        return str(self.stated("rule"))

    def unread(self) -> list[str]:
        """Return the fields that hold more than text and that no recomputation has looked at."""
        return [
            key
            for key, value in self.fields.items()
            if key not in INFORMATIVE and key not in self._read and not isinstance(value, str)
        ]


def as_number(where: str, value: object) -> float:
    """Return a JSON number; null is 0. Raises Unusable."""
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable(f"{where} is not a number: {value!r}")
    if not -LARGEST_QUANTITY <= value <= LARGEST_QUANTITY:
        raise Unusable(f"{where} is beyond all numbers that can be planned with")
    return float(value)


def as_table(where: str, value: object) -> dict[str, object]:
    """Return a JSON object. Raises Unusable."""
    if not isinstance(value, dict):
        raise Unusable(f"{where} is not an object")
    return value
