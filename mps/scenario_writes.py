"""What a scenario's changes come to at a site as it is now, and writing it: tried out and rolled back, or for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from capacity import exceptions, spans
from capacity.exceptions import CapacityRefused, Span
from capacity.models import WorkCenter
from company.models import Site, User
from company.revision import never_settled
from materials import planning_values
from materials.units import counts_pieces
from mps.scenario_changes import CapacityShift, Change, DemandShift, ItemShift, LineWish, NewOrder, Wanted
from orders import as_if, entry, forecast_quantities
from orders.drafts import LineChange
from orders.entry import NewLine
from orders.expected import Forecast
from orders.line_values import LARGEST_QUANTITY, as_text
from orders.models import OPEN_STATUSES, LineStatus, OrderLine

CHANNEL = "scenario"
WHOLE, PARTS = Decimal(1), Decimal("0.0001")

ChangeT = TypeVar("ChangeT", LineWish, NewOrder, DemandShift, CapacityShift, ItemShift)


class CantBeWritten(Exception):
    """A change of a scenario can't be made as things are; the message is fit for the person who asked."""


@dataclass(frozen=True, slots=True)
class Writes:
    """
    What is to be written, room by room.

    `lines` are values as text by line and field, `forecasts` quantities by id of the forecast.
    """

    lines: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    orders: tuple[NewOrder, ...] = ()
    forecasts: Mapping[int, Decimal] = field(default_factory=dict)
    capacity: tuple[CapacityShift, ...] = ()
    items: tuple[ItemShift, ...] = ()

    def line_changes(self, why: str = "") -> list[LineChange]:
        """Return the changes of lines, whatever version those have now."""
        return [LineChange(line_id, None, dict(values), why) for line_id, values in sorted(self.lines.items())]


def writes_of(changes: Sequence[Change], site: Site) -> Writes:
    """
    Return what changes come to at a site now: one change a line, however many of the changes are about it.

    More or less demand is taken of what is open, after the changes of single lines; later ones go on from earlier ones.
    Of a period it is of the lines that are due in it, and of a forecast the share of its days that lie in it.
    """
    lines: dict[int, dict[str, str]] = {}
    for wish in _of(changes, LineWish):
        lines.setdefault(wish.line_id, {}).update(wish.values)
    expected: dict[int, Decimal] = {}
    for shift in _of(changes, DemandShift):
        if shift.of is not Wanted.FORECAST:
            _shift_lines(shift, site, lines)
        if shift.of is not Wanted.ORDERS:
            _shift_forecasts(shift, site, expected)
    return Writes(
        lines, tuple(_of(changes, NewOrder)), expected, tuple(_of(changes, CapacityShift)),
        tuple(_of(changes, ItemShift)),
    )  # fmt: skip


def _of(changes: Iterable[Change], kind: type[ChangeT]) -> Iterator[ChangeT]:
    return (change for change in changes if isinstance(change, kind))


def _shift_lines(shift: DemandShift, site: Site, lines: dict[int, dict[str, str]]) -> None:
    for line in lines_of(shift, site):
        wished = lines.get(line.pk, {})
        percent = shift.percent_of(_due(line, wished))
        if wished.get("status") == LineStatus.CANCELLED or not percent:
            continue
        quantity = _decimal(wished.get("quantity"), line.quantity)
        left = shifted(quantity - line.shipped_quantity, percent, line.item.unit)
        if left > 0 and line.shipped_quantity + left != quantity:
            lines.setdefault(line.pk, {})["quantity"] = as_text(line.shipped_quantity + left)


def _shift_forecasts(shift: DemandShift, site: Site, expected: dict[int, Decimal]) -> None:
    for row in forecasts_of(shift, site):
        percent = shift.percent_of(row.period_start, row.period_days)
        if percent:
            expected[row.pk] = shifted(expected.get(row.pk, row.quantity), percent, "")


def _due(line: OrderLine, wished: Mapping[str, str]) -> date:
    """Return the day that the plan holds a line to, as the scenario has it: its promise, without one the wish."""
    promised = wished.get("promised_date", as_text(line.promised_date))
    return date.fromisoformat(promised or wished.get("requested_date", as_text(line.requested_date)))


