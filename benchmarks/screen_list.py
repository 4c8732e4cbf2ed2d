"""Every screen of the product that a site can show now: its name, its address, and the keys that open more of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from company.models import Site
from mps.models import Plan
from mps.scenario_record import Scenario
from orders.models import OPEN_STATUSES, LineOutlook, OrderLine

ANYWHERE = {
    "orders": "orders:orders", "approvals": "orders:approvals", "change-rules": "orders:change-rules",
    "import": "tables:import", "import-runs": "tables:runs",
    "import-sources": "tables:sources", "order-sheet": "order_sheet:upload", "webhooks": "webhooks:webhooks",
    "master-schedule": "mps:master-schedule", "overview": "mps:overview", "wallboard": "mps:wallboard",
    "needs": "mps:needs", "load": "mps:load", "gantt": "mps:gantt", "plans": "mps:plans", "calm": "mps:calm",
    "compare": "mps:compare", "promise": "mps:promise", "promise-many": "mps:many", "my-promises": "mps:my-promises",
    "calibration": "mps:calibration", "rush": "mps:rush", "scenarios": "mps:scenarios",
}  # fmt: skip
TO_THE_GRID = ("F6", "F6", "F6")  # past the rail and the bar
# What keys alone open, so that the picture proves that they do: a cell's drawer, the palette, the sheet of keys.
OPENED = {
    "palette": ("orders:orders", ("Control+k",)),
    "keys": ("orders:orders", ("?",)),
    "master-schedule-cell": ("mps:master-schedule", (*TO_THE_GRID, "ArrowDown", "ArrowRight", "o")),
    "gantt-lot": ("mps:gantt", (*TO_THE_GRID, "ArrowRight", "Enter")),
    "order-line": ("orders:orders", (*TO_THE_GRID, "ArrowDown", "o")),
}

# The screens of one thing, and what there has to be for them.
OF_ONE = {
    "late": gettext_lazy("an open order line that is planned"), "order": gettext_lazy("an open order line"),
    "promise-answer": gettext_lazy("an open order line"), "customer-links": gettext_lazy("an open order line"),
    "compare-two": gettext_lazy("two plans"),
    "scenario": gettext_lazy("a scenario"), "scenario-compare": gettext_lazy("two scenarios that are planned"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Screen:
    """A page's name in file names and lines, its address on the instance, and the keys pressed once it is there."""

    name: str
    path: str
    keys: tuple[str, ...] = ()
    signed_in: bool = True


def screens_of(site: Site) -> Iterator[Screen]:
    """Yield the screens of a site, those of one order, plan or scenario where it has such a thing."""
    yield Screen("sign-in", reverse("sign-in"), signed_in=False)
    yield Screen("not-found", "/nothing-is-here/")
    for name, route in ANYWHERE.items():
        yield Screen(name, _of(site, route))
    for name, (route, keys) in OPENED.items():
        yield Screen(name, _of(site, route), keys)
    yield from _of_orders(site)
    yield from _of_plans(site)


def _of_orders(site: Site) -> Iterator[Screen]:
    latest = LineOutlook.objects.filter(line__site=site, line__status__in=OPEN_STATUSES).order_by("slack_days").first()
    if latest is not None:
        yield Screen("late", _of(site, "mps:late", latest.line_id))
    open_lines = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES)
    line = open_lines.select_related("order__customer", "item").first()
    if line is not None:
        yield Screen("order", _of(site, "orders:order", line.order.number))
        asked = urlencode({"item": line.item.code, "quantity": max(1, round(line.quantity))})
        yield Screen("promise-answer", f"{_of(site, 'mps:promise')}&{asked}")
        whose = urlencode({"customer": line.order.customer.code})
        yield Screen("customer-links", f"{_of(site, 'orders:customer-links')}&{whose}")


def _of_plans(site: Site) -> Iterator[Screen]:
    two = list(Plan.objects.filter(site=site).order_by("-pk").values_list("pk", flat=True)[:2])
    if len(two) > 1:
        yield Screen("compare-two", f"{_of(site, 'mps:compare')}&{urlencode({'from': two[1], 'to': two[0]})}")
    scenarios = Scenario.objects.filter(site=site).order_by("-pk")
    newest = scenarios.first()
    if newest is not None:
        yield Screen("scenario", _of(site, "mps:scenario", newest.pk))
    planned = list(scenarios.filter(plan__isnull=False).values_list("pk", flat=True)[:2])
    if len(planned) > 1:
        chosen = urlencode({"with": planned}, doseq=True)
        yield Screen("scenario-compare", f"{_of(site, 'mps:scenario-compare')}&{chosen}")


def _of(site: Site, route: str, *arguments: object) -> str:
    return f"{reverse(route, args=arguments)}?{urlencode({'site': site.code})}"
