"""Imports by people: what they brought, what it would do, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.tables.problems import Problem

PROBLEMS_SHOWN = 200


def rows_changed(counts: Mapping[str, Mapping[str, int]]) -> int:
    """Return how many rows of all tables are new or changed."""
    return sum(table["new"] + table["changed"] for table in counts.values())


class RunState(models.TextChoices):
    """The life of an import: looked at, then done; or not possible as it is."""

    READY = "ready", _("Ready to import")
    REFUSED = "refused", _("Can't be imported")
    DONE = "done", _("Imported")


class ImportRun(models.Model):
    """One set that somebody uploaded. Nothing of it is in the plan before its state is `done`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    site_code = models.CharField(_("site of rows that name none"), max_length=32, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=RunState.choices)
    content_hash = models.CharField(_("hash of the files"), max_length=64)
    counts = models.JSONField(_("rows by table"), default=dict)
    problems = models.JSONField(_("bad rows"), default=list)
    problem_count = models.PositiveIntegerField(_("number of bad rows"), default=0)
    ignored = models.JSONField(_("not read"), default=list)
    revisions = models.JSONField(_("revisions"), default=dict)
    finished_at = models.DateTimeField(_("imported at"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["content_hash", "state"], name="import_run_same")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    def bad_rows(self, most: int | None = None) -> list[Problem]:
        """Return what was wrong, row by row; all of it, or the first so many."""
        return [Problem(**problem) for problem in self.problems[:most]]

    def changes(self) -> int:
        """Return how many rows are new or changed."""
        return rows_changed(self.counts)


class ImportFile(models.Model):
    """An uploaded file, kept until it is imported or a day old; in the database, where every web process reaches it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
