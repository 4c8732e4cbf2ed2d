"""How sure a quoted and a held date is, from the site's past deliveries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from materials.models import StockBalance
from mps import sureness, whatif
from mps.promising import NotPossibleError, promise
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.promised import PUMPS_A_DAY, delivered, for_someone, wish

pytestmark = pytest.mark.django_db(transaction=True)


def quoted(mill: Plant, quantity: int = 10, wanted: date = given.START) -> whatif.PromiseAnswer:
    return whatif.quote_for(site=mill.site, item=mill.pump.code, quantity=quantity, wanted_date=wanted)


def test_says_nothing_without_history() -> None:
    mill = plant()
    published(mill.site)
    assert quoted(mill).sureness is None
    [made] = promise([wish(mill, 10, "D2")], for_someone(mill))
    assert made.probability is None


def test_date_of_a_plant_that_is_always_two_days_late_is_two_days_later() -> None:
    mill = plant()
    published(mill.site)
    delivered(mill, mill.pump, days_late=2)
    answer = quoted(mill)
    assert answer.sureness is not None
    assert answer.delivery_date is not None
    assert answer.sureness.probability < 0.05
    known = sureness.known(mill.site, given.START)
    assert answer.sureness.date_80 == known.later(answer.delivery_date, 2)


def test_punctual_plant_is_sure_and_not_certain_and_what_is_held_keeps_it() -> None:
    mill = plant()
    published(mill.site)
    delivered(mill, mill.pump, days_late=0)
    answer = quoted(mill)
    assert answer.sureness is not None
    assert 0.95 < answer.sureness.probability < 1
    assert answer.sureness.date_95 == answer.delivery_date
    [made] = promise([wish(mill, PUMPS_A_DAY, "D0")], for_someone(mill))
    assert made.probability is not None
    assert 0.95 < made.probability < 1


def test_what_goes_into_an_item_is_looked_at_only_where_no_lot_of_its_own_ever_came() -> None:
    mill = plant()
    StockBalance.objects.all().delete()
    published(mill.site)
    delivered(mill, mill.casing, days_late=3)
    alone = quoted(mill).sureness
    assert alone is not None
    assert alone.probability < 0.05
    delivered(mill, mill.pump, days_late=0)
    with_its_own = quoted(mill).sureness
    assert with_its_own is not None
    assert with_its_own.probability > 0.9


def test_stock_is_certain() -> None:
    mill = plant()
    given.stock(mill.pump, 50, at=mill.site)
    published(mill.site)
    answer = quoted(mill, 10)
    assert answer.sureness is not None
    assert answer.sureness.probability == 1.0


def test_new_deliveries_are_learned_at_once() -> None:
    mill = plant()
    published(mill.site)
    assert quoted(mill).sureness is None
    delivered(mill, mill.pump, days_late=0)
    assert quoted(mill).sureness is not None


class TestSurerDay:
    """Some day after the first one, for what is always two days late."""

    @pytest.fixture
    def mill(self) -> Plant:
        made = plant()
        published(made.site)
        delivered(made, made.pump, days_late=2)
        return made

    def test_is_as_sure_as_quoted_where_it_rests_on_what_is_ready_before(self, mill: Plant) -> None:
        answer = quoted(mill, PUMPS_A_DAY)
        assert answer.delivery_date is not None
        assert answer.sureness is not None
        assert answer.sureness.date_80 is not None
        first = replace(wish(mill, PUMPS_A_DAY, "D0"), promised_date=answer.sureness.date_80)

        [sure] = promise([replace(first, ready_date=answer.delivery_date)], for_someone(mill))

        assert sure.first_date == answer.sureness.date_80
        assert sure.probability is not None
        assert sure.probability >= 0.8
        assert sure.slack_days_80 == 2
        [lot] = sure.backings.filter(kind="lot")
        assert lot.day <= answer.delivery_date

    def test_is_no_surer_where_the_lot_is_ready_on_that_day_only(self, mill: Plant) -> None:
        answer = quoted(mill, PUMPS_A_DAY)
        assert answer.sureness is not None
        late = replace(wish(mill, PUMPS_A_DAY, "D0"), promised_date=answer.sureness.date_80)

        [made] = promise([late], for_someone(mill))

        assert made.probability is not None
        assert made.probability < 0.05
        assert made.slack_days_80 == 2

    def test_of_what_lies_in_stock_asks_for_no_slack(self, mill: Plant) -> None:
        given.stock(mill.pump, 50, at=mill.site)
        published(mill.site)
        [made] = promise([wish(mill, 10, "D1")], for_someone(mill))
        assert (made.probability, made.slack_days_80) == (1.0, 0)

    def test_is_refused_where_it_cant_be_ready_before(self, mill: Plant) -> None:
        far = replace(wish(mill, 10 * PUMPS_A_DAY, "D20"), ready_date=given.START)
        with pytest.raises(NotPossibleError):
            promise([far], for_someone(mill))
