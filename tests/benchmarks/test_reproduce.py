"""`benchmark reproduce`: plans made again, and a control that is noticed."""

from __future__ import annotations

import pytest

from benchmarks.reproduce import again, control, table
from mps import run
from mps.reproducing import Verdict
from orders.models import OrderLine
from tests import given
from tests.mps.plant import plant, published


@pytest.mark.django_db(transaction=True)
def test_plans_are_made_again_and_a_changed_number_is_noticed() -> None:
    run._planners.clear()
    mill = plant()
    line = given.order_line("W3", mill.pump, mill.site, 7)
    plans = [published(mill.site)]
    OrderLine.objects.filter(pk=line.pk).update(quantity=9)
    plans.append(published(mill.site))

    seen, controls = [again(plan) for plan in plans], [control(plan) for plan in plans]

    assert [one.found.verdict for one in seen] == [Verdict.SAME, Verdict.SAME]
    assert controls == [True, True]
    assert [again(plan).found.verdict for plan in plans] == [Verdict.SAME, Verdict.SAME]
    told = [one.text for one in table(seen, controls)]
    assert told[0] == "2 of 2 plans made again byte for byte"
    assert "2 of 2 noticed" in told[-1]
