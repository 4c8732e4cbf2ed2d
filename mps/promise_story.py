"""A promise with its whole story: what it was made on, by code, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from capacity.models import WorkCenter
from materials.models import Item
from orders.promises.ledger import as_json, events_as_json
from orders.promises.models import BackingKind, Promise, PromiseBacking


def story_as_json(promise: Promise) -> dict[str, Any]:
    """Return a promise with its backing and its events, oldest first."""
    backings = list(promise.backings.all())
    codes = _codes(backings)
    return {
        **as_json(promise),
        "backing": [
            {
                "kind": backing.kind,
                "code": codes.get(_key(backing), ""),
                "day": backing.day,
                "quantity": backing.quantity,
            }
            for backing in backings
        ],
        "events": events_as_json(list(promise.events.all())),
    }


def _key(backing: PromiseBacking) -> tuple[bool, int]:
    return backing.kind == BackingKind.MINUTES, backing.record_id


def _codes(backings: Iterable[PromiseBacking]) -> Mapping[tuple[bool, int], str]:
    """Return the code of each record: by whether it is a work centre, and its id."""
    keys = {_key(backing) for backing in backings}
    centers = WorkCenter.objects.filter(pk__in={key for is_center, key in keys if is_center})
    items = Item.objects.filter(pk__in={key for is_center, key in keys if not is_center})
    return {
        **{(True, key): code for key, code in centers.values_list("pk", "code")},
        **{(False, key): code for key, code in items.values_list("pk", "code")},
    }
