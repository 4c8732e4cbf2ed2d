"""Import a folder of CSV and XLSX tables."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from company.models import Site
from connectors.tables import importing, staging
from connectors.tables.folders import files_of
from connectors.tables.mapping.column_map import ColumnMap
from connectors.tables.mapping.sources import Remembered
from connectors.tables.models import ImportRun, ImportSource, RunState
from connectors.tables.problems import ImportRefused, Problem, nothing_imported
from connectors.tables.sheets import SheetSet, read_files


class Command(BaseCommand):
    """Import a set of tables: all of it or nothing."""

    help = "Import a folder of CSV or XLSX tables (docs/data-format.md). Importing the same set twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("folder", type=Path, help="folder with site.csv, items.csv, orders.csv, …")
        parser.add_argument("--skip-bad-rows", action="store_true", help="import the good rows and list the others")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and write nothing")
        parser.add_argument(
            "--source", default="", help="name of a remembered layout, for files whose headings are not ours"
        )
        parser.add_argument("--site", default="", help="code of the site of rows that name none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print what became of each table; exit with 1 where a row is bad."""
        folder: Path = options["folder"]
        try:
            run, maps = self.begun(options)
            found = read_files(files_of(folder), maps)
        except OSError as error:
            told = {"folder": folder, "reason": error.strerror}
            raise CommandError(_("%(folder)s can't be read: %(reason)s.") % told) from error
        try:
            report = self.imported(run, found, skip_bad_rows=options["skip_bad_rows"], dry_run=options["dry_run"])
        except ImportRefused as refusal:
            self.list_problems(refusal.problems)
            raise CommandError(nothing_imported(len(refusal.problems))) from None
        self.print_report(report)
        if options["dry_run"]:
            self.stdout.write(_("This was a dry run: nothing is written."))

    def begun(self, options: dict[str, Any]) -> tuple[ImportRun, Remembered]:
        """Return the import that begins, and what knows the files' headings. Raises CommandError for no such source."""
        sites = Site.objects.filter(code=options["site"]) if options["site"] else Site.objects.all()[:2]
        site = sites[0] if len(sites) == 1 else None
        sources = ImportSource.objects.filter(site=site)
        source = sources.filter(name=options["source"]).first() if options["source"] else None
        if options["source"] and source is None:
            told = {"name": options["source"], "known": ", ".join(each.name for each in sources) or "–"}
            raise CommandError(_("There is no source “%(name)s” at this site. These are known: %(known)s.") % told)
        run = ImportRun(
            channel="command", site_code=options["site"], source_site=site, source_name=options["source"],
            state=RunState.READY,
        )  # fmt: skip
        return run, Remembered(site=site, source=source, chosen={})

    def imported(
        self, run: ImportRun, found: SheetSet, *, skip_bad_rows: bool, dry_run: bool
    ) -> importing.Report:
        """Import, and keep the import so that it can be seen and undone; a dry run leaves nothing."""
        if dry_run:
            return importing.run(found, site_code=run.site_code, skip_bad_rows=skip_bad_rows, dry_run=True)
        run.mappings = {grid.file: how.as_json() for grid, how in found.mapped if isinstance(how, ColumnMap)}
        with transaction.atomic():
            run.save()
            return staging.import_into(run, found, by=None, skip_bad_rows=skip_bad_rows)

    def list_problems(self, problems: list[Problem]) -> None:
        """Print one line for each problem."""
        for problem in problems:
            said = f'{problem.column} "{problem.value}"'.strip() if problem.column or problem.value else ""
            expected = _("expected: %(what)s") % {"what": problem.sentence()}
            self.stderr.write(" ".join(filter(None, (problem.place and f"{problem.place}:", said, expected))))

    def print_report(self, report: importing.Report) -> None:
        """Print the counts, what was left out, and the revisions."""
        for name in report.ignored:
            self.stderr.write(_("Not read: %(name)s") % {"name": name})
        self.list_problems(report.left_out)
        for table, counts in report.counts.items():
            self.stdout.write(
                _("%(table)s: %(new)s new, %(changed)s changed, %(same)s the same, %(left_out)s left out")
                % {"table": table, **counts}
            )
        self.stdout.write(_("%(count)s changed") % {"count": report.changes()})
        for site, revision in report.revisions.items():
            self.stdout.write(_("%(site)s: revision %(revision)s") % {"site": site, "revision": revision})
        for site in report.closed:
            words = _("Nobody has a role at the site %(site)s yet: only a superuser sees it.")
            self.stdout.write(words % {"site": site})
        if report.closed:
            self.stdout.write(_("`python3 manage.py add_user NAME --role planner` makes somebody who plans there."))
