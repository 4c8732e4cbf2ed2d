"""Where the steps of routings can be done: the preferred work centre first, then the others by rank."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from capacity.models import Operation

# Work centres (ids) that can do a step, each with how many times as long as on the first it takes there.
Choices = tuple[tuple[int, float], ...]


def choices_of_steps(site_id: int, today: date) -> dict[int, dict[int, Choices]]:
    """Return the choices by item (id) and step, of the routings planned with: of several, the first by code."""
    valid = Q(routing__valid_from__isnull=True) | Q(routing__valid_from__lte=today)
    valid &= Q(routing__valid_to__isnull=True) | Q(routing__valid_to__gte=today)
    found = Operation.objects.filter(valid, routing__site=site_id).select_related("routing")
    steps: dict[int, dict[int, Choices]] = {}
    chosen: dict[int, int] = {}
    for row in found.prefetch_related("alternatives").order_by("routing__item_id", "routing__code", "step"):
        item_id = row.routing.item_id
        if chosen.setdefault(item_id, row.routing_id) == row.routing_id:
            others = sorted(row.alternatives.all(), key=lambda one: one.rank)
            choices = [(row.work_center_id, 1.0), *((one.work_center_id, float(one.factor)) for one in others)]
            steps.setdefault(item_id, {})[row.step] = tuple(choices)
    return steps
