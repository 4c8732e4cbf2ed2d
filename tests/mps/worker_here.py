"""A worker that answers questions in the web's own process: Celery's place is taken, everything else is real."""

from __future__ import annotations

from typing import Any

from mps import questions, tasks


class WorkerHere:
    """Stands for the signature of the task `mps.preview`: sending it runs it."""

    def __init__(self, name: str, *, args: tuple[Any, ...], immutable: bool) -> None:
        assert (name, immutable) == (questions.TASK, True)
        self.args = args

    def apply_async(self, **_options: Any) -> None:
        """Run the task's function here and now."""
        tasks.preview(*self.args)
