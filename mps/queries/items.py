"""Items as a person picks and types them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from heapq import nlargest
from itertools import pairwise

from company.models import Site
from materials.models import ItemSite

CLOSEST_SHOWN = 5
CLOSE_ENOUGH = 0.5
FAR_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item as a person picks it."""

    code: str
    name: str
    unit: str


def items_at(site: Site) -> tuple[ItemName, ...]:
    """Return the items of a site: those of the master schedule first, then the others, each by code."""
    found = ItemSite.objects.filter(site=site).order_by("-item__is_mps", "item__code")
    return tuple(ItemName(*row) for row in found.values_list("item__code", "item__name", "item__unit"))


def find(items: tuple[ItemName, ...], typed: str) -> ItemName | None:
    """Return the item whose code, name, or code and name were typed, whatever the case and width of the letters."""
    wanted = _plain(typed)
    for spelling in (_code, _name, _both):
        found = [item for item in items if _plain(spelling(item)) == wanted]
        if len(found) == 1:
            return found[0]
    return None


def closest(items: tuple[ItemName, ...], typed: str) -> tuple[ItemName, ...]:
    """
    Return what may have been meant: items that hold what was typed, then those spelled nearly so.

    Where there are none, the few that share most pairs of letters with it: a poor guess is better than none to tap on.
    """
    wanted = _plain(typed)
    spelled = {_plain(_both(item)): item for item in items}
    holding = [item for text, item in spelled.items() if wanted and wanted in text]
    by_spelling = {_plain(spelling(item)): item for spelling in (_name, _code) for item in items}
    near = [by_spelling[text] for text in get_close_matches(wanted, by_spelling, CLOSEST_SHOWN, CLOSE_ENOUGH)]
    return tuple(dict.fromkeys([*holding, *(near or holding or _far(by_spelling, wanted))]))[:CLOSEST_SHOWN]


def _far(by_spelling: Mapping[str, ItemName], wanted: str) -> list[ItemName]:
    pairs = _pairs(wanted)
    scored = ((2 * len(pairs & other) / (len(pairs) + len(other)), text)
              for text in by_spelling if (other := _pairs(text)) and pairs & other)  # fmt: skip
    return [by_spelling[text] for _score, text in nlargest(FAR_SHOWN, scored)]


def _pairs(text: str) -> set[str]:
    return {one + other for one, other in pairwise(text)}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _code(item: ItemName) -> str:
    return item.code


def _name(item: ItemName) -> str:
    return item.name


def _both(item: ItemName) -> str:
    return f"{item.code} {item.name}"
