"""The wiring. The Celery app is made here, eagerly, so that every Django process has the right broker."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from planning.celery import app as celery_app

__all__ = ["PlanningConfig", "celery_app"]


class PlanningConfig(AppConfig):
    """Settings, addresses and processes; no rule of business."""

    name = "planning"
    verbose_name = _("Planning")
