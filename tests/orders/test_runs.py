"""What plans did to a line one after the other is told together, and nothing that somebody did is lost in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.template.loader import render_to_string
from django.urls import reverse

from orders.history.entries import Entry, Kind, PlanAnswer
from orders.history.runs import gathered

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def entry(minute: int, kind: Kind, line: int | None, days: tuple[int | None, int | None] | None = None) -> Entry:
    plan = None
    if days is not None:
        before, after = (date(2026, 3, day) if day else None for day in days)
        plan = PlanAnswer(minute, minute, START, 1, before, after, False, 3, 2, 0)
    at = START + timedelta(minutes=minute)
    return Entry(f"{kind}-{minute}", at, kind, line_id=line, line=str(line or ""), plan=plan)


def told(*entries: Entry) -> list[Entry]:
    """Told the latest first, as the timeline is."""
    return gathered(sorted(entries, key=lambda one: one.at, reverse=True))


def move(minute: int, before: int | None, after: int | None, line: int = 1) -> Entry:
    return entry(minute, Kind.MOVED, line, (before, after))


def test_to_and_fro_is_one_entry_that_keeps_each_move_and_its_cause() -> None:
    moves = [move(1, 12, 14), move(2, 14, 12)]

    [one] = told(*moves)

    assert one.path == (date(2026, 3, 12), date(2026, 3, 14), date(2026, 3, 12))
    assert one.path_words == "2026-03-12 → 2026-03-14 → 2026-03-12"
    assert (one.days_moved, one.at) == (0, moves[1].at)
    assert list(one.moves) == moves[::-1]
    assert "2 plans moved line 1" in one.sentence


def test_one_move_stays_as_it_is() -> None:
    only = move(1, 12, 14)

    assert told(only) == [only]


def test_a_change_of_the_line_lies_between_and_one_of_another_line_does_not() -> None:
    change, other = entry(3, Kind.CHANGED, 1), entry(5, Kind.CHANGED, 2)

    found = told(move(1, 12, 14), move(2, 14, 12), change, move(4, 12, 13), other, move(6, 13, 12))

    assert [(one.key.split("-")[0], len(one.moves)) for one in found if one.line_id == 1] == [
        ("run", 2), ("changed", 0), ("run", 2),
    ]  # fmt: skip
    assert other in found


def test_a_change_of_the_whole_order_lies_between_the_moves_of_every_line() -> None:
    found = told(move(1, 12, 14), move(2, 3, 4, line=2), entry(3, Kind.CHANGED, None), move(4, 14, 12))

    assert all(not one.moves for one in found)


def test_many_dates_are_the_first_the_last_and_between_which_days() -> None:
    [one] = told(*(move(n, 12 + n, 13 + n) for n in range(6)), move(7, 18, None))

    assert one.path_words == "2026-03-12 → … → no date (between 2026-03-12 and 2026-03-18)"
    assert one.days_moved is None


def test_the_page_says_where_it_is_now_and_unfolds_every_plan() -> None:
    [one] = told(move(1, 12, 14), move(2, 14, 12))

    page = render_to_string("orders/entry.html", {"entry": one})

    assert "2026-03-12 → 2026-03-14 → 2026-03-12" in page
    assert "back where it was" in page
    for number in (1, 2):
        assert f"Plan of revision {number}" in page
        assert reverse("orders:moves", args=[number]) in page
