"""
`benchmark kept_here`: what `benchmark promises_kept --product` does in its own instance. It leaves its promises behind.

What is asked is what the application does: `promise()` takes what the published plan leaves, a planning run publishes
the next plan, and the outlook of the line says when it leaves.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.arguments import count_of, none_or_more
from benchmarks.output import Line, show
from benchmarks.quotes import a_wish
from company.models import Site, User
from company.statements import all_rows
from mps import run as planning_run
from mps.models import SitePlanning
from mps.promising import NotPossibleError, Wish, promise
from orders.models import Customer, LineOutlook, OrderLine
from orders.promises.book import Terms
from orders.promises.models import Promise

LOOK_AGAIN_SECONDS, GIVE_UP_SECONDS = 0.05, 300.0
EVERY_ROW = "measures; nobody is told of what it reads"
WHOLE = Decimal(1)
SOLD = 2_000


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--count", type=count_of, default=200, help=_("how many promises"))
    parser.add_argument("--batch", type=count_of, default=10, help=_("how many promises between two plans"))
    parser.add_argument("--seed", type=none_or_more, default=1)


def run(options: Namespace) -> int:
    """Promise and plan; print what is missed and the figures. The status is 1 where less than 99.9 % are met."""
    site = Site.objects.order_by("code").first()
    by = User.objects.filter(memberships__site=site).first()
    if site is None or by is None:
        raise CommandError(_("This is for the instance that `benchmark promises_kept --product` begins."))
    with all_rows(EVERY_ROW):
        found, missed = Product(site, by, seed=options.seed).measured(options.count, options.batch)
    show(found, as_json=options.json)
    return int(missed * 1_000 > options.count)


@dataclass(slots=True)
class Product:
    """A site whose plan is published; `seed` says what is asked for."""

    site: Site
    by: User
    seed: int

    def measured(self, count: int, batch: int) -> tuple[list[Line], int]:
        """Promise until there are enough, a plan after each batch; return a line for each missed, the sum, how many."""
        random, made, missed, plans = Random(self.seed), list[Promise](), dict[int, Line](), 0
        empty = 0
        while len(made) < count and empty < count:
            new = list(self._promises(random, min(batch, count - len(made))))
            empty = 0 if new else empty + 1
            if new:
                made += new
                self._publish(max(one.revision for one in new))
                plans += 1
                for line_id, line in missed_of(made):
                    missed.setdefault(line_id, line)
        text = (
            f"{self.site.code}, through the product: {len(made)} promises, {batch} between two plans, {plans} plans:"
            f" {len(made) - len(missed)} kept by every plan, {len(missed)} missed"
        )
        record = {"site": self.site.code, "promises": len(made), "plans": plans, "missed": len(missed)}
        return [*missed.values(), Line(text, record)], len(missed)

    def _promises(self, random: Random, count: int) -> Iterator[Promise]:
        customer, _made = Customer.objects.get_or_create(code="KEPT", defaults={"name": "KEPT"})
        lines = OrderLine.objects.filter(site=self.site).exclude(order__customer=customer)
        sold = list(lines.select_related("item").order_by("pk")[:SOLD])
        if not sold:
            raise CommandError(_("%(site)s has no order to ask a quote like.") % {"site": self.site.code})
        terms = Terms(self.site, customer, self.by, "benchmark", None)
        for _number in range(count):
            like, (days, factor) = random.choice(sold), a_wish(random)
            quantity = (like.quantity * factor).quantize(WHOLE) or WHOLE
            wanted = self.site.horizon_start + timedelta(days=days)
            try:
                yield from promise([Wish(like.item, quantity, wanted)], terms)
            except NotPossibleError:
                continue  # not inside the horizon: nobody was told a date

    def _publish(self, revision: int) -> None:
        """Plan until the plan knows a revision; where the instance's own worker is at it, it will be that one's."""
        until = time.monotonic() + GIVE_UP_SECONDS
        while SitePlanning.objects.get(pk=self.site.pk).planned_revision < revision:
            if time.monotonic() > until:
                raise TimeoutError("the plan was not published")
            if planning_run.replan(self.site.pk) is None:
                time.sleep(LOOK_AGAIN_SECONDS)


def missed_of(made: Sequence[Promise]) -> Iterator[tuple[int, Line]]:
    """Yield the promises that the current plan does not keep, by their line, with what it makes of them."""
    outlooks = {one.line_id: one for one in LineOutlook.objects.filter(line__in=[one.line_id for one in made])}
    lines = OrderLine.objects.select_related("item", "order").in_bulk([one.line_id for one in made])
    for one in made:
        line, outlook = lines[one.line_id], outlooks.get(one.line_id)
        planned: date | None = outlook.planned_date if outlook else None
        if planned is None or line.promised_date is None or planned > line.promised_date:
            when = planned or "never"
            text = f"  {line}: {line.quantity:g} {line.item.code} for {line.promised_date} come {when}"
            record = {
                "line": str(line), "item": line.item.code, "quantity": float(line.quantity),
                "promised": str(line.promised_date), "planned": str(when), "plan": one.plan_id,
            }  # fmt: skip
            yield one.line_id, Line(text, record)
