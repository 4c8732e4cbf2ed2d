"""Why a line is late as its page tells it: each cause in a sentence, and what takes the hours that it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacity.models import WorkCenter
from company.formats import short_date
from company.models import Site, User
from mps import late_wording, no_plan
from mps.models import PlanDetail
from mps.queries import items
from mps.queries.cells import lines_by_key
from mps.queries.hours_taken import HoursTaken, Taker, free_hours, hours_taken
from mps.queries.kept_plan import KeptPlan, kept_plan
from mps.repair_question import Cause
from mps.scheduler.explain import Holds
from orders.models import OrderLine
from orders.visible import visible_to

# So many order lines are named of those that take the hours.
MOST_NAMED = 3
_OF_HOURS = (Holds.CAPACITY, Holds.YIELDS)


@dataclass(frozen=True, slots=True)
class Taking:
    """What takes hours: in words, with the page of its order where the reader may open it."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A cause in a sentence; `notes` say more of it, `takes` what its hours go to, under the words `taken`."""

    words: str = ""
    notes: tuple[str, ...] = ()
    taken: str = ""
    takes: tuple[Taking, ...] = ()


def names_at(site: Site) -> dict[str, str]:
    """Return what the codes of the site's items and work centres are called."""
    names = {item.code: item.name for item in items.items_at(site)}
    return names | dict(WorkCenter.objects.filter(site=site).values_list("code", "name"))


def told(causes: Iterable[Cause], line: OrderLine, by: User, *, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """
    Return causes as the page of a line shows them to a person: orders that they may not see have no name.

    `names` are those of the site (`names_at`).
    """
    today = line.site.planning_date(timezone.now())
    hours = _hours_of(line, by, names, today)
    found = (
        (late_wording.cause_words(cause, names=names, today=today), hours and hours.of(cause)) for cause in causes
    )
    return [_as_sent(replace(more or Told(), words=words)) for words, more in found]


def _as_sent(one: Told) -> dict[str, Any]:
    takes = [asdict(taking) for taking in one.takes]
    return {"words": one.words, "notes": [*one.notes], "taken": one.taken, "takes": takes}


def _hours_of(line: OrderLine, by: User, names: Mapping[str, str], today: date) -> _Hours | None:
    """Return the hours of the published plan; None where it no longer tells, or does without the line."""
    plan_id = no_plan.plan_id_of(line.site, in_full=True)
    try:
        plan = None if plan_id is None else kept_plan(plan_id)
    except PlanDetail.DoesNotExist:
        return None
    if plan_id is None or plan is None or all(one.key != line.key for one in plan.problem.demands):
        return None
    return _Hours(plan_id, plan, line.key, by, names, today)


@dataclass(frozen=True)
class _Hours:
    """What becomes of the hours of a plan's work centres, for the demand of a key that waits for them."""

    plan_id: int
    plan: KeptPlan
    key: str
    by: User
    names: Mapping[str, str]
    today: date

    def of(self, cause: Cause) -> Told | None:
        """Return what is to be said of the hours of a cause beside its sentence; None of one that is of no hours."""
        if cause.kind not in _OF_HOURS or cause.code not in self.plan.accepted.work_centers:
            return None
        days = range(max(0, self.plan.day_of(cause.from_date)), self.plan.day_of(cause.to_date))
        taken = _("What takes the hours there %(days)s:") % {"days": late_wording.span_words(cause, today=self.today)}
        takes = self._takes(hours_taken(self.plan_id, self.key, cause.code, days))
        return Told(notes=tuple(self._notes(cause, days)), taken=taken, takes=tuple(takes))

    def _notes(self, cause: Cause, days: range) -> Iterable[str]:
        """Return why the free hours do not help, where the plan lets others go first."""
        if cause.kind != Holds.YIELDS or cause.free < late_wording.LEAST_MINUTES:
            return ()
        free = free_hours(self.plan_id, self.key, cause.code, days)
        if free is None:
            return ()
        parts = self.plan.date_of(free.parts_day)
        return late_wording.free_words(free, parts=parts, names=self.names, today=self.today)

    def _takes(self, taken: HoursTaken) -> Iterable[Taking]:
        """Yield what takes hours: the largest order lines by name, then the rest by kind, and what nobody takes."""
        lines = visible_to(self.by)
        seen = lines_by_key((one.demand.key for one in taken.orders[:MOST_NAMED]), lines)
        yield from (self._order(one, seen.get(one.demand.key)) for one in taken.orders[:MOST_NAMED])
        others = taken.orders[MOST_NAMED:]
        if others:
            words = ngettext("%(count)d other order line: %(hours)s h", "%(count)d other order lines: %(hours)s h",
                             len(others))  # fmt: skip
            hours = late_wording.hours(sum(one.minutes for one in others))
            yield Taking(words % {"count": len(others), "hours": hours})
        rest = (
            (_("forecast: %(hours)s h"), taken.forecast), (_("stock: %(hours)s h"), taken.stock),
            (_("this line itself: %(hours)s h"), taken.own), (_("nobody: %(hours)s h"), taken.free),
        )  # fmt: skip
        for words, minutes in rest:
            if minutes >= late_wording.LEAST_MINUTES:
                yield Taking(words % {"hours": late_wording.hours(minutes)})

    def _order(self, one: Taker, line: OrderLine | None) -> Taking:
        due = short_date(self.plan.date_of(one.demand.due_day), self.today)
        words = _("%(line)s: %(hours)s h (due on %(due)s, priority %(priority)d)") % {
            "line": line or _("an order of others"), "hours": late_wording.hours(one.minutes), "due": due,
            "priority": one.demand.priority,
        }  # fmt: skip
        return Taking(words, reverse("orders:order", args=[line.order.number]) if line else "")
