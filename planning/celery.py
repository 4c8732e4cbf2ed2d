"""The Celery app: the muscle. What must be planned is in the database; a lost message costs a moment, not a change."""

from __future__ import annotations

import os
import resource
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planning.settings")

app = Celery("lockstep")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def get_ready(**_kwargs: Any) -> None:
    """Load the solver before the first task, and bound this process's memory."""
    from django.conf import settings

    from mps import run

    run.warm_up()
    resource.setrlimit(resource.RLIMIT_AS, (settings.SOLVE_MEMORY_BYTES, settings.SOLVE_MEMORY_BYTES))
