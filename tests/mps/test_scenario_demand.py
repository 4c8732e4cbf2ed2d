"""More or less demand of a period: of the lines that are due in it, and of forecasts the part that lies in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mps.scenario_changes import DemandShift, LineWish, Period, digest, from_data, to_data
from mps.scenario_writes import writes_of
from orders.expected import Forecast
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


def line_of(mill: Plant, *, wanted: str, promised: str | None = None) -> OrderLine:
    promise = date.fromisoformat(promised) if promised else None
    return given.order_line(
        due=date.fromisoformat(wanted), of=mill.pump, at=mill.site, quantity=100, promised_date=promise
    )


@pytest.mark.django_db
class TestOfLines:
    def test_it_is_the_promise_that_counts_and_the_wish_without_one(self) -> None:
        mill = plant()
        wished = line_of(mill, wanted="2026-01-31")
        promised_later = line_of(mill, wanted="2026-01-20", promised="2026-02-02")
        promised_inside = line_of(mill, wanted="2025-12-20", promised="2026-01-01")

        found = writes_of([DemandShift(Decimal(15), due=JANUARY)], mill.site).lines

        assert found == {wished.pk: {"quantity": "115"}, promised_inside.pk: {"quantity": "115"}}
        assert promised_later.pk in writes_of([DemandShift(Decimal(15))], mill.site).lines  # the control

    def test_a_line_that_the_scenario_moves_counts_where_it_moves_to(self) -> None:
        mill = plant()
        leaves, comes = line_of(mill, wanted="2026-01-10"), line_of(mill, wanted="2026-03-10")
        moved = [
            LineWish(leaves.pk, {"requested_date": "2026-02-10"}), LineWish(comes.pk, {"requested_date": "2026-01-12"})
        ]  # fmt: skip

        found = writes_of([*moved, DemandShift(Decimal(15), due=JANUARY)], mill.site).lines

        assert "quantity" not in found[leaves.pk]
        assert found[comes.pk]["quantity"] == "115"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "quantity"),
    [
        (Period(date(2026, 1, 5), date(2026, 1, 18)), "110"),  # all of its days
        (Period(date(2026, 1, 12), None), "105"),  # the second of its two weeks
        (Period(None, date(2026, 1, 11)), "105"),
        (Period(date(2026, 1, 19), None), None),
    ],
)
def test_of_a_forecast_it_is_the_share_of_its_days(period: Period, quantity: str | None) -> None:
    mill = plant()
    row = Forecast.objects.create(
        item=mill.pump, site=mill.site, period_start=date(2026, 1, 5), period_days=14, quantity=100
    )

    found = writes_of([DemandShift(Decimal(10), due=period)], mill.site).forecasts

    assert found == ({} if quantity is None else {row.pk: Decimal(quantity)})


def test_a_change_of_before_there_were_periods_reads_and_counts_as_the_same() -> None:
    stored = [{"type": "demand", "percent": "10", "item": "PUMP", "family": "", "customer": "", "of": "both"}]

    assert to_data(from_data(stored)) == stored
    assert digest([DemandShift(Decimal(10))]) != digest([DemandShift(Decimal(10), due=JANUARY)])
    assert from_data(to_data([DemandShift(Decimal(10), due=JANUARY)])) == [DemandShift(Decimal(10), due=JANUARY)]
