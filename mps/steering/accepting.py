"""Which steps of a draft are checked and published: all of them, or those that a person accepts; the others stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from mps.steering.steps import StepsInvalid
from mps.steering.violations import Violation


@dataclass(frozen=True, slots=True)
class Chosen:
    """
    Steps of a draft, as JSON, with their places in it (ascending), and what is left of it without them.

    `digest` is the same for the same steps in the same order: by it a publication says what of it was checked.
    """

    steps: list[Any]
    places: tuple[int, ...]
    left: list[Any]

    @property
    def digest(self) -> str:
        """The hash of the steps."""
        return hashlib.sha256(msgspec.json.encode(self.steps, order="sorted")).hexdigest()


def chosen(steps: Sequence[Any], accepted: Sequence[int] | None) -> Chosen:
    """Return the steps at some places of a draft; None: all of them. Raises StepsInvalid for a place that is none."""
    if accepted is None:
        return Chosen(list(steps), tuple(range(len(steps))), [])
    places = sorted(set(accepted))
    if len(places) != len(accepted) or (places and not 0 <= places[0] <= places[-1] < len(steps)):
        raise StepsInvalid({"accepted": _("Name steps of the draft by their places, each of them once.")})
    left = [step for place, step in enumerate(steps) if place not in set(places)]
    return Chosen([steps[place] for place in places], tuple(places), left)


def in_draft(violations: Iterable[Violation], of: Chosen) -> tuple[Violation, ...]:
    """Return what speaks against chosen steps, named by their places in the draft."""
    return tuple(one if one.step is None else replace(one, step=of.places[one.step]) for one in violations)
