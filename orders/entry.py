"""Entering a new order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pghistory
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _

from company import access
from company.models import Site, User
from company.revision import settle
from company.signals import inputs_changed
from materials.models import ItemSite
from orders import fences
from orders.fence_facts import authority_of, fences_of
from orders.line_values import NotAValue, Value, refuse_parts
from orders.models import Customer, LineStatus, OrderLine, SalesOrder


class EntryRefused(Exception):
    """
    The order can't be entered; `reasons` says why, by field, fit for the person who entered it. `rule` is the code of
    the rule that keeps it out, where the values by themselves are right.
    """

    def __init__(self, reasons: Mapping[str, str], rule: str = "") -> None:
        super().__init__(" ".join(reasons.values()))
        self.reasons, self.rule = reasons, rule


@dataclass(frozen=True, slots=True)
class NewLine:
    """
    A line as it was entered: item and site by code; priority None: the customer's; number None: its place. `others` are
    values of further fields.
    """

    item: str
    site: str
    quantity: Decimal
    requested_date: date
    priority: int | None = None
    line_number: int | None = None
    schedule_number: int = 1
    others: Mapping[str, Value] = field(default_factory=dict)


@transaction.atomic
def enter(
    *, number: str, customer: str, lines: Sequence[NewLine], by: User, channel: str, order_date: date | None = None,
    note: str = "",
) -> tuple[SalesOrder, dict[str, int]]:  # fmt: skip
    """
    Save a new order with its lines as requested; return it and the sites' revisions.

    Raises EntryRefused, for a line inside the demand time fence too, unless `by` may approve changes there.
    """
    sites, buyer, planned = _allowed(customer, lines, by)
    with pghistory.context(user=by.pk, channel=channel):
        order = _new_order(SalesOrder(number=number, customer=buyer, order_date=order_date, note=note))
        _make_lines(order, lines, planned)
    return order, _settled(sites)


def foretell(*, customer: str, line: NewLine, by: User) -> None:
    """Raise EntryRefused where `enter` would, save for an order number that is taken. Writes nothing."""
    _allowed(customer, [line], by)


def try_out(*, customer: str, line: NewLine, by: User) -> OrderLine:
    """
    Write a line of a new order as if it were entered, in a transaction that the caller rolls back. Nobody is told.

    Raises like `enter`; TransactionManagementError outside a transaction: there it would be an order of nobody.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an order is tried out inside a transaction that is rolled back")
    _sites, buyer, planned = _allowed(customer, [line], by)
    order = _new_order(SalesOrder(number=secrets.token_hex(16), customer=buyer))
    _make_lines(order, [line], planned)
    return order.lines.get()


def write_as_if(*, number: str, customer: str, line: NewLine) -> OrderLine:
    """
    Write an order of one line as if somebody who may had entered it, in a transaction that the caller rolls back.

    Raises EntryRefused where nobody may: the customer, the site or the item is not there, or the number is taken.
    """
    sites = {site.code: site for site in Site.objects.filter(code=line.site)}
    buyer = _customer(customer, set())
    planned = _planned([line], sites)
    order = _new_order(SalesOrder(number=number, customer=buyer))
    _make_lines(order, [line], planned)
    return order.lines.get()


@transaction.atomic
def add_lines(*, order: SalesOrder, lines: Sequence[NewLine], by: User, channel: str) -> dict[str, int]:
    """Save new lines of an order that is there; return the sites' revisions. Raises like `enter`."""
    sites = _reached(lines, by)
    _customer(order.customer.code, _territories(sites, by))
    planned = _planned(lines, sites)
    _refuse_inside_demand_fence(lines, planned, by)
    with pghistory.context(user=by.pk, channel=channel):
        _make_lines(order, lines, planned)
    return _settled(sites)


def _allowed(
    customer: str, lines: Sequence[NewLine], by: User
) -> tuple[dict[str, Site], Customer, dict[tuple[str, str], ItemSite]]:
    """Return the sites, the customer and the items of a new order. Raises EntryRefused."""
    sites = _reached(lines, by)
    buyer = _customer(customer, _territories(sites, by))
    planned = _planned(lines, sites)
    _refuse_inside_demand_fence(lines, planned, by)
    return sites, buyer, planned


