"""What the promise page asks after its first answer: what overtime would bring, and what other sites could do."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from company.access import allowed, site_there_is, sites_for
from company.models import Site
from mps import other_ways, revisions, wording
from mps.asked import Asked, NotAQuestion, customer_of, read
from mps.queries import items
from mps.sureness import Sureness
from mps.whatif import NoPlanError, UnknownItemError
from orders.customers import customers_for
from orders.models import Customer

MOST_SITES = 10


@require_GET
@never_cache
@allowed("promise.quote")
def ways(request: HttpRequest) -> JsonResponse:
    """
    Return `{standing, ways, sites_asked}` for the question that `quote` takes: with overtime, and from other sites.

    `sites_asked` counts the asker's other sites that plan the item. A question that can't be read has no other ways.
    """
    site = site_there_is(request, "promise.quote")
    found: list[dict[str, Any]] = []
    others: list[Site] = []
    try:
        asked = read(request.GET.dict(), items.items_at(site), today=site.planning_date(timezone.now()))
        customer = customer_of(request.GET.get("customer", ""), request.user, site)
        found += _overtime(site, asked, customer)
        reached = sites_for(request.user, "promise.quote").exclude(pk=site.pk)
        others = list(reached.filter(item_sites__item__code=asked.item.code).distinct()[:MOST_SITES])
        found += _elsewhere(request, others, asked, customer)
    except (NotAQuestion, NoPlanError, UnknownItemError):
        found = []
    standing = revisions.as_json(revisions.standing(site))
    return JsonResponse({"standing": standing, "ways": found, "sites_asked": len(others)})


def _class_of(customer: Customer | None) -> str:
    return customer.customer_class if customer else ""


def _overtime(site: Site, asked: Asked, customer: Customer | None) -> list[dict[str, Any]]:
    found = other_ways.with_overtime(
        site, item=asked.item.code, quantity=asked.quantity, wanted_date=asked.wanted,
        customer_class=_class_of(customer),
    )  # fmt: skip
    if found is None:
        return []
    way = _way("overtime", site, asked, found.date, found.sureness)
    return [{**way, "minutes": found.minutes, "cost": found.cost, "currency": site.currency, "may_hold": True}]


def _elsewhere(
    request: HttpRequest, sites: list[Site], asked: Asked, customer: Customer | None
) -> list[dict[str, Any]]:
    """Return what the other sites could do; held there only for a customer to whom the asker may promise there."""
    found = other_ways.elsewhere(
        sites, item=asked.item.code, quantity=asked.quantity, wanted_date=asked.wanted,
        customer_class=_class_of(customer),
    )  # fmt: skip
    made = []
    for one in found:
        theirs = customers_for(request.user, "promise.make", one.site)
        may_hold = theirs.exists() if customer is None else theirs.filter(pk=customer.pk).exists()
        way = _way("site", one.site, asked, one.date, one.sureness)
        made.append({**way, "minutes": 0, "cost": 0, "currency": one.site.currency, "may_hold": may_hold})
    return made


def _way(kind: str, site: Site, asked: Asked, when: date, sure: Sureness | None) -> dict[str, Any]:
    text = partial(
        wording.promise_text,
        item=wording.named(asked.item.code, {asked.item.code: asked.item.name}),
        unit=asked.item.unit,
        deliveries=[(asked.quantity, when)],
        wanted=asked.wanted if asked.dated else None,
    )
    return {
        "kind": kind,
        "site": {"code": site.code, "name": site.name},
        "deliveries": [{"quantity": asked.quantity, "date": when}],
        "texts": wording.in_each_language(text),
        "sureness": asdict(sure) if sure else None,
    }
