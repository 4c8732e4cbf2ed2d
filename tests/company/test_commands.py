"""Tokens and demo users from the command line."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken
from pytest_django import Settings
from rest_framework.test import APIClient

from company.models import Membership, Role, User
from company.people import DEMO_PASSWORD
from tests import given

pytestmark = pytest.mark.django_db


def output_of(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


class TestCreateToken:
    def test_prints_a_token_that_opens_the_api_as_its_last_word(self) -> None:
        planner = given.user(Role.PLANNER)

        token = output_of("create_token", planner.username).split()[-1]

        got = APIClient().get("/api/v1/sites/", headers={"Authorization": f"Token {token}"})
        assert (got.status_code, got.json()["results"][0]["code"]) == (200, "S1")

    def test_stores_no_usable_token(self) -> None:
        token = output_of("create_token", given.user().username).split()[-1]

        stored = AuthToken.objects.get()
        assert token not in (stored.digest, stored.token_key)

    def test_says_who_is_missing(self) -> None:
        with pytest.raises(CommandError, match="nobody"):
            call_command("create_token", "nobody")

    def test_a_token_that_is_too_old_is_401_and_gone(self) -> None:
        planner = given.user(Role.PLANNER)
        stored, token = AuthToken.objects.create(user=planner, expiry=timedelta(seconds=-1))

        got = APIClient().get("/api/v1/sites/", headers={"Authorization": f"Token {token}"})

        assert got.status_code == 401
        assert not AuthToken.objects.filter(pk=stored.pk).exists()

    @pytest.mark.parametrize("header", ["Token mps_wrong", "Token", "Token a b", "Token \xff\xfe", "Token ü"])
    def test_a_wrong_token_is_401(self, header: str) -> None:
        got = APIClient().get("/api/v1/sites/", headers={"Authorization": header})

        assert (got.status_code, got["Content-Type"]) == (401, "application/problem+json")


class TestAddUser:
    @pytest.fixture
    def typed(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What is typed where a password is asked for, the last first."""
        answers = ["a password of tests"] * 2
        monkeypatch.setattr("company.management.commands.add_user.getpass", lambda _prompt: answers.pop())
        return answers

    def test_makes_a_planner_who_can_sign_in_at_every_site(self, typed: list[str]) -> None:
        sites = [given.site("S1"), given.site("S2")]

        said = output_of("add_user", "ada", "--role", "planner")

        ada = User.objects.get(username="ada")
        assert said.strip() == "ada: Planner at S1, S2"
        assert ada.check_password("a password of tests")
        assert [(one.site, one.role) for one in ada.memberships.order_by("site__code")] == [
            (site, Role.PLANNER) for site in sites
        ]

    def test_gives_a_user_who_exists_the_role_at_the_site_named_and_twice_is_once(self) -> None:
        given.site("S2")
        boss = given.user(None, password="kept as it was")

        for _ in range(2):
            output_of("add_user", boss.username, "--role", "sales", "--site", "S2")

        boss.refresh_from_db()
        assert boss.check_password("kept as it was")
        assert [(one.site.code, one.role) for one in boss.memberships.all()] == [("S2", Role.SALES)]

    def test_without_a_password_nobody_signs_in(self) -> None:
        given.site()
        output_of("add_user", "robot", "--role", "planner", "--no-password")

        assert not User.objects.get(username="robot").has_usable_password()

    @pytest.mark.parametrize("answers", [["12345", "12345"], ["a password of tests", "another one of tests"]])
    def test_refuses_passwords_that_are_weak_or_differ(self, typed: list[str], answers: list[str]) -> None:
        given.site()
        typed[:] = answers

        with pytest.raises(CommandError):
            call_command("add_user", "ada", "--role", "planner")
        assert not User.objects.exists()

    @pytest.mark.parametrize("arguments", [[], ["--site", "S9"]])
    def test_says_which_site_is_missing(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError, match="There is no site"):
            call_command("add_user", "ada", "--role", "planner", *arguments)


class TestCreateDemoUsers:
    def test_makes_one_of_each_role_at_every_site_and_twice_is_once(self, settings: Settings) -> None:
        settings.DEMO = True
        sites = [given.site("S1"), given.site("S2")]

        printed = [output_of("create_demo_users").split() for _ in range(2)]

        assert printed == [[*Role.values, "manager2", "sales-east", "sales-south"]] * 2
        for role in Role:
            user = User.objects.get(username=role)
            assert user.check_password(DEMO_PASSWORD)
            assert [(member.site, member.role) for member in user.memberships.order_by("site__code")] == [
                (site, role.value) for site in sites
            ]
        assert [user.username for user in User.objects.filter(is_staff=True)] == ["admin"]
        assert not User.objects.filter(is_superuser=True).exists()

    def test_gives_sales_territories_where_the_demo_has_them_and_nothing_elsewhere(self, settings: Settings) -> None:
        settings.DEMO = True
        given.site("HZ")
        given.site("BRE")
        given.site("S1")
        output_of("create_demo_users")

        east, south = (User.objects.get(username=name) for name in ("sales-east", "sales-south"))
        theirs = [
            set(person.memberships.values_list("site__code", "role", "territory")) for person in (east, south)
        ]
        assert theirs == [
            {("HZ", "sales", "East China"), ("BRE", "sales", "East Europe")},
            {("HZ", "sales", "South China"), ("BRE", "sales", "Alps")},
        ]

    def test_leaves_a_password_that_was_changed(self, settings: Settings) -> None:
        settings.DEMO = True
        output_of("create_demo_users")
        planner = User.objects.get(username="planner")
        planner.set_password("another one of mine")
        planner.save()

        output_of("create_demo_users")

        assert User.objects.get(username="planner").check_password("another one of mine")

    def test_refuses_outside_demo_mode(self, settings: Settings) -> None:
        settings.DEMO = False

        with pytest.raises(CommandError):
            call_command("create_demo_users")

        assert not Membership.objects.exists()
