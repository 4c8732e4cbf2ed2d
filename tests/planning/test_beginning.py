"""What an instance was begun with, and what a later start adds to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planning.bootstrap.refusals import Refusal
from planning.embedded.state import StateFolder
from planning.supervisor.beginning import LOADED, MIGRATED, Task, settle

BOOK = "/somebodys/book"
NOTHING = Task("none", is_demo=False, has_data=False)
KEPT = Task("none", is_demo=False, has_data=True)
A_DEMO = Task("demo", is_demo=True, has_data=True)
A_TRIAL = Task(BOOK, is_demo=True, has_data=True)
A_BOOK = Task(BOOK, is_demo=False, has_data=True)


def loaded(state: StateFolder, note: str) -> None:
    state.remember(LOADED, note)


def test_nothing_said_begins_a_demo_and_keeps_it(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    assert settle(None, state) == A_DEMO
    loaded(state, "demo")
    assert settle(None, state) == A_DEMO
    assert settle("none", state) == NOTHING
    assert settle(None, state) == A_DEMO


def test_begun_with_none_a_plain_start_adds_nothing(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    assert settle("none", state) == NOTHING
    assert settle(None, state) == NOTHING
    assert settle(BOOK, state) == A_BOOK
    loaded(state, f"{BOOK}/items.csv 1 2")
    assert settle(None, state) == KEPT


def test_begun_with_a_folder_only_its_first_loading_makes_demo_people(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    assert settle(BOOK, state) == A_TRIAL
    assert settle(None, state) == NOTHING  # it could not be loaded
    assert settle(BOOK, state) == A_TRIAL
    loaded(state, f"{BOOK}/items.csv 1 2")
    assert settle(None, state) == KEPT
    assert settle(BOOK, state) == A_BOOK


@pytest.mark.parametrize("begun", ["none", BOOK])
def test_the_demo_does_not_come_into_somebodys_book_even_when_asked_for(tmp_path: Path, begun: str) -> None:
    state = StateFolder(tmp_path)
    settle(begun, state)
    with pytest.raises(Refusal, match="begun without the demo"):
        settle("demo", state)


@pytest.mark.parametrize(
    ("name", "note", "task"),
    [(LOADED, "demo", A_DEMO), (LOADED, f"{BOOK}/items.csv 1 2", KEPT), (MIGRATED, "a version", NOTHING)],
)
def test_of_an_older_version_is_told_by_its_other_notes(tmp_path: Path, name: str, note: str, task: Task) -> None:
    state = StateFolder(tmp_path)
    state.remember(name, note)
    assert settle(None, state) == task


def test_a_database_made_anew_may_be_begun_otherwise(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    settle("none", state)
    state.forget_notes()
    assert settle(None, state) == A_DEMO
