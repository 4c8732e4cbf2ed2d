"""Importing, naming a source and undoing by API and by command."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from company.models import Role, Site
from connectors.tables.mapping import sources
from connectors.tables.mapping.guess import guessed
from connectors.tables.models import ImportRun, ImportSource, RunState
from orders.models import OrderLine
from tests import given
from tests.connectors.sets import imported
from tests.connectors.test_mapping import SAP, strange
from tests.connectors.undone import MORE

pytestmark = pytest.mark.django_db(transaction=True)

IMPORTS = "/api/v1/imports/"


@pytest.fixture
def machine() -> APIClient:
    imported()
    client = APIClient()
    client.force_authenticate(given.user(Role.PLANNER, at=Site.objects.get(), first_name="Ada"))
    return client


def remembered(site: Site | None = None) -> ImportSource:
    """Remember how an ERP's export is read."""
    file, by = strange(SAP), given.user(Role.PLANNER, at=Site.objects.get())
    return sources.remember(
        site=site or Site.objects.get(), name="SAP", headings=file.grid.headings(), how=guessed(file).map, by=by
    )


class TestApi:
    def test_imports_files_and_undoes_them(self, machine: APIClient) -> None:
        got = machine.post(IMPORTS, {"files": [SimpleUploadedFile("orders.csv", MORE.encode())]}, format="multipart")
        assert (got.status_code, got.json()["counts"]["orders"]["new"], got.json()["revisions"]) == (201, 1, {"S1": 2})

        address = f"{IMPORTS}{got.json()['id']}/"
        line = OrderLine.objects.get(order__number="SO1", line_number=1)
        OrderLine.objects.filter(pk=line.pk).update(quantity=4)
        tried = machine.post(f"{address}undo/", {"dry_run": True}, format="json").json()
        done = machine.post(f"{address}undo/", {"why": "wrong file"}, format="json").json()
        assert tried == done
        [left] = done["left"]
        assert (left["label"], left["rule"], left["cells"][0]["now"]) == ("SO1/1", "changed", "4")

        machine.post(f"{address}undo/", {"over": [left["place"]]}, format="json")
        line.refresh_from_db()
        assert (float(line.quantity), machine.get(address).json()["state"]) == (3, "undone")
        assert machine.post(f"{address}undo/", {}, format="json").status_code == 409

    def test_reads_files_as_a_source_says(self, machine: APIClient) -> None:
        remembered()
        body = {"site": "S1", "source": "SAP", "files": [{"name": "export.csv", "text": SAP}]}

        tried = machine.post(IMPORTS, {**body, "dry_run": True}, format="json")
        assert (tried.status_code, OrderLine.objects.count()) == (200, 2)
        got = machine.post(IMPORTS, body, format="json")

        assert (got.status_code, got.json()["source"], got.json()["changes"]) == (201, "SAP", 2)
        assert ImportSource.objects.get().used_at is not None

    def test_names_the_rows_that_are_not_right(self, machine: APIClient) -> None:
        body = {"files": [{"name": "orders.csv", "text": MORE.replace("PUMP", "NOPE")}]}

        got = machine.post(IMPORTS, body, format="json")

        assert (got.status_code, got.json()["problems"][0]["record"]) == (422, "orders.csv:2")
        assert OrderLine.objects.count() == 2

    @pytest.mark.parametrize("body", [{"source": "SAP"}, {"site": "S2"}, {}])
    def test_refuses_what_it_does_not_know(self, machine: APIClient, body: dict[str, str]) -> None:
        files = [{"name": "export.csv", "text": SAP}]

        assert machine.post(IMPORTS, {**body, "files": files}, format="json").status_code == 422

    def test_asks_for_a_file(self, machine: APIClient) -> None:
        assert machine.post(IMPORTS, {}, format="json").status_code == 422


class TestCommand:
    def folder(self, path: Path, name: str, text: str) -> str:
        (path / name).write_text(text, encoding="utf-8")
        return str(path)

    def test_reads_files_as_a_source_says_and_undoes_them(self, tmp_path: Path) -> None:
        imported()
        remembered()
        call_command("import_data", self.folder(tmp_path, "export.csv", SAP), "--source", "SAP", stdout=io.StringIO())
        assert OrderLine.objects.count() == 3
        run = ImportRun.objects.get()
        assert (run.state, run.channel, run.sites) == (RunState.DONE, "command", ["S1"])

        listed, printed = io.StringIO(), io.StringIO()
        call_command("undo_import", stdout=listed)
        call_command("undo_import", str(run.pk), stdout=printed)

        assert str(run.pk) in listed.getvalue()
        assert "Order lines: 1 put back, 1 removed, 0 brought back, 0 left alone" in printed.getvalue()
        assert OrderLine.objects.count() == 2
        with pytest.raises(CommandError):
            call_command("undo_import", str(run.pk))

    def test_names_the_sources_that_there_are(self, tmp_path: Path) -> None:
        imported()
        remembered()

        with pytest.raises(CommandError, match="These are known: SAP"):
            call_command("import_data", self.folder(tmp_path, "export.csv", SAP), "--source", "Oracle")

    def test_a_dry_run_leaves_no_import(self, tmp_path: Path) -> None:
        imported()

        call_command("import_data", self.folder(tmp_path, "orders.csv", MORE), "--dry-run", stdout=io.StringIO())

        assert not ImportRun.objects.exists()
