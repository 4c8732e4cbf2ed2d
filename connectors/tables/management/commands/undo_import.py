"""Undo an import, or list those that can be undone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from connectors.tables.models import ImportRun, RunState
from connectors.tables.undo import undoing
from connectors.tables.undo.rows import Reason
from connectors.tables.undo.wording import reason_of, title_of, told

LISTED = 20


class Command(BaseCommand):
    """Put back what an import changed: all of it that nobody has changed since, or nothing."""

    help = "Undo an import (docs/data-format.md); without an id, list the last ones that can be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("run", type=UUID, nargs="?", help="id of the import")
        parser.add_argument("--over", action="store_true", help="also rows that somebody has changed since")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Undo, and print what became of each table and what was left alone; exit with 1 where there is nothing."""
        if options["run"] is None:
            self.list_runs()
            return
        run = ImportRun.objects.filter(pk=options["run"]).first()
        if run is None or not undoing.can_be_undone(run):
            raise CommandError(_("There is no such import that can be undone."))
        seen = undoing.look(run) if options["over"] or options["dry_run"] else undoing.Undo()
        forced = [row.place for row in seen.left() if row.reason is Reason.CHANGED] if options["over"] else []
        found = seen if options["dry_run"] else undoing.undo(run_id=run.pk, by=None, own_sites=None, forced=forced)
        for relation, counts in found.counts().items():
            words = _(
                "%(table)s: %(put_back)s put back, %(remove)s removed, %(bring_back)s brought back, %(left)s left alone"
            )
            self.stdout.write(words % {"table": title_of(relation), **counts})
        for row in told(found.left()[: undoing.LEFT_TOLD], run):
            self.stderr.write(f"{title_of(row['relation'])} {row['label']}: {reason_of(row)}")

    def list_runs(self) -> None:
        """Print the last imports that can be undone."""
        done = ImportRun.objects.filter(state__in=(RunState.DONE, RunState.UNDONE)).select_related("created_by")
        for run in [run for run in done[:LISTED] if undoing.can_be_undone(run)]:
            who = run.created_by.shown_name() if run.created_by else run.channel
            told_of = {"id": run.pk, "at": f"{run.created_at:%Y-%m-%d %H:%M}", "who": who, "count": run.changes()}
            self.stdout.write(_("%(id)s  %(at)s  %(who)s  %(count)s changed") % told_of)
