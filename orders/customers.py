"""Customers as a person picks and types them: those that their roles at a site reach, and no others."""

from __future__ import annotations

import unicodedata

from django.db.models import Exists, OuterRef, Q, QuerySet

from company import access
from company.models import Site
from orders.models import Customer
from orders.visible import visible_to


def customers_for(person: access.Person, action: str, site: Site) -> QuerySet[Customer]:
    """Return the customers for whom a person may do an action at a site, by code."""
    territories = {found.territory for found in access.reach(person, action) if found.site_id == site.pk}
    found = Customer.objects.all() if "" in territories else Customer.objects.filter(territory__in=territories)
    return found.order_by("code")


def customers_seen(person: access.Person, action: str, site: Site) -> QuerySet[Customer]:
    """Return those of them with lines there that the person reaches: customers of other sites are no choice."""
    lines = visible_to(person, action).filter(site=site, order__customer=OuterRef("pk"))
    return customers_for(person, action, site).filter(Exists(lines))


def customer_typed(customers: QuerySet[Customer], typed: str) -> Customer | None:
    """Return the customer whose code, else the only one whose name was typed, whatever the case and width."""
    wanted = " ".join(unicodedata.normalize("NFKC", typed).replace("\x00", "").split())
    if not wanted:
        return None
    exact = customers.filter(code=typed.strip()).first() if "\x00" not in typed else None
    found = [exact] if exact else list(customers.filter(Q(code__iexact=wanted))[:2])
    found = found or list(customers.filter(name__iexact=wanted)[:2])
    return found[0] if len(found) == 1 else None
