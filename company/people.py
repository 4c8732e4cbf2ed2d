"""People: their names, and the demo's."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from company.models import Membership, Role, Site, User

# Public on purpose: the page that asks for it shows it. Never outside demo mode.
DEMO_PASSWORD = "lockstep-demo"  # noqa: S105  # see above


def names_of(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of those of the people who are still there, by id."""
    people = User.objects.in_bulk({user_id for user_id in user_ids if user_id})
    return {pk: person.shown_name() for pk, person in people.items()}


@transaction.atomic
def make_demo_users() -> list[User]:
    """Make a user named like each role, with that role at every site; whoever exists keeps the password."""
    users = []
    for role in Role:
        user, is_new = User.objects.get_or_create(username=role.value, defaults={"is_staff": role is Role.ADMIN})
        if is_new:
            user.set_password(DEMO_PASSWORD)
            user.save(update_fields=["password"])
        users.append(user)
    _let_in(users, Site.objects.all())
    return users


def let_demo_users_in(sites: Iterable[Site]) -> None:
    """Give those of the demo's users that are there their role at new sites, in demo mode; elsewhere do nothing."""
    if settings.DEMO:
        _let_in(User.objects.filter(username__in=Role.values), sites)


def give_role(user: User, role: Role, sites: Iterable[Site]) -> None:
    """Give a user a role at sites; one who has it there keeps it."""
    Membership.objects.bulk_create(
        [Membership(user=user, site=site, role=role) for site in sites], ignore_conflicts=True
    )


def without_people(codes: Iterable[str]) -> list[str]:
    """Return which of the sites nobody has a role at, by code: a superuser alone sees them."""
    closed = Site.objects.filter(code__in=list(codes)).exclude(memberships__user__is_active=True)
    return list(closed.order_by("code").values_list("code", flat=True))


def _let_in(users: Iterable[User], sites: Iterable[Site]) -> None:
    """Give users named like a role that role at the sites."""
    places = list(sites)
    for user in users:
        give_role(user, Role(user.username), places)
