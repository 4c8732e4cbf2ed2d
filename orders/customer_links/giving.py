"""Giving a customer a link, and taking it back: for people who may promise that customer something at the site."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from company import access
from company.models import Site, User
from orders.customer_links.record import CustomerLink
from orders.models import Customer

ACTION = "promise.make"
DAYS = (7, 30, 90, 365)
USUAL_DAYS = 30


def customer_named(code: str, person: access.Person, site: Site) -> Customer | None:
    """Return the customer of that code, if the person may promise them something at the site."""
    territories = {found.territory for found in access.reach(person, ACTION) if found.site_id == site.pk}
    found = None if "\x00" in code else Customer.objects.filter(code=code).first()
    return found if found is not None and territories & {"", found.territory} else None


def links_for(person: access.Person) -> QuerySet[CustomerLink]:
    """Return the links to customers whom the person may promise something, newest first."""
    within = Q()
    for reached in access.reach(person, ACTION):
        site = Q(site_id=reached.site_id)
        within |= site & Q(customer__territory=reached.territory) if reached.territory else site
    found = CustomerLink.objects.select_related("site", "customer", "made_by", "revoked_by")
    return found.filter(within) if within else found.none()


def give(*, customer: Customer, site: Site, by: User, days: int, language: str, now: datetime) -> CustomerLink:
    """Make a link that lasts so many days."""
    return CustomerLink.objects.create(
        site=site, customer=customer, language=language, made_by=by, made_at=now, expires_at=now + timedelta(days=days)
    )


def revoke(link: CustomerLink, *, by: User, now: datetime) -> None:
    """End a link at once. One that has ended stays as it ended, whoever asks again."""
    CustomerLink.objects.filter(pk=link.pk, revoked_at__isnull=True, expires_at__gt=now).update(
        revoked_at=now, revoked_by=by
    )
