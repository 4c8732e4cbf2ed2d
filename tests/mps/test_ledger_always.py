"""
Whatever happens: no promise changes without a row, a reason and a notice, and nothing is promised twice.

Each control takes one guard away, and the same eyes see what happens then.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.mps.ledger_machine import PromiseLedger
from tests.random_examples import examples

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 25


def test_of_promises_holds_at_every_moment() -> None:
    run_state_machine_as_test(PromiseLedger, settings=settings(examples(15), stateful_step_count=STEPS))
