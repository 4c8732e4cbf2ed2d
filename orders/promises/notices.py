"""
Notices: what became of a person's promises without them. An event is one until who made the promise says so.

What one did oneself is seen at once: the database marks it as it writes it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from company.models import Site, User
from orders.promises.models import Promise, PromiseEvent
from orders.visible import visible_to

MOST_COUNTED = 100
MOST_AT_ONCE = 500


def notices_of(person: User, site: Site | None = None) -> QuerySet[PromiseEvent]:
    """Return what has happened to the promises that a person made and still reaches, seen or not, newest first."""
    own = Promise.objects.filter(made_by=person, pk=OuterRef("promise_id"))
    own = own.filter(Exists(visible_to(person).filter(pk=OuterRef("line_id"))))
    if site is not None:
        own = own.filter(site=site)
    return PromiseEvent.objects.filter(Exists(own)).exclude(by_id=person.pk).order_by("-pk")


def count_unseen(person: User, site: Site | None = None) -> int:
    """Return how many notices a person has not seen; no more than `MOST_COUNTED` are counted."""
    return notices_of(person, site).filter(seen_at__isnull=True)[:MOST_COUNTED].count()


def mark(person: User, event_ids: Collection[int], *, seen: bool) -> list[int]:
    """
    Say of notices of a person that they were seen, or (undo) that they were not; return the ids that this changed.

    Ids of anything else are as good as none: what is not the person's can't be told from what is not there.
    """
    theirs = notices_of(person).filter(pk__in=event_ids, seen_at__isnull=seen)
    changed = list(theirs.values_list("pk", flat=True)[:MOST_AT_ONCE])
    PromiseEvent.objects.filter(pk__in=changed).update(seen_at=timezone.now() if seen else None)
    return sorted(changed)


def mark_up_to(person: User, last_id: int, site: Site) -> list[int]:
    """Say that all notices at a site were seen up to one, the newest that was shown; `MOST_AT_ONCE` at a time."""
    shown = notices_of(person, site).filter(pk__lte=last_id, seen_at__isnull=True)
    return mark(person, list(shown.values_list("pk", flat=True)[:MOST_AT_ONCE]), seen=True)