def _reached(lines: Sequence[NewLine], by: User) -> dict[str, Site]:
    reached = {found.site_id for found in access.reach(by, "orders.create")}
    found = Site.objects.filter(pk__in=reached, code__in={line.site for line in lines})
    return {site.code: site for site in found}


def _territories(sites: Mapping[str, Site], by: User) -> set[str]:
    territories = {found.site_id: found.territory for found in access.reach(by, "orders.create")}
    return {territories[site.pk] for site in sites.values()}


def _make_lines(
    order: SalesOrder, lines: Sequence[NewLine], planned: Mapping[tuple[str, str], ItemSite]
) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(**{
            "order": order, "line_number": line.line_number or place, "schedule_number": line.schedule_number,
            "item": planned[line.item, line.site].item, "site": planned[line.item, line.site].site,
            "quantity": line.quantity, "requested_date": line.requested_date, "status": LineStatus.REQUESTED,
            "priority": line.priority or order.customer.priority, **line.others,
        })
        for place, line in enumerate(lines, start=1)
    )  # fmt: skip


def _settled(sites: Mapping[str, Site]) -> dict[str, int]:
    site_ids = sorted(site.pk for site in sites.values())
    inputs_changed.send(sender=SalesOrder, site_ids=site_ids)
    settle()
    return dict(Site.objects.filter(pk__in=site_ids).values_list("code", "order_revision"))


def _customer(code: str, territories: set[str]) -> Customer:
    found = Customer.objects.filter(code=code).first()
    if found is None or any(territory not in ("", found.territory) for territory in territories):
        raise EntryRefused({"customer": _("There is no customer “%(code)s”.") % {"code": code}})
    return found


def _planned(lines: Sequence[NewLine], sites: Mapping[str, Site]) -> dict[tuple[str, str], ItemSite]:
    rows = ItemSite.objects.filter(site__in=sites.values(), item__code__in={line.item for line in lines})
    planned = {(row.item.code, row.site.code): row for row in rows.select_related("item", "site")}
    for place, line in enumerate(lines):
        if line.site not in sites:
            raise EntryRefused({f"lines[{place}].site": _("There is no site “%(code)s”.") % {"code": line.site}})
        if (line.item, line.site) not in planned:
            words = _("The site plans no item “%(code)s”.") % {"code": line.item}
            raise EntryRefused({f"lines[{place}].item": words})
        item = planned[line.item, line.site].item
        try:
            refuse_parts(line.quantity, item=item.code, unit=item.unit)
        except NotAValue as error:
            raise EntryRefused({f"lines[{place}].quantity": str(error)}) from error
    return planned


def _refuse_inside_demand_fence(
    lines: Sequence[NewLine], planned: Mapping[tuple[str, str], ItemSite], by: User
) -> None:
    # A change can wait for an approval; there is no line yet that could. Up to the planning fence, entering is usual.
    reasons = {}
    for place, line in enumerate(lines):
        row = planned[line.item, line.site]
        near = fences_of(row.site, row)
        proposal = fences.Proposal(fields=("quantity", "requested_date"), dates=(line.requested_date,))
        if fences.judge(proposal, near, authority_of(by, row.site_id)).rule is fences.Rule.DEMAND_FENCE:
            last_day = near.horizon_start + timedelta(days=near.demand_days)
            reasons[f"lines[{place}].requested_date"] = _(
                "Up to %(day)s is the demand time fence. Enter a later day; a change to an earlier one can be approved."
            ) % {"day": last_day.isoformat()}
    if reasons:
        raise EntryRefused(reasons, fences.Rule.DEMAND_FENCE.value)


def _new_order(order: SalesOrder) -> SalesOrder:
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        words = _("There is an order “%(number)s” already.") % {"number": order.number}
        raise EntryRefused({"number": words}) from error
    return order
