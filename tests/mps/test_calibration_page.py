"""The page "How true were our dates?": empty, and with what was said and what came."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from company.models import Role
from materials.models import Item
from mps.promising import promise
from orders.models import DeliveryRecord, LineStatus
from orders.promises.models import Promise
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import for_someone, wish

pytestmark = pytest.mark.django_db(transaction=True)


def shown(mill: Plant) -> str:
    client = Client()
    client.force_login(given.user(Role.PLANNER, at=mill.site))
    answer = client.get("/promises/calibration/")
    assert answer.status_code == 200
    return answer.content.decode()


def delivered(mill: Plant, item: Item, count: int) -> None:
    due = mill.site.planning_date(timezone.now()) - timedelta(days=60)
    DeliveryRecord.objects.bulk_create(
        DeliveryRecord(
            site=mill.site, document=str(number), item=item, source="X", due_date=due - timedelta(days=number),
            actual_date=due - timedelta(days=number), quantity=1,
        )
        for number in range(count)
    )  # fmt: skip


def test_is_empty_without_history() -> None:
    page = shown(plant())
    assert "No promise with a stated probability is over yet." in page
    assert "Not enough history" in page


def test_history_has_a_table_beside_the_chart() -> None:
    mill = plant()
    delivered(mill, mill.pump, 300)
    page = shown(mill)
    assert "Not enough history" not in page
    assert page.count("<svg viewBox=\"-4 -4 208 208\"") == 1
    assert "99–100 %" in page


def test_what_was_not_shipped_by_its_date_was_not_kept_and_what_is_not_over_is_not_counted() -> None:
    mill = plant()
    published(mill.site)
    made = promise([wish(mill, 10, "D2"), wish(mill, 5, "D3")], for_someone(mill, held=False))
    Promise.objects.filter(pk__in=[one.pk for one in made]).update(probability=0.8)
    assert made[0].line.status == LineStatus.CONFIRMED
    mill.site.fixed_planning_date = given.day("D3")
    mill.site.save()
    page = shown(mill)
    assert "No promise with a stated probability is over yet." not in page
    assert "<td class=\"number\">80.0 %</td><td class=\"number\">1</td><td class=\"number\">0.0 %</td>" in page
