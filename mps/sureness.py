"""How sure a promised date is: what a promise rests on, seen against the site's past deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count, islice

from django.db.models import Count, F, Max, Sum

from capacity.calendars import WorkingDays, minutes_by_day
from company.models import Site
from mps.confidence.learning import Learner, Outlook, Rest, learned
from mps.confidence.records import LATEST, Groups, PastDelivery
from mps.scheduler.backing import Backing
from mps.scheduler.capable_to_promise import Resources
from mps.snapshot.time import working_times
from orders.models import DeliveryRecord

CONFIDENCES = (0.80, 0.95)
LEARNED_FROM = 3_000  # the newest deliveries of a site
REMEMBERED = 8
AHEAD_DAYS = 730
MORNING_OF_TODAY = 0
NEVER = LATEST + 1  # working days of slack: more than any that was looked at


@dataclass(frozen=True, slots=True)
class Sureness:
    """
    The probability (0 to 1) of a date, and the first dates that are 80 % and 95 % sure; None: no day is.

    `slack_days_80` is how many working days a plan must deliver ahead of a date for that to be 80 % sure.
    """

    probability: float
    date_80: date | None
    date_95: date | None
    slack_days_80: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a site's deliveries taught, its working days, and where each item belongs."""

    learner: Learner
    working: WorkingDays
    groups: dict[str, Groups]

    def of(self, backing: Backing, resources: Resources, *, item: str, day: int) -> Sureness | None:
        """Return how sure it is that what rests on a backing leaves on a day of the plan; None: too little history."""
        start = resources.basis.start_date
        promised = start + timedelta(days=day)
        rests = self._rests(backing, resources, item=item, promised=promised)
        ahead = next((rest.slack for rest in rests if rest.groups.item == item), 0)
        return self._said(self.learner.outlook(rests), promised, ahead)

    def of_planned(self, item: str, day: date) -> Sureness | None:
        """Return how sure it is that a lot that is planned for a day leaves then; None: too little history."""
        return self._said(self.learner.outlook([Rest(self.groups.get(item, Groups(item)), 0)]), day, 0)

    def _said(self, outlook: Outlook | None, day: date, ahead: int) -> Sureness | None:
        """Word an outlook for a day; `ahead` is how many working days before it the item is to be ready."""
        if outlook is None:
            return None
        likely, surely = (outlook.days_for(confidence) for confidence in CONFIDENCES)
        first, second = (None if days is None else self.later(day, max(0, days)) for days in (likely, surely))
        needed = NEVER if likely is None else 0 if outlook.certain else max(0, ahead + likely)
        return Sureness(outlook.within(0), first, second, needed)

    def later(self, day: date, days: int) -> date:
        """Return the date so many working days after one; itself for none."""
        if days <= 0:
            return day
        following = (day + timedelta(days=number) for number in count(1))
        return next(islice((one for one in following if self.working.on_or_after(one) == one), days - 1, None))

    def _rests(self, backing: Backing, resources: Resources, *, item: str, promised: date) -> list[Rest]:
        """
        Return what may be late, each item once. Only the promised item itself can be ready ahead of its day.

        What an item's past lots were late by has in it what they waited for: what goes into one is looked at only where
        no lot of its own ever came.
        """
        start, found = resources.basis.start_date, dict[str, int]()
        for lot in backing.lots:
            ready = start + timedelta(days=lot.finish_day)
            slack = max(0, self.working.between(ready, promised)) if lot.item == item else 0
            found[lot.item] = min(slack, found.get(lot.item, slack))
        for part in backing.takes:
            place = resources.basis.places[part.item]
            if resources.uncommitted(place).at(MORNING_OF_TODAY) < part.quantity:  # not in stock: still to come
                found[part.item] = 0
        if item in self.groups:
            found = {code: slack for code, slack in found.items() if code == item}
        return [Rest(self.groups.get(code, Groups(code)), slack) for code, slack in sorted(found.items())]


def known(site: Site, today: date) -> Known:
    """Return what is known of a site on a day; learned anew when its deliveries change."""
    records = DeliveryRecord.objects.filter(site=site, actual_date__lte=today)
    stamp = records.aggregate(Count("pk"), Max("pk"), Max("actual_date"), late=Sum(F("actual_date") - F("due_date")))
    return _known(site.pk, today, tuple(stamp.values()))


@lru_cache(maxsize=REMEMBERED)
def _known(site_id: int, today: date, _stamp: tuple[object, ...]) -> Known:
    rows = list(
        DeliveryRecord.objects.filter(site_id=site_id, actual_date__lte=today)
        .order_by("-due_date", "pk")
        .values_list("item__code", "source", "item__family", "due_date", "actual_date")[:LEARNED_FROM]
    )
    first = min((min(due, came) for *_names, due, came in rows), default=today)
    working = _working_days(site_id, first, today)
    groups: dict[str, Groups] = {}
    for item, source, family, _due, _came in rows:
        groups.setdefault(item, Groups(item, source, family))
    past = [
        PastDelivery(Groups(item, source, family), working.number_of(due), working.between(due, came))
        for item, source, family, due, came in rows
    ]
    return Known(learned(past, until=working.number_of(today)), working, groups)


def _working_days(site_id: int, first: date, today: date) -> WorkingDays:
    days = (today - first).days + AHEAD_DAYS
    minutes = minutes_by_day(working_times(site_id).default, start_date=first, day_count=days)
    return WorkingDays(start_date=first, works=[value > 0 for value in minutes])
