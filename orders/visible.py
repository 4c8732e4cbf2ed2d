"""The only door to order lines: what a person may see, and beyond it there is nothing (404, not 403)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from company import access
from company.ids import whole_number
from orders.models import ChangeRequest, OrderLine, SalesOrder


def visible_to(user: access.Person, action: str = "orders.view") -> QuerySet[OrderLine]:
    """Return the lines a person reaches with an action: own sites; sales with a territory only its customers' lines."""
    within = Q()
    for reached in access.reach(user, action):
        site = Q(site_id=reached.site_id)
        within |= site & Q(order__customer__territory=reached.territory) if reached.territory else site
    return OrderLine.objects.filter(within) if within else OrderLine.objects.none()


def orders_visible_to(user: access.Person) -> QuerySet[SalesOrder]:
    """Return the orders with a line a person may see, each with those of its lines only."""
    lines = visible_to(user)
    return SalesOrder.objects.filter(Exists(lines.filter(order=OuterRef("pk")))).prefetch_related(
        Prefetch("lines", lines.select_related("item", "site", "outlook").order_by("line_number", "schedule_number"))
    )


def changes_visible_to(user: access.Person) -> QuerySet[ChangeRequest]:
    """Return the change requests of the lines a person may see."""
    return ChangeRequest.objects.filter(Exists(visible_to(user).filter(pk=OuterRef("line_id"))))


def order_named(key: str, user: access.Person) -> SalesOrder | None:
    """Return the order of that number, else of that id, among those that a person may see, with those of its lines."""
    if "\x00" in key:  # PostgreSQL knows no such text
        return None
    mine = orders_visible_to(user).select_related("customer")
    by_number = mine.filter(number=key).first()
    if by_number is not None or (pk := whole_number(key)) is None:
        return by_number
    return mine.filter(pk=pk).first()
