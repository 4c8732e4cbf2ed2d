"""When a promise is at risk: by its slack and what past deliveries ask for, not by a slack of 0 alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from company.models import User
from orders.models import OutlookStatus
from orders.promises.models import Assurance, PromiseState
from tests import given
from tests.mps.plant import plant

pytestmark = pytest.mark.django_db(transaction=True)

Api = Callable[[User | None], APIClient]


@pytest.mark.parametrize(
    ("values", "slack", "standing"),
    [
        ({"slack_days_80": 0}, 0, "confirmed"),  # the earliest day, and past lots came in time
        ({"slack_days_80": 2}, 2, "confirmed"),
        ({"slack_days_80": 2}, 1, "at_risk"),
        ({"slack_days_80": 5}, 3, "at_risk"),  # an order line with that slack is on time
        ({}, 0, "confirmed"),  # nobody knows
        ({"probability": 0.79}, 1, "at_risk"),  # made before the days were noted
        ({"probability": 0.79}, 2, "confirmed"),
        ({"probability": 0.80}, 0, "confirmed"),
        ({"slack_days_80": 5, "state": PromiseState.CANCELLED}, 0, "over"),
        ({"slack_days_80": 5, "assurance": Assurance.AT_RISK}, -1, "not_kept"),
    ],
)
def test_a_promise_is_at_risk_where_it_is_less_than_80_percent_sure(
    api: Api, values: dict[str, Any], slack: int, standing: str
) -> None:
    mill = plant()
    line = given.order_line(of=mill.pump, at=mill.site)
    given.outlook(line, OutlookStatus.AT_RISK, slack, given.START)
    given.promise(line, **values)

    [shown] = api(given.user(at=mill.site)).get("/api/v1/promises/").json()["results"]
    assert shown["standing"] == standing
    assert shown["slack_days_80"] == values.get("slack_days_80")
