"""Report what left the plant or came back, and put a report right: people and machines ship in no other way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from company.models import Site, User
from orders import ladder, line_values
from orders.drafts import AnswerKind
from orders.line_writing import tell
from orders.models import OrderLine
from orders.shipments import guard, stock
from orders.shipments.record import Shipment, ShipmentKind
from orders.visible import visible_to

ACTION = "orders.ship"
LARGEST_ID = 2**63 - 1  # of a bigint


@dataclass(frozen=True, slots=True)
class Report:
    """
    What happened to the goods of a line, in the item's unit. Without a day it happened today, in the site's zone.

    `source_system` and `external_id` name it at its source, where it has a name: the same name again is the same
    report. `version` is the line's as the reporter saw it; None: whatever it is now, as goods have left all the same.
    """

    line_id: int
    quantity: Decimal
    kind: ShipmentKind = ShipmentKind.SHIPMENT
    shipped_on: date | None = None
    document: str = ""
    source_system: str = ""
    external_id: str = ""
    note: str = ""
    allow_over: bool = False
    to_stock: bool = False
    version: int | None = None

    @property
    def name(self) -> tuple[str, str] | None:
        """What its source calls it."""
        return (self.source_system, self.external_id) if self.external_id else None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the report at a place can't be kept: reasons by field; what is open of the line; `rule` is a code."""

    place: int
    kind: AnswerKind
    reasons: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    line: OrderLine | None = None


class ReportsRefused(Exception):
    """Nothing is kept; `faults` has every report that stands in the way."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} reports")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Reported:
    """The records in the order of the reports, which of them were known before, and the sites' revisions by code."""

    shipments: tuple[Shipment, ...]
    known: frozenset[int]
    order_revisions: Mapping[str, int]


@transaction.atomic
def report(*, reports: Sequence[Report], by: User, channel: str) -> Reported:
    """
    Keep all reports and count them on their lines, in one transaction and one revision; or none of them.

    Raises ReportsRefused. A report that is known by its source's name is not counted again.
    """
    lines = _locked([asked.line_id for asked in reports], by)
    known = _known(reports)
    faults = [
        fault for place, asked in enumerate(reports)
        if (fault := _fault(place, asked, lines.get(asked.line_id), known.get(asked.name))) is not None
    ]  # fmt: skip
    names = Counter(asked.name for asked in reports)
    twice = _("It is listed twice.")
    faults += [
        Fault(place, AnswerKind.INVALID, {"external_id": twice}) for place, asked in enumerate(reports)
        if asked.name is not None and names[asked.name] > 1
    ]  # fmt: skip
    if faults:
        raise ReportsRefused(faults)
    made = _keep(reports, lines, known, by=by, channel=channel)
    return Reported(
        shipments=tuple(made[place] for place in range(len(reports))),
        known=frozenset(made[place].pk for place, asked in enumerate(reports) if asked.name in known),
        order_revisions=_told(lines.values()),
    )


class CannotReverse(Exception):
    """The report can't be put right so; the message is fit for the person who asked."""


@transaction.atomic
def reverse(*, shipment_id: int, by: User, channel: str, why: str = "") -> Reported:
    """
    Put a mistaken report right: count it the other way, and undo what it did to the stock.

    Raises CannotReverse, also for one that is reversed already; Shipment.DoesNotExist for one that `by` can't see.
    """
    mine = visible_to(by, ACTION)
    found = Shipment.objects.filter(pk=shipment_id, line__in=mine) if 0 < shipment_id <= LARGEST_ID else None
    wrong = found.get() if found is not None else Shipment.objects.none().get()
    line = _locked([wrong.line_id], by)[wrong.line_id]
    if wrong.reverses_id is not None:
        raise CannotReverse(_("This is a reversal itself. Report what happened anew."))
    if Shipment.objects.filter(reverses=wrong).exists():  # under the lock of the line, which every reversal takes
        raise CannotReverse(_("This is reversed already."))
    undone = Shipment(
        line=line, kind=wrong.kind, quantity=wrong.quantity, shipped_on=wrong.shipped_on, document=wrong.document,
        note=why, reverses=wrong, made_by=by, channel=channel, stock_moves=stock.undo(line, wrong.stock_moves),
    )  # fmt: skip
    if not _count(undone, by=by, up_to_quantity=False):
        raise CannotReverse(refusal_words(line))
    return Reported((undone,), frozenset(), _told([line]))


def refusal_words(line: OrderLine) -> str:
    """Return why a line, as it is now, can't take a report, with what is open of it."""
    told = {
        "line": str(line), "status": line.get_status_display(), "open": line_values.as_text(line.open_quantity),
        "shipped": line_values.as_text(line.shipped_quantity),
    }  # fmt: skip
    if line.status not in ladder.SHIPS:
        return _("Line %(line)s is %(status)s.") % told
    return _("Of line %(line)s %(open)s are open and %(shipped)s are shipped.") % told


def _locked(line_ids: Sequence[int], by: User) -> dict[int, OrderLine]:
    possible = {line_id for line_id in line_ids if 0 < line_id <= LARGEST_ID}
    mine = visible_to(by, ACTION).filter(pk__in=possible).select_related("site", "item", "order")
    stock.lock(list(mine))
    return {line.pk: line for line in mine.order_by("pk").select_for_update(of=("self",))}


