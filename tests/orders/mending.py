"""Ways to ask for the mending of a promise that is over, for the tests of statuses."""

from __future__ import annotations

from typing import Any

from company.models import Role, User
from orders.promises.models import PromiseState
from tests import given


def mend(world: Any, verb: str, **asked: Any) -> Any:
    """Mend a promise whose line was shipped."""
    promise = given.promise(world.shipped, state=PromiseState.SHIPPED)
    return world.send("POST", f"promises/{promise.pk}/{verb}/", asked)


def moved_to_no_plan(world: Any) -> Any:
    """Promise it from another site of the asker's, which has no plan."""
    other = given.site("S2")
    User.objects.get().memberships.create(site=other, role=Role.PLANNER)
    return mend(world, "move", site="S2", date="2030-01-01", why="no")
