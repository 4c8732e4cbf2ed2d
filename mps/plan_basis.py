"""The promise basis of a published plan, decoded once in each process."""

from __future__ import annotations

from functools import lru_cache

from mps.models import PlanDetail
from mps.scheduler import promise_basis
from mps.scheduler.promise_basis import PromiseBasis

BASES_REMEMBERED = 4


class NoPlanError(LookupError):
    """The site has no published plan to ask, or that plan's basis has been pruned; `args[0]` is the site's code."""


@lru_cache(maxsize=BASES_REMEMBERED)
def basis_of(plan_id: int) -> PromiseBasis:
    """Return the basis of a plan. A plan is immutable, so what is decoded once stays right. Raises NoPlanError."""
    stored = PlanDetail.objects.filter(plan_id=plan_id).values_list("promise_basis", flat=True).first()
    if stored is None:
        raise NoPlanError(plan_id)
    return promise_basis.from_bytes(bytes(stored))
