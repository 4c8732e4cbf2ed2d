"""How the parts of a plan were made, as it is stored; those that the site's last plan had are not written out anew."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from mps.publish.lot_lines import SITES_KEPT, digest_of
from mps.publish.making import Made
from mps.scheduler import recipe as recipes
from mps.scheduler.recipe import Recipe

FASTEST = 1


@dataclass(frozen=True, slots=True)
class StoredOnce:
    """A part's recipe as it is stored."""

    of: Recipe
    recipe: bytes
    digest: int


_stored: dict[int, Mapping[str, StoredOnce]] = {}


def stored_recipes(site_id: int, made: Made | None) -> Mapping[str, StoredOnce]:
    """Return how each part was made, by its name."""
    before = _stored.pop(site_id, {})
    parts = made.recipe.parts if made else {}
    found = {
        part: known if (known := before.get(part)) and known.of is recipe else _stored_once(recipe)
        for part, recipe in parts.items()
    }
    _stored[site_id] = found
    while len(_stored) > SITES_KEPT:
        del _stored[next(iter(_stored))]
    return found


def _stored_once(recipe: Recipe) -> StoredOnce:
    encoded = recipes.to_bytes(recipe)
    return StoredOnce(recipe, zlib.compress(encoded, FASTEST), digest_of(encoded))
