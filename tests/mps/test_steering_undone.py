"""Whatever was published by hand, undone from the last to the first, everything is as it was; and redone, too."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from capacity.models import CapacityException, OperationAlternative
from company.models import Role, User
from mps import run
from mps.models import Steering, SteeringPublication
from mps.steering import drafts, publishing, steps
from mps.steering.publishing import NotPublished
from orders.models import Forecast
from tests import given
from tests.mps.plant import Plant
from tests.mps.steering import lots, mill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]

ROUNDS = 12


def state() -> str:
    """What holds, without the names of its rows."""
    holds = Steering.objects.filter(ended_by=None).values(
        "kind", "item", "lot_key", "step", "work_center", "rule", "first_date", "last_date", "quantity", "minutes"
    )
    rows: list[Any] = [
        sorted(json.dumps(row, default=str, sort_keys=True) for row in holds),
        sorted(CapacityException.objects.values_list("work_center", "from_date", "to_date", "kind", "minutes_per_day")),
        sorted(Forecast.objects.values_list("item", "customer_class", "period_start", "period_days", "quantity")),
    ]
    return json.dumps(rows, default=str)


def drawn(shop: Plant, random: Random, other: int) -> list[dict[str, Any]]:
    """A draft of one to three steps: sensible ones, and some that can't be."""
    keys = [*lots(shop), *Steering.objects.filter(kind="lot").values_list("lot_key", flat=True), "gone"]
    day = f"2026-01-{random.randint(5, 23):02}"
    item, key = random.choice([shop.pump.pk, shop.casing.pk]), random.choice(keys)
    center = random.choice([shop.center.pk, other])
    amount = random.choice(["0", "7", "40", "48.5"])
    kinds: list[dict[str, Any]] = [
        {"kind": "quantity", "item_id": item, "bucket": day, "quantity": random.choice([amount, None])},
        {"kind": "quantity", "item_id": item, "bucket": day, "until": "2026-01-25", "quantity": amount},
        {"kind": "forecast", "item_id": item, "bucket": day, "until": "2026-01-25", "quantity": amount},
        {"kind": random.choice(["firm", "unfirm"]), "lot_key": key},
        {"kind": "move", "lot_key": key, "finish_date": day},
        {"kind": "split", "lot_key": key, "quantities": ["40", "56"]},
        {"kind": "work_center", "item_id": item, "step": 10, "work_center_id": center,
         "rule": random.choice(["force", "forbid", "free"])},
        {"kind": "capacity", "work_center_id": center, "from": day, "to": "2026-01-25", "minutes_per_day": 60,
         "change": random.choice(["overtime", "shift", "downtime"])},
    ]  # fmt: skip
    return random.sample(kinds, random.randint(1, 3))


def published_at_random(shop: Plant, person: User, random: Random, other: int) -> list[tuple[int, str]]:
    """Publish drafts at random; return the publications that came of it, each with what held before."""
    done = []
    for _ in range(ROUNDS):
        sent = steps.read(drawn(shop, random, other))
        seen = drafts.of(person, shop.site).version
        version = drafts.put(user=person, site=shop.site, sent=sent, seen_version=seen).version
        before = state()
        try:
            made = publishing.publish(user=person, site=shop.site, seen_version=version, reason="why not")
        except NotPublished:
            assert state() == before
        else:
            done.append((made.publication, before))
    return done


@pytest.mark.parametrize("seed", range(3))
def test_all_of_it_is_undone_and_redone(seed: int) -> None:
    shop, random = mill(), Random(seed)
    other = given.work_center(at=shop.site).pk
    OperationAlternative.objects.create(operation=shop.pump.routings.get().operations.get(), work_center_id=other)
    Forecast.objects.create(item=shop.pump, site=shop.site, period_start="2026-01-12", quantity=5)
    person = given.user(Role.PLANNER, at=shop.site)
    done = published_at_random(shop, person, random, other)
    assert len(done) >= 3
    last = state()
    assert run.replan(shop.site.pk) is not None

    undone = []
    for publication, before in reversed(done):
        one = publishing.undo(publication_id=publication, site=shop.site, by=person, reason="no")
        undone.append(one.publication)
        assert state() == before
    for publication in reversed(undone):
        publishing.undo(publication_id=publication, site=shop.site, by=person, reason="yes, after all")
    assert state() == last
    assert SteeringPublication.objects.count() == 3 * len(done)
    assert run.replan(shop.site.pk) is not None
