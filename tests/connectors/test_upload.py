"""The import page: look first, then import; bounded, for the right people, and once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from company import bodies
from company.models import Role, Site, User
from connectors.tables import uploads
from connectors.tables.archives import MEGABYTE
from connectors.tables.models import ImportFile, ImportRun, RunState
from orders.models import OrderLine
from tests import given
from tests.connectors.sets import SMALL, imported, small

pytestmark = pytest.mark.django_db(transaction=True)

MORE = "order,line,customer,item,quantity,requested_date\nSO1,1,C1,PUMP,9,2026-01-20\nSO9,1,C1,PUMP,5,2026-02-02\n"
BAD = MORE + "SO9,2,C1,NOPE,5,2026-02-02\nSO9,3,=HYPERLINK(),PUMP,-5,2026-02-02\n"


@pytest.fixture
def planner() -> User:
    imported()
    return given.user(Role.PLANNER, at=Site.objects.get())


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, files: Mapping[str, bytes | str], **fields: str) -> Any:
    uploaded = [
        SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        for name, content in files.items()
    ]
    return client.post("/import/", {"files": uploaded, **fields}, follow=True)


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


class TestLooking:
    def test_shows_what_would_change_and_writes_nothing(self, planner: User) -> None:
        before = Site.objects.get().order_revision

        page = page_of(sent(client_of(planner), {"orders.csv": MORE}))

        run = ImportRun.objects.get()
        assert run.counts == {"orders": {"new": 1, "changed": 1, "same": 0, "left_out": 0}}
        assert "Every row is good" in page
        assert (OrderLine.objects.count(), Site.objects.get().order_revision) == (2, before)

    def test_names_each_bad_row_with_what_was_expected(self, planner: User) -> None:
        page = page_of(sent(client_of(planner), {"orders.csv": BAD}))

        assert "2 problems" in page
        for words in ("orders.csv", "NOPE", "an item of the items file", "a number above 0", "-5"):
            assert words in page

    def test_gives_all_bad_rows_as_csv_in_which_nothing_is_a_formula(self, planner: User) -> None:
        client = client_of(planner)
        bad = BAD + "SO9,4,C1,=cmd(),1,2026-02-02\n"
        sent(client, {"orders.csv": bad})

        answer = client.get(f"/import/{ImportRun.objects.get().pk}/bad-rows.csv")

        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 4
        assert ",'=cmd()," in lines[3]
        assert ",'-5," in lines[2]

    def test_takes_a_zip_of_tables(self, planner: User) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("set/orders.csv", MORE)

        sent(client_of(planner), {"set.zip": buffer.getvalue()})

        assert ImportRun.objects.get().counts["orders"]["new"] == 1

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("orders.pdf", b"%PDF", "a CSV, XLSX or ZIP file"), ("set.zip", b"PK\x03\x04", "can be opened"),
            ("orders.xlsx", b"\xd0\xcf\x11\xe0", "can be opened"), ("orders.csv", b"\xff\xff\xfe\x80", "GB18030"),
            ("prices.csv", b"a,b\n", "at least one table"), ("orders.csv", b"", "a header line"),
        ],
    )
    def test_says_why_a_file_can_not_be_read(self, planner: User, name: str, content: bytes, words: str) -> None:
        page = page_of(sent(client_of(planner), {name: content or b" "}))

        assert words in page
        assert (ImportRun.objects.get().state, ImportFile.objects.count()) == (RunState.REFUSED, 0)

    def test_stops_reading_a_file_that_is_too_large(self, planner: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "MOST_FILE_BYTES", 1000)

        page = page_of(sent(client_of(planner), {"orders.csv": MORE, "items.csv": b"x" * 5000}))

        assert "items.csv" in page
        assert ImportRun.objects.get().state == RunState.REFUSED

    def test_takes_all_files_together_and_no_more(self) -> None:
        assert bodies.most_bytes_at("/import/") == uploads.MOST_TOGETHER_BYTES + MEGABYTE

    def test_asks_for_a_file(self, planner: User) -> None:
        assert client_of(planner).post("/import/").status_code == 422


class TestImporting:
    def test_imports_what_was_looked_at_once(self, planner: User) -> None:
        client = client_of(planner)
        sent(client, {"orders.csv": MORE})
        run = ImportRun.objects.get()

        for _again in range(2):
            client.post(f"/import/{run.pk}/commit/")

        run.refresh_from_db()
        assert (run.state, run.revisions, run.files.count()) == (RunState.DONE, {"S1": 2}, 0)
        assert (OrderLine.objects.count(), Site.objects.get().order_revision) == (3, 2)

    def test_says_in_the_history_who_it_was(self, planner: User) -> None:
        client = client_of(planner)
        sent(client, {"orders.csv": MORE})
        client.post(f"/import/{ImportRun.objects.get().pk}/commit/")

        events = apps.get_model("orders", "OrderLineEvent")
        event = events._default_manager.get(pgh_label="update")
        assert (event.pgh_context.metadata["user"], event.pgh_context.metadata["channel"]) == (planner.pk, "import")

    def test_leaves_bad_rows_out_only_where_one_says_so(self, planner: User) -> None:
        client = client_of(planner)
        sent(client, {"orders.csv": BAD})
        address = f"/import/{ImportRun.objects.get().pk}/commit/"

        client.post(address)
        assert (OrderLine.objects.count(), ImportRun.objects.get().state) == (2, RunState.READY)

        client.post(address, {"skip_bad_rows": "yes"})
        assert (OrderLine.objects.count(), ImportRun.objects.get().problem_count) == (3, 2)

    def test_tells_that_the_same_files_were_imported_before(self, planner: User) -> None:
        client = client_of(planner)
        sent(client, {"orders.csv": MORE})
        client.post(f"/import/{ImportRun.objects.get().pk}/commit/")

        page = page_of(sent(client, {"orders.csv": MORE}))

        assert "importing them changes nothing" in page
        assert "The same files were imported" in page


class TestPeople:
    @pytest.mark.parametrize(
        ("role", "status"), [(Role.PLANNER, 200), (Role.ADMIN, 200), (Role.SALES, 403), (Role.FLOOR, 403)]
    )
    def test_import_where_their_role_lets_them(self, role: Role, status: int) -> None:
        imported()

        assert client_of(given.user(role, at=Site.objects.get())).get("/import/").status_code == status

    def test_do_not_see_the_imports_of_others(self, planner: User) -> None:
        sent(client_of(planner), {"orders.csv": MORE})
        run = ImportRun.objects.get()
        other = client_of(given.user(Role.PLANNER, at=Site.objects.get()))

        assert other.get(f"/import/{run.pk}/").status_code == 404
        assert other.get(f"/import/{run.pk}/bad-rows.csv").status_code == 404
        assert other.post(f"/import/{run.pk}/commit/").status_code == 404
        assert OrderLine.objects.count() == 2

    def test_can_not_reach_a_site_that_is_not_theirs(self, planner: User) -> None:
        imported({"site": "site\nS2\n"})

        page = page_of(sent(client_of(planner), {"items.csv": "site,item,make_or_buy\nS2,X,buy\n"}))

        assert "a site at which you may import" in page

    def test_need_a_token_against_forged_forms(self, planner: User) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(planner)

        assert sent(client, {"orders.csv": MORE}).status_code == 403
        assert ImportRun.objects.count() == 0

    def test_a_superuser_may_bring_the_first_site(self) -> None:
        boss = given.user(None, is_superuser=True) if User.objects.count() else User.objects.create_superuser("boss")
        client = client_of(boss)

        sent(client, {f"{name}.csv": text for name, text in small().items()})
        page = page_of(client.post(f"/import/{ImportRun.objects.get().pk}/commit/", follow=True))

        assert OrderLine.objects.count() == 2
        assert set(ImportRun.objects.get().counts) == set(SMALL)
        assert "Nobody has a role at the site S1 yet" in page
