"""What is printed of pastes into the order grid, and who can measure them."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict

import pytest
from django.core.management.base import CommandError

from benchmarks import paste, visitor
from benchmarks.grid_paste import Pasted
from tests import given

ONE = Pasted(10.0, 40.0, 5.0, 20.0, changed=1_000, marked=2, restored=True)
WORSE = Pasted(30.0, 60.0, 9.0, 30.0, changed=998, marked=2, restored=False)


def test_the_worst_is_told_and_what_was_not_restored() -> None:
    _, *steps, outcome = (line.record for line in paste.lines([asdict(one) for one in (ONE, ONE, WORSE)]))

    assert [(step["p50_ms"], step["max_ms"]) for step in steps] == [(10, 30), (40, 60), (5, 9), (20, 30)]
    assert outcome == {"changed": 998, "marked": 2, "restored": 2, "times": 3}


@pytest.mark.django_db
def test_a_site_without_so_many_lines_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paste, "visitor_of", lambda _options: visitor.Visitor("", given.site(), given.user(), ""))
    parser = ArgumentParser()
    paste.add_arguments(parser)

    with pytest.raises(CommandError, match="fewer order lines"):
        paste.run(parser.parse_args(["--rows", "1"]))


@pytest.mark.django_db
def test_a_site_without_a_planner_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given.site()
    monkeypatch.setattr(visitor, "find_chromium", lambda: "browser")
    parser = ArgumentParser()
    paste.add_arguments(parser)

    with pytest.raises(CommandError, match="no planner"):
        visitor.visitor_of(parser.parse_args(["--url", "http://localhost"]))
