"""
`benchmark holds_here`: what `benchmark holds` does in its own instance. It leaves its promises behind: not for others.

What is free is counted from the minutes of the first published plan, what was promised from the order lines; neither
asks the code that promises.
"""

from __future__ import annotations

import threading
import time
import zlib
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from unittest.mock import patch

from django.core.management.base import CommandError
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from benchmarks import holds
from benchmarks.caller import at_once
from benchmarks.output import Line, show
from capacity.models import WorkCenter
from company.models import Site, User
from company.statements import all_rows
from materials.models import Item
from mps import promising
from mps import run as planning_run
from mps.models import Plan, PlanDetail, SitePlanning
from mps.promising import For, NotPossibleError, Wish
from mps.scheduler import problem as problems
from orders.models import Customer, LineStatus, OrderLine

add_arguments = holds.add_arguments
HELD, REFUSED = "held", "refused"
HELD_MINUTES = 60
LOOK_AGAIN_SECONDS, GIVE_UP_SECONDS = 0.02, 300.0
NO_TURN = "SELECT current_plan_id, planned_revision FROM mps_siteplanning WHERE site_id = %s"
EVERY_ROW = "measures; nobody is told of what it reads"


@dataclass(slots=True)
class Crowd:
    """Who wants one piece each of an item on a day; `answers` count as they come."""

    site: Site
    item: Item
    by: User
    customer: Customer
    day_number: int
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, count: int) -> None:
        """Ask so often, one after another, on a connection of its own."""
        day = self.site.horizon_start + timedelta(days=self.day_number)
        wish = Wish(self.item, Decimal(1), day, day)
        until = timezone.now() + timedelta(minutes=HELD_MINUTES)
        to = For(self.site, self.customer, self.by, "benchmark", until)
        with closing(connection), all_rows(EVERY_ROW):
            for _number in range(count):
                try:
                    promising.promise([wish], to)
                except NotPossibleError:
                    answer = REFUSED
                else:
                    answer = HELD
                with self.lock:
                    self.answers[answer] += 1

    def has_answered(self, count: int) -> bool:
        """Return whether so many have their answer."""
        with self.lock:
            return self.answers.total() >= count


def run(options: Namespace) -> int:
    """Let a crowd hold with turns, and another without; print what came of both."""
    site = Site.objects.filter(code=holds.SITE).first()
    if site is None:
        raise CommandError(_("This is for the instance that `benchmark holds` begins."))
    for item, turns in ((holds.GUARDED, True), (holds.CONTROL, False)):
        with patch.object(promising, "TURN", promising.TURN if turns else NO_TURN):
            show([Line("", {"turns": turns, **measured(site, item, options)})], as_json=options.json)
    return 0


def measured(site: Site, code: str, options: Namespace) -> dict[str, object]:
    """Return what came of a crowd that wants an item, while the plan is published again and again."""
    item = Item.objects.get(code=code)
    day_number, free = day_and_pieces(site, item, options.pieces)
    by = User.objects.filter(memberships__site=site).first()
    if by is None:
        raise CommandError(_("Nobody works at the site %(site)s.") % {"site": site.code})
    customer, _made = Customer.objects.get_or_create(code="HOLDS", defaults={"name": "HOLDS"})
    crowd, before = Crowd(site, item, by, customer, day_number), _plans(site)
    shares = [len(range(caller, options.count, options.callers)) for caller in range(options.callers)]
    works = [partial(crowd.ask, share) for share in shares]
    began = time.monotonic()
    at_once([*works, partial(republish, crowd, options.count, options.plans)])
    seconds = time.monotonic() - began
    held = pieces_held(item)
    return {
        "asked": options.count, "callers": options.callers, "plans": _plans(site) - before, "held": crowd.answers[HELD],
        "refused": crowd.answers[REFUSED], "pieces_held": held, "pieces_free": free,
        "over_promised": max(0.0, held - free), "holds_per_second": options.count / seconds,
    }  # fmt: skip


def day_and_pieces(site: Site, item: Item, pieces: int) -> tuple[int, float]:
    """Return the day by which so many pieces are free by the minutes of the first plan, and how many are free then."""
    [center] = set(WorkCenter.objects.filter(operations__routing__item=item).values_list("code", flat=True))
    free = 0.0
    for day, minutes in enumerate(free_minutes(site, center)):
        free += minutes
        if free >= pieces * holds.MINUTES_A_PIECE:
            return day, free // holds.MINUTES_A_PIECE
    raise CommandError(_("The plant has no capacity for %(pieces)d pieces.") % {"pieces": pieces})


def free_minutes(site: Site, center: str) -> Iterator[float]:
    """Yield the minutes of a work centre day by day, in a plan that has no order yet: all of them are free."""
    plan_id = SitePlanning.objects.values_list("current_plan_id", flat=True).get(pk=site.pk)
    stored = PlanDetail.objects.values_list("problem", flat=True).get(plan_id=plan_id)
    if stored is None:
        raise CommandError(_("The plan's problem is not stored any more."))
    problem = problems.from_bytes(zlib.decompress(bytes(stored)))
    [found] = [one for one in problem.work_centers if one.code == center]
    yield from found.available_minutes


def pieces_held(item: Item) -> float:
    """Return how many pieces order lines have of an item."""
    lines = OrderLine.objects.filter(item=item, status__in=(LineStatus.HELD, LineStatus.CONFIRMED))
    return float(lines.aggregate(total=Sum("quantity"))["total"] or 0)


def republish(crowd: Crowd, asked: int, plans: int) -> None:
    """Publish so many plans, spread evenly over the answers; each because somebody has changed something."""
    with closing(connection), all_rows(EVERY_ROW):
        for number in range(plans):
            _wait_until(partial(crowd.has_answered, number * asked // (plans + 1)))
            before = _plans(crowd.site)
            with connection.cursor() as cursor:
                cursor.execute("SELECT company_bump_revision(%s)", [crowd.site.pk])
            _wait_until(partial(_is_published, crowd.site, before))


def _is_published(site: Site, before: int) -> bool:
    """Plan and return whether there is a plan more; where the instance's own worker is at it, it will be that one's."""
    return planning_run.replan(site.pk) is not None or _plans(site) > before


def _plans(site: Site) -> int:
    return Plan.objects.filter(site=site).count()


def _wait_until(happened: Callable[[], object]) -> None:
    until = time.monotonic() + GIVE_UP_SECONDS
    while not happened():
        if time.monotonic() > until:
            raise TimeoutError("the plan was not published, or nobody was answered")
        time.sleep(LOOK_AGAIN_SECONDS)
