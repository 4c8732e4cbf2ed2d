"""Items as a person picks them."""

from __future__ import annotations

from dataclasses import dataclass

from company.models import Site
from materials.models import ItemSite


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item as a person picks it."""

    code: str
    name: str


def items_at(site: Site) -> tuple[ItemName, ...]:
    """Return the items a customer can be promised at a site: those of the master schedule first, then the others."""
    found = ItemSite.objects.filter(site=site).order_by("-item__is_mps", "item__code")
    return tuple(ItemName(code, name) for code, name in found.values_list("item__code", "item__name"))
