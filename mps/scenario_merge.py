"""Merging a scenario: its changes become the site's, each by the rules of its room; all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from company import access
from company.models import Site, User
from company.revision import settled_together
from company.signals import inputs_changed
from mps import scenario_trace, scenario_writes, scenario_written, scenarios
from mps.models import Scenario, ScenarioPlan, SitePlanning
from mps.scenario_record import ScenarioState
from mps.scenario_writes import CHANNEL, CantBeWritten, Writes
from mps.scenario_written import Written
from mps.scenarios import ScenarioRefused
from orders import changes, entry
from orders.changes import HOLDS_UP, AnswerKind, LineAnswer
from orders.models import OrderLine

MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A line of an order, and why its change waits for an approval or can't be made."""

    line_id: int
    line: str
    why: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """
    What would become of a merge, for the person who asks.

    `saved` lines change at once, those that `wait` once they are approved; what is `held` up keeps all of it from being
    merged. `others` is how many new orders, forecasts, capacity and planning values are written beside them.
    """

    saved: int
    waits: int
    waiting: tuple[Told, ...]
    held: tuple[Told, ...]
    others: int

    @property
    def gives_the_plan(self) -> bool:
        """Whether the plan that follows is the one that was shown, as long as nothing else changes."""
        return not self.waits and not self.held


@dataclass(frozen=True, slots=True)
class Merged:
    """The scenario, how many lines changed at once and how many wait; `gives_the_plan`: the plan shown comes next."""

    scenario: Scenario
    saved: int
    waiting: int
    gives_the_plan: bool


def is_stale(plan: ScenarioPlan, scenario: Scenario) -> bool:
    """
    Whether the published plan or the site's inputs are no longer those that the scenario was planned on.

    Of one that is planned on an earlier plan: whether the inputs of that plan are no longer the site's.
    """
    site_id, base = scenario.site_id, scenario.base_plan_id
    current = SitePlanning.objects.filter(site_id=site_id).values_list("current_plan_id", flat=True).first()
    revision = Site.objects.filter(pk=site_id).values_list("order_revision", flat=True).get()
    return (plan.plan_id, plan.revision) != (base or current, revision)


def foretell(scenario: Scenario, by: User, why: str = "-") -> Foretold:
    """Return what `merge` would do now; nothing is written."""
    found = scenario_writes.writes_of(scenario.changes_read(), scenario.site)
    answers = changes.foretell(found.line_changes(why), by).answers
    names = _names(answers)
    waiting = [Told(one.line_id, names.get(one.line_id, ""), one.rule) for one in answers if _waits(one)]
    held = [Told(one.line_id, names.get(one.line_id, ""), _words(one)) for one in answers if one.kind in HOLDS_UP]
    held += [Told(0, number, why) for number, why in _orders_refused(found, scenario.site, by)]
    saved = sum(one.kind is AnswerKind.SAVED for one in answers)
    others = len(found.orders) + len(found.forecasts) + len(found.capacity) + len(found.items)
    return Foretold(saved, len(waiting), tuple(waiting[:MOST_NAMED]), tuple(held[:MOST_NAMED]), others)


@transaction.atomic
def merge(*, scenario_id: int, version: int, why: str, by: User, also_if_stale: bool = False) -> Merged:
    """
    Make a scenario's changes the site's, in one transaction and one revision.

    Changes of orders become change requests, by the rules that hold for `by`; those that a fence holds up wait.
    Capacity and planning values are written at once, for who steers the plan. The plan that follows is the one that the
    scenario shows, where nothing waits and it is not stale.

    Raises ScenarioRefused, Scenario.DoesNotExist for one that `by` can't see.
    """
    scenario = scenarios.open_one(scenario_id, by, version)
    if not why.strip():
        raise scenarios.about("why", _("Say why: everybody who looks for the reason of a change reads it."))
    plan = _plan_of(scenario)
    stale = is_stale(plan, scenario)
    if stale and not also_if_stale:
        raise ScenarioRefused(_stale_words(scenario))
    reason = _("Scenario “%(name)s”: %(why)s") % {"name": scenario.name, "why": why.strip()}
    found = scenario_writes.writes_of(scenario.changes_read(), scenario.site)
    with settled_together():
        answers, written = _traced(scenario, found, by, reason)
        inputs_changed.send(sender=Scenario, site_ids=[scenario.site_id])
    waiting = sum(map(_waits, answers))
    scenario.state, scenario.why = ScenarioState.MERGED, why.strip()[:changes.LONGEST_WHY]
    scenario.ended_by, scenario.ended_at, scenario.asked_at = by, timezone.now(), None
    scenario.written = scenario_written.to_data(written)
    scenario.save(update_fields=["state", "why", "ended_by", "ended_at", "asked_at", "written"])
    plan.is_awaited = not waiting and not stale
    plan.save(update_fields=["is_awaited"])
    return Merged(scenario, len(answers) - waiting, waiting, plan.is_awaited)


