"""A large problem is planned by all who have time, the same way whoever that is, and never waits for anybody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import redis
from pytest_django import Settings

from mps import live, spread, tasks
from mps.chunk_store import Board
from mps.scheduler import handover
from mps.scheduler.chunks import sharable_work
from mps.scheduler.plan import Result
from mps.scheduler.planner import Planner
from mps.scheduler.problem import digest
from tests.scheduler.test_chunks import here, lines, never, parts_of

LINES = 6
CHUNKS = LINES + 1  # with what needs no work centre
PATIENCE_LOOKS = 100

Call = Callable[[Board, list[str]], None]


@pytest.fixture(autouse=True)
def _own_board(settings: Settings) -> Iterator[None]:
    """An empty board, and a threshold that everything exceeds."""
    settings.SPREAD_FROM = 1
    live.server().flushall()
    yield
    live.server().flushall()


def planned() -> Result:
    """The plan of a few independent lines, made together."""
    return Planner().plan(lines(LINES), stop=never, timer=lambda: 0.0, together=spread.first_plans)


def alone() -> bytes:
    """The same plan, made by one process that has never heard of others."""
    return msgspec.json.encode(
        Planner().plan(lines(LINES), stop=never, timer=lambda: 0.0, together=here), enc_hook=list
    )


def called(monkeypatch: pytest.MonkeyPatch, answer: Call) -> None:
    """Let others do something as soon as they are called."""
    monkeypatch.setattr(spread, "_call_for_help", answer)


def board_keys() -> list[object]:
    """What hangs on the board."""
    return [*live.server().keys("lockstep:chunk:*"), *live.server().keys("lockstep:chunk-plan:*")]


class TestOneWorker:
    def test_plans_everything_and_waits_for_nobody(self) -> None:
        result = planned()

        assert live.server().llen("chunks") == CHUNKS, "others were called"
        assert msgspec.json.encode(result, enc_hook=list) == alone()

    def test_leaves_nothing_to_do_for_who_comes_late(self) -> None:
        planned()

        assert board_keys() == []
        assert not spread.help_out("any run", "any digest")


class TestManyWorkers:
    @pytest.mark.parametrize("each", [1, 2, 3])
    def test_make_the_plan_that_one_makes(self, each: int, monkeypatch: pytest.MonkeyPatch) -> None:
        helped: list[bool] = []

        def help_at_once(board: Board, digests: list[str]) -> None:
            helped.extend(spread.help_out(board.run, one) for one in digests[::each])

        called(monkeypatch, help_at_once)

        assert msgspec.json.encode(planned(), enc_hook=list) == alone()
        assert helped == [True] * len(range(0, CHUNKS, each))

    def test_do_not_plan_a_chunk_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        helped: list[bool] = []

        def help_twice(board: Board, digests: list[str]) -> None:
            helped.extend(spread.help_out(board.run, digests[0]) for _ in range(2))

        called(monkeypatch, help_twice)
        planned()

        assert helped == [True, False]

    def test_a_message_is_answered_by_the_task(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def by_message(board: Board, digests: list[str]) -> None:
            for one in digests:
                tasks.plan_chunk(board.run, one)
                assert not Board("another").wants(one)

        called(monkeypatch, by_message)

        assert msgspec.json.encode(planned(), enc_hook=list) == alone()


class TestWhoIsKilled:
    def test_has_its_chunks_planned_by_the_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def begin_and_die(board: Board, digests: list[str]) -> None:
            for one in digests:
                Board(board.run).begin(one)

        called(monkeypatch, begin_and_die)

        assert msgspec.json.encode(planned(), enc_hook=list) == alone()

    def test_and_was_the_run_leaves_its_answers_to_the_next_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def answer_and_kill(board: Board, digests: list[str]) -> None:
            for one in digests:
                spread.help_out(board.run, one)
            raise KeyboardInterrupt

        called(monkeypatch, answer_and_kill)
        with pytest.raises(KeyboardInterrupt):
            planned()

        called(monkeypatch, lambda _board, _digests: None)
        monkeypatch.setattr(spread, "first_plan", lambda *_: pytest.fail("it was planned already"))
        result = planned()

        monkeypatch.undo()
        assert msgspec.json.encode(result, enc_hook=list) == alone()

    def test_and_only_slow_may_still_be_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What others have begun is planned here too, until their plan is there."""
        waiting: list[str] = []

        def begin(board: Board, digests: list[str]) -> None:
            waiting.extend(one for one in digests if Board(board.run).begin(one))

        def wants(board: Board, asked: str) -> bool:
            stored = board.request(asked)
            assert stored is not None
            board.put_answer(asked, handover.answer(stored, engine=spread.engine(), stop=never, timer=time.monotonic))
            waiting.remove(asked)
            return False

        called(monkeypatch, begin)
        monkeypatch.setattr(spread, "LOOK_SECONDS", -1.0)
        monkeypatch.setattr(Board, "wants", wants)

        assert msgspec.json.encode(planned(), enc_hook=list) == alone()
        assert waiting == [], "our own work was given up for theirs"

    def test_and_thawed_stops_once_the_run_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        request = handover.request(parts_of(lines(2)), engine=spread.engine())
        asked, board, plan = digest(request), Board("any"), handover.answer
        board.offer({asked: request})

        def thawed_too_late(*given: Any, **options: Any) -> bytes:
            board.clear([asked])
            return plan(*given, **options)

        monkeypatch.setattr(spread, "LOOK_SECONDS", -1.0)
        monkeypatch.setattr(handover, "answer", thawed_too_late)

        assert not spread.help_out("any", asked)
        assert board_keys() == []

    def test_a_run_that_only_waits_for_others_would_never_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The control: with nobody to overtake who has died, there is no plan."""
        looks: list[bool] = []

        def begin_and_die(board: Board, digests: list[str]) -> None:
            for one in digests:
                Board(board.run).begin(one)

        def wait(board: Board, asked: str, *_: Any) -> Any:
            while len(looks) < PATIENCE_LOOKS:
                looks.append(board.answer(asked) is not None)
            raise TimeoutError

        called(monkeypatch, begin_and_die)
        monkeypatch.setattr(spread, "_overtake", wait)
        with pytest.raises(TimeoutError):
            planned()

        assert not any(looks)


@pytest.mark.parametrize("stored", [b"", b"no plan", msgspec.msgpack.encode(handover.Answer((), 0))])
def test_an_answer_that_can_not_be_read_is_none(stored: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer_nonsense(board: Board, digests: list[str]) -> None:
        for one in digests:
            board.put_answer(one, stored)

    called(monkeypatch, answer_nonsense)

    assert msgspec.json.encode(planned(), enc_hook=list) == alone()


class TestThreshold:
    def test_below_it_nobody_is_called(self, settings: Settings) -> None:
        settings.SPREAD_FROM = sharable_work(parts_of(lines(LINES))) + 1

        planned()

        assert live.server().keys("*") == []

    def test_from_it_on_others_are_called(self, settings: Settings) -> None:
        settings.SPREAD_FROM = sharable_work(parts_of(lines(LINES)))

        planned()

        assert live.server().llen("chunks") == CHUNKS

    def test_below_it_the_plan_is_made_better_at_once(self, settings: Settings) -> None:
        settings.SPREAD_FROM = 1_000_000
        planner = Planner()

        planner.plan(lines(LINES), stop=never, timer=lambda: 0.0, together=spread.first_plans)

        assert not planner.can_be_better


class TestBoardOutOfReach:
    def test_costs_one_try_and_no_plan(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tries: list[None] = []

        def refuse() -> Any:
            tries.append(None)
            raise redis.ConnectionError("nobody there")

        with monkeypatch.context() as cut:
            cut.setattr(live, "server", refuse)
            result = planned()
        assert len(tries) == 1
        assert msgspec.json.encode(result, enc_hook=list) == alone()


class TestOtherRelease:
    def test_leaves_the_chunk_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        helped: list[bool] = []

        def help_with_other_code(board: Board, digests: list[str]) -> None:
            with monkeypatch.context() as other:
                other.setattr(spread, "engine", lambda: "another")
                helped.extend(spread.help_out(board.run, one) for one in digests)

        called(monkeypatch, help_with_other_code)

        assert msgspec.json.encode(planned(), enc_hook=list) == alone()
        assert helped == [False] * CHUNKS


def test_a_chunk_is_taken_by_one_of_a_run() -> None:
    assert [Board("one").begin("x"), Board("one").begin("x"), Board("two").begin("x")] == [True, False, True]
