"""What works in the background says that it needs every row; where nothing says so, less is not planned instead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from company import once
from company.models import KeptAnswer
from company.statements import EVERYTHING, NOTHING, all_rows, stated, within
from mps import run, snapshot, tasks
from orders.models import LineOutlook, OutlookMove, PlanEffect
from tests import given
from tests.mps.plant import plant, published

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_plans_every_order() -> None:
    mill = plant()
    line = given.order_line(due="D10", of=mill.pump, at=mill.site)

    with within(NOTHING):  # as a worker's process begins
        tasks.replan(mill.site.pk)

    assert LineOutlook.objects.get().line_id == line.pk


def test_without_a_scope_nothing_is_planned_rather_than_less() -> None:
    mill = plant()
    given.order_line(due="D10", of=mill.pump, at=mill.site)
    published(mill.site)
    given.order_line(due="D10", of=mill.pump, at=mill.site)

    with within(NOTHING), pytest.raises(RuntimeError, match="all_rows"):
        run.replan(mill.site.pk)
    with within(NOTHING), pytest.raises(RuntimeError, match="all_rows"):
        snapshot.load(mill.site.pk)

    assert LineOutlook.objects.count() == 1


def test_what_is_old_is_forgotten_whosever_it_is() -> None:
    site, long_ago = plant().site, timezone.now() - timedelta(days=1_000)
    published(site)  # planning comes first, and this waits for it
    KeptAnswer.objects.create(user=given.user(), key="old", request_hash="", kept_at=long_ago - once.KEPT_FOR)
    effect = PlanEffect.objects.create(
        plan_id=999, site=site, revision=1, revision_before=0, made_at=long_ago, moved=1, most_days_later=0,
        most_days_earlier=0,
    )  # fmt: skip
    OutlookMove.objects.create(line_id=1, effect=effect, line_version=1, line_version_before=0)

    with within(NOTHING):
        tasks.prune_plans()

    assert not KeptAnswer.objects.exists()
    assert not PlanEffect.objects.filter(pk=999).exists()
    assert not OutlookMove.objects.exists()


def test_a_reason_is_needed() -> None:
    with pytest.raises(ValueError, match="why"), all_rows(""):
        raise AssertionError("not reached")


def test_the_scope_ends_with_the_block_however_that_ends() -> None:
    @all_rows("a test")
    def fails() -> None:
        assert stated() == EVERYTHING
        raise KeyError

    with within(NOTHING):
        with pytest.raises(KeyError):
            fails()
        assert stated() == NOTHING
