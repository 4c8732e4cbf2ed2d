"""What the approvals page reads: changes that wait for a decision, one's own requests, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from company import access
from company.models import Site, User
from materials.models import ItemSite
from orders import fence_words, line_values
from orders.fence_facts import fences_of, planned_of
from orders.history.entries import as_words, field_label
from orders.models import ChangeRequest, ChangeState, OrderLine
from orders.visible import changes_visible_to

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that is to be changed. `now` is what it says by now, where that is not what it said then."""

    label: str
    before: str
    after: str
    now: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A change request as the page shows it. `held` says which fence held it up, or which rule, and until when."""

    id: int
    line: OrderLine
    fields: list[AskedField]
    who: str
    at: datetime
    why: str
    held: str
    state: str
    state_label: str
    assigned_to: str
    is_handed_to_me: bool
    decided_by: str
    decided_at: datetime | None
    comments: list[tuple[str, datetime, str]]
    may_decide: bool
    may_withdraw: bool

    @property
    def is_outdated(self) -> bool:
        """Whether the line says something else by now, so that it can't be approved as it is."""
        return any(field.now for field in self.fields)


def to_decide(by: User, site: Site) -> list[Asked]:
    """Return what waits for a decision that this person may make: those handed to this person, then the oldest."""
    if not access.can(by, "orders.approve", site):
        return []
    found = _requests(by, site).filter(state=ChangeState.SUBMITTED).order_by("requested_at", "pk")
    mine_first = sorted(found[:SHOWN_AT_MOST], key=lambda change: change.assigned_to_id != by.pk)
    return _shown(mine_first, by)


def own(by: User, site: Site) -> list[Asked]:
    """Return what this person has asked for, and what became of it, the latest first."""
    waited = ~Q(state=ChangeState.APPLIED) | Q(decided_at__isnull=False)
    found = _requests(by, site).filter(waited, requested_by=by).order_by("-pk")
    return _shown(found[:SHOWN_AT_MOST], by)


def decided(by: User, site: Site) -> list[Asked]:
    """Return what was decided last, by whomever."""
    found = _requests(by, site).filter(decided_at__isnull=False).order_by("-decided_at", "-pk")
    return _shown(found[:SHOWN_AT_MOST], by)


def count_to_decide(by: User, site: Site) -> int:
    """Return how many changes wait for a decision that this person may make."""
    if not access.can(by, "orders.approve", site):
        return 0
    return _requests(by, site).filter(state=ChangeState.SUBMITTED).count()


def deciders(site: Site, besides: User) -> list[User]:
    """Return who else may decide at a site, by name."""
    people = User.objects.filter(is_active=True, memberships__site=site).exclude(pk=besides.pk).distinct()
    return sorted((one for one in people if access.can(one, "orders.approve", site)), key=User.shown_name)


def _requests(by: User, site: Site) -> QuerySet[ChangeRequest]:
    people = ("requested_by", "decided_by", "assigned_to")
    return (
        changes_visible_to(by)
        .filter(line__site=site)
        .select_related("line__order__customer", "line__item", "line__site", "line__outlook", *people)
        .prefetch_related("comments__by")
    )


def _shown(changes: Iterable[ChangeRequest], by: User) -> list[Asked]:
    found = list(changes)
    planned = planned_of([change.line for change in found])
    return [_asked(change, by, planned.get((change.line.item_id, change.line.site_id))) for change in found]


def _asked(change: ChangeRequest, by: User, planned: ItemSite | None) -> Asked:
    line, waits = change.line, change.state == ChangeState.SUBMITTED
    return Asked(
        id=change.pk, line=line, fields=list(_fields(change, waits=waits)), who=_name(change.requested_by),
        at=change.requested_at, why=change.why, held=fence_words.place(change.rule, fences_of(line.site, planned)),
        state=change.state, state_label=change.get_state_display(), assigned_to=_name(change.assigned_to),
        is_handed_to_me=change.assigned_to_id == by.pk, decided_by=_name(change.decided_by),
        decided_at=change.decided_at,
        comments=[(_name(one.by), one.at, one.text) for one in change.comments.all()],
        may_decide=waits and access.can(by, "orders.approve", line.site_id),
        may_withdraw=waits and change.requested_by_id == by.pk,
    )  # fmt: skip


def _fields(change: ChangeRequest, *, waits: bool) -> Iterable[AskedField]:
    texts = line_values.texts(change.line, *change.proposal) if waits else {}
    for name, after in change.proposal.items():
        before = change.before.get(name, "")
        now = texts.get(name, before)
        shown = _words(name, now) if now != before else ""
        yield AskedField(field_label(name), _words(name, before), _words(name, after), shown)


def _words(name: str, text: Any) -> str:
    return as_words(name, text) if text else "–"


def _name(person: User | None) -> str:
    return person.shown_name() if person else ""
