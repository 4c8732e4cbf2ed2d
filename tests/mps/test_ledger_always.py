"""
Whatever happens: no promise changes without a row, a reason and a notice, and nothing is promised twice.

Each control takes one guard away, goes a short way by hand, and shows that the same eyes see what happens then.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Barrier
from unittest.mock import patch

import pgtrigger
import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from mps import promisable, promising, publish
from orders.promises import book
from orders.promises.book import Terms
from orders.promises.models import Promise
from tests.mps.ledger_machine import PUMPS, PromiseLedger
from tests.mps.promised import PUMPS_A_DAY, happened
from tests.random_examples import examples

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 20
ALL_OF_THE_FIRST_DAY = PUMPS + PUMPS_A_DAY


@pytest.fixture
def ledger() -> PromiseLedger:
    """Return a plant with a plan."""
    made = PromiseLedger()
    made.open_the_plant()
    return made


def test_holds_at_every_moment_of_any_story() -> None:
    run_state_machine_as_test(PromiseLedger, settings=settings(examples(6), stateful_step_count=STEPS))


def test_what_was_shipped_is_gone_before_a_plan_knows_it(ledger: PromiseLedger) -> None:
    ledger.ask_for_a_day(ALL_OF_THE_FIRST_DAY, 0, held=False)
    ledger.ship(0, ALL_OF_THE_FIRST_DAY, back=False)

    assert ledger.asked(1, 0, held=False) == []


def test_what_nobody_can_have_in_time_still_keeps_others_off(ledger: PromiseLedger) -> None:
    """More is wanted than can be made for weeks: what is there goes to who was promised it, not to the next."""
    ledger.ask_for_a_day(ALL_OF_THE_FIRST_DAY, 0, held=False)
    ledger.change_the_order(0, 100_000, 0, "quantity")

    assert ledger.asked(1, 0, held=False) == []


class TestControls:
    def test_without_turns_two_get_the_same(self, ledger: PromiseLedger) -> None:
        both_have_looked, record = Barrier(2, timeout=30), book.record

        def record_later(terms: Terms, parts: Sequence[book.Part], *, plan_id: int) -> list[Promise]:
            both_have_looked.wait()
            return record(terms, parts, plan_id=plan_id)

        no_turn = "SELECT current_plan_id, planned_revision FROM mps_siteplanning WHERE site_id = %s"
        with (
            patch.object(promising, "TURN", no_turn),
            patch.object(book, "record", record_later),
            pytest.raises(AssertionError, match="promised twice"),
        ):
            ledger.ask_two_at_once(ALL_OF_THE_FIRST_DAY, 0)

    def test_with_turns_only_one_does(self, ledger: PromiseLedger) -> None:
        ledger.ask_two_at_once(ALL_OF_THE_FIRST_DAY, 0)

        assert len(ledger.since) == 1

    def test_without_what_the_plan_does_not_know_the_next_gets_the_same(self, ledger: PromiseLedger) -> None:
        nobody = promisable.UNKNOWN.replace("ORDER BY", "AND false ORDER BY")
        ledger.ask_for_a_day(ALL_OF_THE_FIRST_DAY, 0, held=False)

        with patch.object(promisable, "UNKNOWN", nobody), pytest.raises(AssertionError, match="promised twice"):
            ledger.ask_for_a_day(ALL_OF_THE_FIRST_DAY, 0, held=False)

    def test_without_the_trigger_a_change_is_silent(self, ledger: PromiseLedger) -> None:
        ledger.ask_for_a_day(10, 2, held=False)

        with pgtrigger.ignore("orders.OrderLine:promise_follows"):
            ledger.change_the_order(0, 20, 0, "quantity")

        with pytest.raises(AssertionError):
            ledger.no_promise_changes_silently()

    def test_without_the_plans_word_a_promise_is_late_silently(self, ledger: PromiseLedger) -> None:
        ledger.ask_for_a_day(ALL_OF_THE_FIRST_DAY, 0, held=False)
        ledger.publish()
        ledger.lose_capacity(0, 0)

        with patch.object(publish.promises, "verify"):
            ledger.publish()

        with pytest.raises(AssertionError, match="nobody was told"):
            ledger.no_promise_changes_silently()

    def test_with_it_all_is_told(self, ledger: PromiseLedger) -> None:
        ledger.ask_for_a_day(ALL_OF_THE_FIRST_DAY, 0, held=False)
        ledger.publish()
        ledger.lose_capacity(0, 0)

        ledger.publish()

        ledger.no_promise_changes_silently()
        [made] = ledger.promises()
        assert happened(made) == ["confirmed", "at_risk"]
