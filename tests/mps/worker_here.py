"""A worker that answers questions in the web's own process: Celery's place is taken, everything else is real."""

from __future__ import annotations

from typing import Any

from mps import calm_question, extra_hour_question, questions, repair_question, rush_question, steering_question, tasks


class WorkerHere:
    """Stands for the signature of a task that answers a question: sending it runs it."""

    TASKS = {
        questions.TASK: tasks.preview,
        rush_question.TASK: tasks.foretell_rush,
        repair_question.TASK: tasks.foretell_repairs,
        steering_question.TASK: tasks.check_steering,
        calm_question.TASK: tasks.price_of_calm,
        extra_hour_question.TASK: tasks.worth_of_hours,
    }

    def __init__(self, name: str, *, args: tuple[Any, ...], immutable: bool) -> None:
        assert immutable
        self.task, self.args = self.TASKS[name], args

    def apply_async(self, **_options: Any) -> None:
        """Run the task's function here and now."""
        self.task(*self.args)
