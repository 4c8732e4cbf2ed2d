"""`benchmark holds`: what is counted, and that it is not asked of the code that promises."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest
from django.core.management.base import CommandError

from benchmarks import holds, holds_here
from benchmarks.holds import line, status_of
from company.models import Role
from mps import promising
from tests import given
from tests.mps.plant import plant, published
from tests.mps.promised import for_someone, wish

FOUND = {
    "turns": True, "asked": 9, "callers": 3, "plans": 2, "held": 4, "refused": 5, "pieces_held": 4.0,
    "pieces_free": 4.0, "over_promised": 0.0, "holds_per_second": 7.0,
}  # fmt: skip
OPTIONS = Namespace(count=9, pieces=48, callers=3, plans=1, json=True)


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (FOUND, 0),
        ({**FOUND, "over_promised": 1.0}, 1),
        ({**FOUND, "turns": False, "over_promised": 1.0}, 0),  # the control is to promise too much
    ],
)
def test_status_is_that_of_the_turns(one: dict[str, Any], status: int) -> None:
    assert status_of([FOUND, one]) == status


def test_says_what_was_held_and_what_was_free() -> None:
    assert "4 held, 5 refused; 4 pieces held of 4 that were free, 0 over-promised" in line(FOUND).text
    assert "control" in line({**FOUND, "turns": False}).text


@pytest.mark.django_db(transaction=True)
def test_holds_and_plans_are_counted_in_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holds, "MINUTES_A_PIECE", 10)
    mill = plant()
    given.user(Role.PLANNER, at=mill.site)
    published(mill.site)
    mill.site.refresh_from_db()

    found = holds_here.measured(mill.site, mill.pump.code, OPTIONS)

    assert (found["pieces_free"], found["held"], found["pieces_held"]) == (48.0, 9, 9.0)
    assert (found["refused"], found["over_promised"]) == (0, 0.0)
    assert int(str(found["plans"])) >= 1


@pytest.mark.django_db(transaction=True)
def test_more_held_than_free_is_over_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holds, "MINUTES_A_PIECE", 200)  # by this count two pieces are free a day, whatever is promised
    mill = plant()
    published(mill.site)
    promising.promise([wish(mill, 5, "D0")], for_someone(mill))

    day, free = holds_here.day_and_pieces(mill.site, mill.pump, 2)

    assert (day, free) == (0, 2.0)
    assert holds_here.pieces_held(mill.pump) - free == 3


@pytest.mark.django_db
def test_is_for_its_own_instance_only() -> None:
    with pytest.raises(CommandError, match="benchmark holds"):
        holds_here.run(OPTIONS)
