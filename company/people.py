"""People: their names, and the demo's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.conf import settings
from django.db import transaction

from company.models import Membership, Role, Site, User

# Public on purpose: the page that asks for it shows it. Never outside demo mode.
DEMO_PASSWORD = "lockstep-demo"  # noqa: S105  # see above


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo: at every site, or, with `territories` (by site), at those and there for the territory."""

    username: str
    role: Role
    territories: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


DEMO_PEOPLE = (
    *(DemoPerson(role.value, role) for role in Role),
    # A second approver, to hand over to; and two who sell in the same plants and don't see each other's orders.
    DemoPerson("manager2", Role.MANAGER),
    DemoPerson("sales-east", Role.SALES, MappingProxyType({"HZ": "East China", "BRE": "East Europe"})),
    DemoPerson("sales-south", Role.SALES, MappingProxyType({"HZ": "South China", "BRE": "Alps"})),
)


def names_of(user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of those of the people who are still there, by id."""
    people = User.objects.in_bulk({user_id for user_id in user_ids if user_id})
    return {pk: person.shown_name() for pk, person in people.items()}


@transaction.atomic
def make_demo_users() -> list[User]:
    """Make the demo's people, each with the role at the sites; whoever exists keeps the password."""
    users = []
    for person in DEMO_PEOPLE:
        is_admin = person.role is Role.ADMIN
        user, is_new = User.objects.get_or_create(username=person.username, defaults={"is_staff": is_admin})
        if is_new:
            user.set_password(DEMO_PASSWORD)
            user.save(update_fields=["password"])
        users.append(user)
    _let_in(users, Site.objects.all())
    return users


def let_demo_users_in(sites: Iterable[Site]) -> None:
    """Give those of the demo's users that are there their role at new sites, in demo mode; elsewhere do nothing."""
    if settings.DEMO:
        _let_in(User.objects.filter(username__in=[person.username for person in DEMO_PEOPLE]), sites)


def demo_people_there() -> list[DemoPerson]:
    """Return the demo's people who can sign in."""
    names = [person.username for person in DEMO_PEOPLE]
    there = set(User.objects.filter(is_active=True, username__in=names).values_list("username", flat=True))
    return [person for person in DEMO_PEOPLE if person.username in there]


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
    """Give the demo's people their role at the sites: one with territories only where there is one of theirs."""
    places, people = list(sites), {person.username: person for person in DEMO_PEOPLE}
    Membership.objects.bulk_create(
        [
            Membership(user=user, site=site, role=person.role, territory=person.territories.get(site.code, ""))
            for user in users
            for person in [people[user.username]]
            for site in places
            if not person.territories or site.code in person.territories
        ],
        ignore_conflicts=True,
    )