def _known(reports: Sequence[Report]) -> dict[tuple[str, str] | None, Shipment]:
    names = {asked.name for asked in reports if asked.name is not None}
    found = Shipment.objects.filter(
        source_system__in={system for system, _id in names}, external_id__in={name for _system, name in names}
    )
    return {name: kept for kept in found if (name := (kept.source_system, kept.external_id)) in names}


def _fault(place: int, asked: Report, line: OrderLine | None, known: Shipment | None) -> Fault | None:
    if line is None:
        return Fault(place, AnswerKind.MISSING)
    if known is not None:
        same = (known.line_id, known.kind, known.quantity) == (asked.line_id, asked.kind, asked.quantity)
        return None if same else _said_otherwise(place, asked, line)
    if asked.version is not None and asked.version != line.version:
        return Fault(place, AnswerKind.STALE, line=line)
    reasons = _reasons(asked, line)
    return Fault(place, AnswerKind.INVALID, reasons, line=line) if reasons else None


def _said_otherwise(place: int, asked: Report, line: OrderLine) -> Fault:
    words = _("“%(name)s” was reported before, and said something else.") % {"name": asked.external_id}
    return Fault(place, AnswerKind.REFUSED, {"external_id": words}, "known_otherwise", line)


def _reasons(asked: Report, line: OrderLine) -> dict[str, str]:
    reasons = {}
    try:
        line_values.refuse_parts(asked.quantity, item=line.item.code, unit=line.item.unit)
    except line_values.NotAValue as error:
        reasons["quantity"] = str(error)
    if asked.shipped_on is not None and asked.shipped_on > today_at(line.site):
        reasons["shipped_on"] = _("This day is still to come.")
    if asked.external_id and not asked.source_system:
        reasons["source_system"] = _("Say which system calls it so.")
    if asked.to_stock and asked.kind == ShipmentKind.SHIPMENT:
        reasons["to_stock"] = _("Only what comes back can be put into stock.")
    return reasons


def today_at(site: Site) -> date:
    """Return the last day on which something can have happened: today in the site's zone, or its fixed date."""
    now = timezone.now()
    real = Site(time_zone=site.time_zone).planning_date(now)
    return max(real, site.planning_date(now))


def _keep(
    reports: Sequence[Report], lines: Mapping[int, OrderLine], known: Mapping[tuple[str, str] | None, Shipment], *,
    by: User, channel: str,
) -> dict[int, Shipment]:  # fmt: skip
    """Return the record of each report, by place. Raises ReportsRefused with all that their lines can't take."""
    made: dict[int, Shipment] = {}
    faults = []
    # In the order of their names, so that two who send the same don't wait for each other in a ring.
    for place, asked in sorted(enumerate(reports), key=lambda one: (one[1].name or ("", ""), one[0])):
        if asked.name in known:
            made[place] = known[asked.name]
            continue
        line = lines[asked.line_id]
        made[place] = Shipment(
            line=line, kind=asked.kind, quantity=asked.quantity, document=asked.document, note=asked.note,
            shipped_on=asked.shipped_on or line.site.planning_date(timezone.now()), to_stock=asked.to_stock,
            source_system=asked.source_system, external_id=asked.external_id, made_by=by, channel=channel,
        )  # fmt: skip
        try:
            could = _count(made[place], by=by, up_to_quantity=not asked.allow_over)
        except IntegrityError as error:  # somebody else has just reported it, of a line that is not locked here
            raise ReportsRefused([_said_otherwise(place, asked, line)]) from error
        if not could:
            faults.append(_cannot(place, line))
    if faults:
        raise ReportsRefused(faults)
    return made


def _count(shipment: Shipment, *, by: User, up_to_quantity: bool) -> bool:
    """Keep a record and count it on its line; return False, with nothing to be kept, where the line can't take it."""
    line, is_reversal = shipment.line, shipment.reverses_id is not None
    if not is_reversal and shipment.kind == ShipmentKind.SHIPMENT:
        shipment.stock_moves = stock.take(line, shipment.quantity)
    elif not is_reversal and shipment.to_stock:
        shipment.stock_moves = stock.put_back(line, shipment.quantity)
    with transaction.atomic():
        shipment.save(force_insert=True)
    told = {"shipment": shipment.pk, "shipment_kind": shipment.kind, "document": shipment.document}
    reverses = {"reverses_shipment": shipment.reverses_id} if is_reversal else {}
    with pghistory.context(user=by.pk, channel=shipment.channel, why=shipment.note, **told, **reverses):
        could = guard.count(
            line.pk, shipment.effect, up_to_quantity=up_to_quantity and shipment.effect > 0,
            statuses=guard.statuses_for(shipment.effect, is_reversal=is_reversal),
        )  # fmt: skip
    line.refresh_from_db(fields=["shipped_quantity", "status", "version", "quantity"])
    return could


def _cannot(place: int, line: OrderLine) -> Fault:
    rule = "not_open" if line.status in ladder.SHIPS else "line_closed"
    return Fault(place, AnswerKind.REFUSED, {"quantity": refusal_words(line)}, rule, line)


def _told(lines: Iterable[OrderLine]) -> dict[str, int]:
    site_ids = {line.site_id for line in lines}
    tell(site_ids)
    return dict(Site.objects.filter(pk__in=site_ids).values_list("code", "order_revision"))
