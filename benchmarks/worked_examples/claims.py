"""What an example states beside what the planning core gets, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose, isnan

from benchmarks.worked_examples.example import Example

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Claim:
    """
    A row, a table or a number of an example.

    `decimals`: the source rounds to so many; None compares exactly, but for floating-point dust. A null in `stated` is
    a cell that the source leaves blank: it says nothing, unless `blank_says_nothing` is False, where the rule itself
    leaves the cell blank and ours must be blank too (NaN).
    """

    where: str
    stated: object
    got: object
    decimals: int | None = None
    blank_says_nothing: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not as stated."""

    where: str
    expected: object
    got: object

    def __str__(self) -> str:
        return f"{self.where}: expected {_shown(self.expected)}, got {_shown(self.got)}"


def claims_on(example: Example, **got: object) -> list[Claim]:
    """Return a claim for each of these fields that the example states."""
    return [Claim(key, example.stated(key), found) for key, found in got.items() if key in example]


def differences(claim: Claim) -> Iterator[Difference]:
    """Yield every cell in which what is stated and what we get differ."""
    yield from _compared(claim, claim.where, claim.stated, claim.got)


def decimals_of(stated: object) -> int:
    """Return how many decimals the most precise number of a table or row has."""
    if isinstance(stated, dict):
        return max(map(decimals_of, stated.values()), default=0)
    if isinstance(stated, list):
        return max(map(decimals_of, stated), default=0)
    if isinstance(stated, float) and not stated.is_integer():
        return len(repr(stated).partition(".")[2])
    return 0


def _compared(claim: Claim, where: str, stated: object, got: object) -> Iterator[Difference]:
    if isinstance(stated, dict) and isinstance(got, dict):
        for name, cell in stated.items():
            yield from _compared(claim, f"{where}.{name}", cell, got.get(name))
    elif isinstance(stated, list) and isinstance(got, list):
        for place in range(max(len(stated), len(got))):
            if place >= min(len(stated), len(got)):
                yield Difference(f"{where} (length)", len(stated), len(got))
                return
            yield from _compared(claim, f"{where}[{place}]", stated[place], got[place])
    elif not _same(claim, stated, got):
        yield Difference(where, stated, None if _is_blank(got) else got)


def _same(claim: Claim, stated: object, got: object) -> bool:
    if stated is None:
        return claim.blank_says_nothing or _is_blank(got)
    if not _is_number(stated) or not _is_number(got):
        return stated == got
    wanted, found = float(str(stated)), float(str(got))
    if claim.decimals is not None:
        found = round(round(found, 9), claim.decimals)
    return isclose(wanted, found, rel_tol=1e-9, abs_tol=TOLERANCE)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _shown(value: object) -> str:
    if _is_blank(value):
        return "blank"
    return f"{value:g}" if isinstance(value, float) else str(value)