def lines_of(shift: DemandShift, site: Site) -> QuerySet[OrderLine]:
    """Return the open lines that a change of demand is about. Frozen ones stay as they are."""
    found = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES, planning_frozen=False)
    if shift.item:
        found = found.filter(item__code=shift.item)
    if shift.family:
        found = found.filter(item__family=shift.family)
    if shift.customer:
        found = found.filter(order__customer__code=shift.customer)
    return found.select_related("item").order_by("pk")


def forecasts_of(shift: DemandShift, site: Site) -> QuerySet[Forecast]:
    """Return the forecasts that a change of demand is about; a forecast is of no customer."""
    if shift.customer:
        return Forecast.objects.none()
    found = Forecast.objects.filter(site=site, quantity__gt=0)
    if shift.item:
        found = found.filter(item__code=shift.item)
    if shift.family:
        found = found.filter(item__family=shift.family)
    return found.order_by("pk")


def shifted(quantity: Decimal, percent: Decimal, unit: str) -> Decimal:
    """Return a quantity with so many per cent more, rounded half up; of what counts pieces at least one stays."""
    if quantity <= 0:
        return quantity
    step = WHOLE if counts_pieces(unit) else PARTS
    more = (quantity * (100 + percent) / 100).quantize(step, ROUND_HALF_UP)
    return min(LARGEST_QUANTITY, max(step, more))


def _decimal(text: str | None, otherwise: Decimal) -> Decimal:
    return otherwise if text is None else Decimal(text)


def try_out(changes: Sequence[Change], site: Site, by: User) -> None:
    """
    Write everything as if it were decided, in a transaction that the caller rolls back. Raises CantBeWritten.

    The functions that write are those of a merge, save for who may; so the inputs are those that a merge leaves.
    """
    found = writes_of(changes, site)
    with never_settled():
        refused = as_if.change_lines(found.line_changes(), site_id=site.pk)
        if refused:
            raise CantBeWritten(_sentences(refused))
        for order in found.orders:
            try:
                as_if.new_order(number=order.number, customer=order.customer, line=new_line(order, site))
            except entry.EntryRefused as refusal:
                raise CantBeWritten(f"{order.number}: {refusal}") from refusal
        write_rest(found, site, by, channel=CHANNEL, why="")


def write_rest(found: Writes, site: Site, by: User, *, channel: str, why: str) -> None:
    """
    Write what is not of orders: forecasts, capacity, planning values. Raises CantBeWritten.

    The caller tells those who plan, and settles.
    """
    if found.forecasts:
        forecast_quantities.change(site=site, quantities=found.forecasts, by=by, channel=channel, why=why)
    try:
        for shift in found.capacity:
            center = center_of(shift, site)
            span = Span(center.pk, shift.from_date, shift.to_date, shift.kind, shift.minutes_per_day)
            spans.check(center, span)
            exceptions.add(span, reason=why)
        for other in found.items:
            planning_values.change(site=site, item=other.item, values=other.values, by=by, channel=channel, why=why)
    except (CapacityRefused, planning_values.PlanningValuesRefused) as refusal:
        raise CantBeWritten(str(refusal)) from refusal


def new_line(order: NewOrder, site: Site) -> NewLine:
    """Return the line of a new order as it is entered."""
    return NewLine(order.item, site.code, order.quantity, order.requested_date, order.priority)


def center_of(shift: CapacityShift, site: Site) -> WorkCenter:
    """Return the work centre that a change of capacity is about. Raises CantBeWritten."""
    center = WorkCenter.objects.filter(site=site, code=shift.work_center).first()
    if center is None:
        raise CantBeWritten(_("There is no work centre “%(code)s”.") % {"code": shift.work_center})
    return center


def _sentences(refused: Mapping[int, str]) -> str:
    names = {line.pk: str(line) for line in OrderLine.objects.filter(pk__in=refused).select_related("order")}
    return " ".join(f"{names.get(line_id, line_id)}: {why}" for line_id, why in refused.items())
