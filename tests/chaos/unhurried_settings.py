"""The product's settings, for workers that begin chunks without hurry."""

from planning.settings import *  # noqa: F403 (what settings that add to others do)

CELERY_IMPORTS = ("tests.chaos.unhurried",)
