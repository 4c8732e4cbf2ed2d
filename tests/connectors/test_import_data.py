"""The command for imports: what it prints, and how it ends."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from company import people
from company.models import Membership, Role, Site, User
from orders.models import OrderLine
from tests import given
from tests.connectors.sets import SMALL, counts, small

pytestmark = pytest.mark.django_db

BAD_ORDERS = (
    "order,line,customer,item,quantity,requested_date\n"
    "SO1,1,C1,PUMP,3,2026-01-20\nSO1,2,C1,NOPE,2,2026-01-27\nSO1,3,C1,PUMP,-2,someday\n"
)
ALL_BAD = [
    'orders.csv:3: item "NOPE" expected: an item of the items file, or one that was imported before',
    'orders.csv:4: quantity "-2" expected: a number above 0',
    'orders.csv:4: requested_date "someday" expected: a date, like 2026-01-05, 2026/1/5, 20260105 or 2026年1月5日',
]


def folder_of(path: Path, tables: dict[str, str]) -> Path:
    """Write the tables as CSV files."""
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def run(folder: Path, *options: str) -> tuple[list[str], list[str]]:
    """Run the command; return the lines that it prints and those of its errors."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_data", str(folder), *options, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def test_prints_every_table_and_the_revision(tmp_path: Path) -> None:
    printed, errors = run(folder_of(tmp_path, SMALL))

    assert "orders: 2 new, 0 changed, 0 the same, 0 left out" in printed
    assert "S1: revision 1" in printed
    assert errors == []


def test_a_dry_run_prints_the_same_says_so_and_writes_nothing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SMALL)

    tried, _errors = run(folder, "--dry-run")

    assert OrderLine.objects.count() == 0
    assert tried == [*run(folder)[0], "This was a dry run: nothing is written."]


def test_says_where_nobody_has_a_role(tmp_path: Path) -> None:
    closed = [
        "Nobody has a role at the site S1 yet: only a superuser sees it.",
        "`python3 manage.py add_user NAME --role planner` makes somebody who plans there.",
    ]

    assert run(folder_of(tmp_path, SMALL))[0][-2:] == closed

    given.user(Role.PLANNER, at=Site.objects.get(code="S1"), is_active=False)
    assert run(tmp_path)[0][-2:] == closed
    given.user(Role.PLANNER, at=Site.objects.get(code="S1"))
    assert run(tmp_path)[0][-1] == "S1: revision 1"


class TestDemoUsers:
    """Those of an instance that was begun as a demo: their password is public, and so is what they see."""

    @pytest.fixture
    def folder(self, tmp_path: Path, settings: Settings) -> Path:
        settings.DEMO = True
        given.site("OLD")
        people.make_demo_users()
        return folder_of(tmp_path, SMALL)

    def test_get_their_role_at_a_site_that_comes_in_later(self, folder: Path) -> None:
        printed, _errors = run(folder)

        roles = Membership.objects.filter(site__code="S1").values_list("user__username", "role")
        everywhere = {(one.username, one.role.value) for one in people.DEMO_PEOPLE if not one.territories}
        assert set(roles) == everywhere
        assert printed[-1] == "S1: revision 1"

    @pytest.mark.usefixtures("folder")
    def test_do_not_get_back_a_role_that_was_taken_away(self, tmp_path: Path) -> None:
        Membership.objects.filter(user__username="sales").delete()
        again = tmp_path / "again"
        again.mkdir()

        run(folder_of(again, {"site": "site,name\nOLD,Works\nS1,One\n"}))

        assert list(Membership.objects.filter(user__username="sales").values_list("site__code", flat=True)) == ["S1"]

    def test_get_nothing_outside_demo_mode(self, folder: Path, settings: Settings) -> None:
        settings.DEMO = False

        run(folder)

        assert not Membership.objects.filter(site__code="S1").exists()

    def test_get_nothing_from_a_set_that_is_refused(self, folder: Path) -> None:
        with pytest.raises(CommandError):
            call_command("import_data", str(folder_of(folder, small(orders=BAD_ORDERS))), stderr=io.StringIO())

        assert not Site.objects.filter(code="S1").exists()
        assert User.objects.count() == len(people.DEMO_PEOPLE)
        assert set(Membership.objects.values_list("site__code", flat=True)) == {"OLD"}


def test_names_every_bad_row_with_place_value_and_what_was_expected_and_fails(tmp_path: Path) -> None:
    err = io.StringIO()

    with pytest.raises(CommandError, match="Nothing was imported: 3 problems") as failed:
        call_command("import_data", str(folder_of(tmp_path, small(orders=BAD_ORDERS))), stderr=err)

    assert failed.value.returncode == 1
    assert err.getvalue().splitlines() == ALL_BAD
    assert counts() == dict.fromkeys(counts(), 0)


def test_lists_what_it_left_out_where_bad_rows_are_skipped(tmp_path: Path) -> None:
    printed, errors = run(folder_of(tmp_path, small(orders=BAD_ORDERS)), "--skip-bad-rows")

    assert errors == ALL_BAD
    assert "orders: 1 new, 0 changed, 0 the same, 2 left out" in printed
    assert OrderLine.objects.count() == 1


@pytest.mark.parametrize(("made", "said"), [(True, "Nothing was imported"), (False, "can't be read")])
def test_says_what_is_wrong_with_a_folder_without_tables(tmp_path: Path, made: bool, said: str) -> None:
    folder = tmp_path / "set"
    if made:
        folder.mkdir()
    err = io.StringIO()

    with pytest.raises(CommandError, match=said):
        call_command("import_data", str(folder), stderr=err)

    assert err.getvalue().splitlines() == (
        ["expected: at least one table, for example orders.csv or orders.xlsx"] if made else []
    )
