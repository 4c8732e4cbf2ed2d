"""Taking a merge back: what it wrote becomes what it was, by the rules of each room; all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import exceptions
from capacity.exceptions import CapacityRefused, Span
from company.models import Site, User
from company.revision import settled_together
from company.signals import inputs_changed
from materials import planning_values
from mps import scenario_trace, scenario_written, scenarios
from mps.models import Scenario, ScenarioPlan
from mps.scenario_changes import CapacityShift
from mps.scenario_record import ScenarioState
from mps.scenario_writes import CHANNEL, CantBeWritten, center_of
from mps.scenario_written import LineWritten, Written
from mps.scenarios import ScenarioRefused
from orders import changes, decisions, forecast_quantities
from orders.changes import HOLDS_UP, AnswerKind
from orders.drafts import LineChange
from orders.expected import Forecast
from orders.line_values import as_text, texts
from orders.models import ChangeRequest, ChangeState, LineStatus, OrderLine

MOST_NAMED = 20
CANCELLED = LineStatus.CANCELLED.value


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The scenario, and how many changes of order lines wait for an approval."""

    scenario: Scenario
    waiting: int


class NotAsLeft(Exception):
    """Records that somebody has changed since the merge; the message names each."""


@transaction.atomic
def take_back(*, scenario_id: int, version: int, why: str, by: User) -> TakenBack:
    """
    Undo a merge in one transaction and one revision: by whoever may merge, and by the rules that hold for `by`.

    What somebody has changed since keeps all of it from being undone, and is named. A new order is cancelled; a change
    that still waits for its approval is withdrawn; one of a line inside a fence goes to approval.

    Raises ScenarioRefused, Scenario.DoesNotExist for one that `by` can't see.
    """
    scenario = scenarios.merged_one(scenario_id, by, version)
    if not why.strip():
        raise scenarios.about("back", _("Say why: everybody who looks for the reason of a change reads it."))
    written = scenario_written.from_data(scenario.written)
    if written is None:
        raise ScenarioRefused(_("It was merged before it was kept what a merge changes: change it where it is kept."))
    reason = _("Scenario “%(name)s” taken back: %(why)s") % {"name": scenario.name, "why": why.strip()}
    with settled_together():
        waiting = _lines_back(written, by, reason)
        try:
            _rest_back(scenario, written, by, reason)
        except (NotAsLeft, CapacityRefused, CantBeWritten, planning_values.PlanningValuesRefused) as refusal:
            raise _refused([str(refusal)]) from refusal
        inputs_changed.send(sender=Scenario, site_ids=[scenario.site_id])
    scenario.state, scenario.undone_why = ScenarioState.UNDONE, why.strip()[: changes.LONGEST_WHY]
    scenario.undone_by, scenario.undone_at = by, timezone.now()
    scenario.save(update_fields=["state", "undone_why", "undone_by", "undone_at"])
    ScenarioPlan.objects.filter(scenario=scenario).update(is_awaited=False)
    return TakenBack(scenario, waiting)


def _refused(why: Iterable[str]) -> ScenarioRefused:
    return ScenarioRefused(_("Nothing was taken back. %(lines)s") % {"lines": " ".join(list(why)[:MOST_NAMED])})


def _lines_back(written: Written, by: User, why: str) -> int:
    """Put order lines back; return how many changes wait."""
    open_ids = [one.request_id for one in written.lines if one.request_id is not None]
    ids = [*(one.line_id for one in written.lines), *(one.line_id for one in written.orders)]
    found = OrderLine.objects.filter(pk__in=ids).select_related("order", "item").order_by("pk")
    lines = {line.pk: line for line in found.select_for_update(of=("self",))}
    requests = {request.pk: request.state for request in ChangeRequest.objects.filter(pk__in=open_ids)}
    applied = {None, *(pk for pk, state in requests.items() if state == ChangeState.APPLIED)}
    made = [one for one in written.lines if one.request_id in applied]
    moved = [*_moved(((one.line_id, one.after) for one in made), lines, beside=made)]
    moved += _moved(((one.line_id, one.after) for one in written.orders), lines)
    if moved:
        raise _refused(moved)
    decisions.withdraw_all(change_ids=[pk for pk, state in requests.items() if state == ChangeState.SUBMITTED], by=by)
    wishes = [LineChange(one.line_id, None, dict(one.before), why) for one in made]
    wishes += [LineChange(one.line_id, None, {"status": CANCELLED}, why) for one in written.orders]
    done = changes.submit(changes=wishes, by=by, channel=CHANNEL, why=why, keep_good=False)
    held = [one for one in done.answers if one.kind in HOLDS_UP]
    if held:
        raise _refused(f"{lines.get(one.line_id, one.line_id)}: {' '.join(one.reasons.values())}" for one in held)
    return sum(one.kind is AnswerKind.WAITING for one in done.answers)


def _moved(
    left: Iterable[tuple[int, Mapping[str, str]]], lines: Mapping[int, OrderLine], beside: Sequence[LineWritten] = ()
) -> list[str]:
    """Return in words the lines that are not as they were left, and not as they were before either."""
    before = {one.line_id: one.before for one in beside}
    found = []
    for line_id, after in left:
        line = lines.get(line_id)
        now = texts(line, *after) if line else {}
        if line is None or now not in (after, before.get(line_id, after)):
            found.append(_("%(record)s has been changed since.") % {"record": line or f"#{line_id}"})
    return found


def _rest_back(scenario: Scenario, written: Written, by: User, why: str) -> None:
    """Put forecasts, capacity and planning values back. Raises NotAsLeft and what the rooms raise."""
    site = scenario.site
    _forecasts_back(written, site, by, why)
    planned = scenario.changes_read()
    for one in written.capacity:
        shift = planned[one.place]
        if isinstance(shift, CapacityShift):
            span = Span(
                center_of(shift, site).pk, shift.from_date, shift.to_date, shift.kind, shift.minutes_per_day
            )  # fmt: skip
            exceptions.take_back(span)
    now = scenario_trace.items_now({one.item: list(one.after) for one in written.items}, site)
    for item in written.items:
        if now.get(item.item) not in (item.after, item.before):
            raise NotAsLeft(_("%(record)s has been changed since.") % {"record": item.item})
        planning_values.change(site=site, item=item.item, values=item.before, by=by, channel=CHANNEL, why=why)


def _forecasts_back(written: Written, site: Site, by: User, why: str) -> None:
    wanted = {one.forecast_id: one for one in written.forecasts}
    rows = Forecast.objects.select_for_update(of=("self",)).filter(site=site, pk__in=wanted).order_by("pk")
    now = {row.pk: row for row in rows.select_related("item")}
    for pk, one in wanted.items():
        row = now.get(pk)
        if row is None or as_text(row.quantity) not in (one.after, one.before):
            record = _("Forecast %(item)s") % {"item": f"{row.item.code} {row.period_start}" if row else f"#{pk}"}
            raise NotAsLeft(_("%(record)s has been changed since.") % {"record": record})
    if wanted:
        quantities = {pk: Decimal(one.before) for pk, one in wanted.items()}
        forecast_quantities.change(site=site, quantities=quantities, by=by, channel=CHANNEL, why=why)
