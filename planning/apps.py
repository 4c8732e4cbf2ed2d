"""The wiring. The Celery app is made here, eagerly, so that every Django process has the right broker."""

from django.apps import AppConfig
from django.core.signals import request_started
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.celery import app as celery_app

__all__ = ["PlanningConfig", "celery_app"]


class PlanningConfig(AppConfig):
    """Settings, addresses and processes; no rule of business."""

    name = "planning"
    verbose_name = _("Planning")

    def ready(self) -> None:
        """Let each request begin without a time zone of its own; `shell.Frame.site` sets that of its site."""
        request_started.connect(use_utc)


def use_utc(**_signal: object) -> None:
    """Write times in UTC, until a page says of which site it is."""
    timezone.deactivate()
