"""`up --workers N`: one worker that plans every site, and others that only help it."""

from __future__ import annotations

import pytest

from planning.supervisor.fleet import chunk_workers, commands, stop_order
from planning.supervisor.options import Options, parse


def queues(workers: int) -> dict[str, str]:
    """The queues that each worker takes its work from, by the worker's name."""
    found = commands(Options(8000, "127.0.0.1", "none", workers))
    return {name: words[words.index("-Q") + 1] for name, words in found.items() if "-Q" in words}


def test_one_worker_does_everything() -> None:
    assert parse(["--port", "0"]).workers == 1
    assert queues(1) == {"worker": "celery,chunks"}


def test_more_of_them_help_and_plan_no_site_of_their_own() -> None:
    assert parse(["--port", "0", "--workers", "3"]).workers == 3
    assert queues(3) == {"worker": "celery,chunks", "chunk-worker-1": "chunks", "chunk-worker-2": "chunks"}


def test_no_two_of_them_have_the_same_name() -> None:
    found = commands(Options(8000, "127.0.0.1", "none", 4))
    names = [found[name][-1] for name in chunk_workers(3)]

    assert len(set(names)) == 3
    assert all(name.endswith("@%h") for name in names)


@pytest.mark.parametrize("workers", [1, 4])
def test_every_process_is_stopped_the_servers_last(workers: int) -> None:
    options = Options(8000, "127.0.0.1", "none", workers)

    assert set(stop_order(options)) == {*commands(options), "Valkey", "PostgreSQL"}
    assert stop_order(options)[-2:] == ("Valkey", "PostgreSQL")
