"""Imports by people: what they brought, what it would do, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from company.models import Site
from connectors.tables.problems import Problem

PROBLEMS_SHOWN = 200


def rows_changed(counts: Mapping[str, Mapping[str, int]]) -> int:
    """Return how many rows of all tables are new or changed."""
    return sum(table["new"] + table["changed"] for table in counts.values())


class RunState(models.TextChoices):
    """The life of an import: looked at, then done, perhaps undone; or not possible as it is."""

    MAPPING = "mapping", _("Columns to be chosen")
    READY = "ready", _("Ready to import")
    REFUSED = "refused", _("Can't be imported")
    DONE = "done", _("Imported")
    UNDONE = "undone", _("Undone")


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
    channel = models.CharField(_("channel"), max_length=16, default="web")
    # By file: how it is read (`mapping.column_map`); only of those whose headings are not ours.
    mappings = models.JSONField(_("columns of the files"), default=dict)
    # Whose sources know how they are read.
    source_site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    # Codes of all that the import touched: who may import at all of them may see it and undo it.
    sites = models.JSONField(_("sites"), default=list)
    # Of the history that the database's triggers wrote; what else there was before is in `ImportImage`.
    context_id = models.UUIDField(_("context in the history"), null=True, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("undone by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undo_counts = models.JSONField(_("rows put back by table"), default=dict)
    left = models.JSONField(_("rows left alone"), default=list)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["content_hash", "state"], name="import_run_same"),
            models.Index(fields=["-created_at"], name="import_run_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    def bad_rows(self, most: int | None = None) -> list[Problem]:
        """Return what was wrong, row by row; all of it, or the first so many."""
        return [Problem(**problem) for problem in self.problems[:most]]

    def changes(self) -> int:
        """Return how many rows are new or changed."""
        return rows_changed(self.counts)

    def is_too_old_to_undo(self) -> bool:
        """Say whether what was before it is forgotten, or may be at any moment."""
        kept_since = timezone.now() - timedelta(days=settings.IMPORT_UNDO_DAYS)
        return self.finished_at is None or self.finished_at < kept_since


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


class ImportImage(models.Model):
    """
    A row before and after an import, as JSON: what an undo puts back, where no history keeps it.

    Written by a trigger of the row's table while an import runs, kept for `settings.IMPORT_UNDO_DAYS`.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="images")
    relation = models.CharField(_("table"), max_length=63)
    row_id = models.BigIntegerField(_("row"))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("row before an import")
        verbose_name_plural = _("rows before an import")
        indexes = [models.Index(fields=["relation", "row_id"], name="import_image_row")]

    def __str__(self) -> str:
        return f"{self.relation} {self.row_id}"


class ImportSource(models.Model):
    """Another system's layout, as a site's people have said that it is read; found again by its headings."""

    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, on_delete=models.CASCADE, related_name="import_sources"
    )
    name = models.CharField(_("name"), max_length=200)
    table = models.CharField(_("table"), max_length=32)
    headings = models.JSONField(_("headings"), default=list)
    headings_hash = models.CharField(_("hash of the headings"), max_length=64)
    columns = models.JSONField(_("columns"), default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("changed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    used_at = models.DateTimeField(_("last used at"), null=True)

    class Meta:
        verbose_name = _("source of imports")
        verbose_name_plural = _("sources of imports")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], nulls_distinct=False, name="import_source_named_once"),
            models.UniqueConstraint(
                fields=["site", "headings_hash"], nulls_distinct=False, name="import_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
