"""The draft of a person at a site: kept as it is sent, told apart by its version. It plans nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from company.models import Site, User
from mps.models import SitePlanning, SteeringDraft
from mps.steering import steps
from mps.steering.steps import Step


class StaleDraft(Exception):
    """The draft is not the one that was seen; `current` is."""

    def __init__(self, current: SteeringDraft) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


def of(user: User, site: Site) -> SteeringDraft:
    """Return a person's draft; an empty one, unsaved and of version 0, where there is none."""
    known = SteeringDraft.objects.filter(user=user, site=site).first()
    return known or SteeringDraft(user=user, site=site)


@transaction.atomic
def put(*, user: User, site: Site, sent: Sequence[Step], seen_version: int) -> SteeringDraft:
    """Replace the steps of a draft. Raises StaleDraft where it is another version than the one that was seen."""
    draft = locked(user, site, seen_version)
    if not sent or not draft.steps:
        planning = SitePlanning.objects.filter(site=site).only("current_plan_id").first()
        draft.plan_id = planning.current_plan_id if planning and sent else None
    draft.steps = steps.as_json(sent)
    draft.version += 1
    draft.save()
    return draft


def locked(user: User, site: Site, seen_version: int) -> SteeringDraft:
    """Return a person's draft, locked, inside a transaction. Raises StaleDraft."""
    SteeringDraft.objects.get_or_create(user=user, site=site)
    draft = SteeringDraft.objects.select_for_update().get(user=user, site=site)
    if draft.version != seen_version:
        raise StaleDraft(draft)
    return draft