def _plan_of(scenario: Scenario) -> ScenarioPlan:
    if not scenario.changes:
        raise ScenarioRefused(_("The scenario changes nothing yet."))
    plan = ScenarioPlan.objects.filter(scenario=scenario, changes_digest=scenario.digest).first()
    if plan is None or plan.is_forgotten or scenario.asked_at:
        raise ScenarioRefused(_("The scenario has to be planned first: nobody knows yet what it would do."))
    return plan


def _stale_words(scenario: Scenario) -> str:
    if scenario.base_plan_id is None:
        return _("The plan has moved on since this was planned: plan the scenario again first.")
    return _("It is planned on an earlier plan, and things have changed since: bring the scenario up to date first.")


def _traced(scenario: Scenario, found: Writes, by: User, why: str) -> tuple[Sequence[LineAnswer], Written]:
    """Write everything; return also what was there before, and what is there now."""
    planned, site = scenario.changes_read(), scenario.site
    before = scenario_trace.found_by(found, planned, site)
    answers = _write(found, site, by, why)
    return answers, scenario_trace.left_by(found, before, planned, site, answers)


def _write(found: Writes, site: Site, by: User, why: str) -> Sequence[LineAnswer]:
    # Orders first, as everybody locks their lines before the site's other rows.
    done = changes.submit(changes=found.line_changes(), by=by, channel=CHANNEL, why=why, keep_good=False)
    names = _names(done.answers)
    held = [f"{names.get(one.line_id, '')}: {_words(one)}" for one in done.answers if one.kind in HOLDS_UP]
    if held:
        raise ScenarioRefused(_("Nothing was merged. %(lines)s") % {"lines": " ".join(held[:MOST_NAMED])})
    try:
        for order in found.orders:
            _need_to_enter(site, by)
            line = scenario_writes.new_line(order, site)
            entry.enter(number=order.number, customer=order.customer, lines=[line], by=by, channel=CHANNEL, note=why)
        scenario_writes.write_rest(found, site, by, channel=CHANNEL, why=why)
    except (CantBeWritten, entry.EntryRefused) as refusal:
        raise ScenarioRefused(_("Nothing was merged. %(lines)s") % {"lines": refusal}) from refusal
    return done.answers


def _need_to_enter(site: Site, by: User) -> None:
    if not access.can(by, "orders.create", site):
        raise ScenarioRefused(_("Your role may not enter orders: who may can merge the scenario."))


def _orders_refused(found: Writes, site: Site, by: User) -> Iterable[tuple[str, str]]:
    for order in found.orders:
        try:
            _need_to_enter(site, by)
            entry.foretell(customer=order.customer, line=scenario_writes.new_line(order, site), by=by)
        except (ScenarioRefused, entry.EntryRefused) as refusal:
            yield order.number, str(refusal)


def _waits(answer: LineAnswer) -> bool:
    return answer.kind is AnswerKind.WAITING


def _names(answers: Iterable[LineAnswer]) -> dict[int, str]:
    told = [one.line_id for one in answers if one.kind is not AnswerKind.SAVED]
    return {line.pk: str(line) for line in OrderLine.objects.filter(pk__in=told).select_related("order")}


def _words(answer: LineAnswer) -> str:
    return " ".join(dict.fromkeys(answer.reasons.values())) or _("It has changed meanwhile. Ask again.")
