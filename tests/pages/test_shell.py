"""The frame around every page: signing in, where one lands, what the rail offers, languages, colours, error pages."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, override_settings
from playwright.sync_api import Page

from company.models import Role, User
from tests import given

Visit = Callable[..., Page]
MINE = "/promises/mine/"
FIGURES = ("/overview/", "/load/", "/gantt/")
FIRST = ["/orders/", "/approvals/"]
CSS_BUDGET_BYTES = 12 * 1024


def signed_in(person: User, **headers: str) -> Client:
    client = Client(headers=headers)
    client.force_login(person)
    return client


@pytest.mark.django_db
class TestSigningIn:
    @pytest.mark.parametrize(
        ("role", "page"),
        [
            (Role.PLANNER, "/master-schedule/"),
            (Role.MANAGER, "/master-schedule/"),
            (Role.SALES, "/promise/"),
            (Role.FLOOR, "/master-schedule/"),
            (Role.ADMIN, "/import/"),
        ],
    )
    def test_leads_to_where_the_role_begins_its_day(self, client: Client, role: Role, page: str) -> None:
        given.user(role, username="ada", password=given.PASSWORD)

        answer = client.post("/sign-in/", {"username": "ada", "password": given.PASSWORD}, follow=True)

        assert answer.redirect_chain[-1][0] == page

    def test_leads_back_to_the_page_that_was_asked_for(self, client: Client) -> None:
        given.user(username="ada", password=given.PASSWORD)
        asked = client.get("/orders/?q=SO-1")

        sent = {"username": "ada", "password": given.PASSWORD, "next": "/orders/?q=SO-1"}
        answer = client.post(asked["Location"], sent)

        assert asked["Location"] == "/sign-in/?next=/orders/%3Fq%3DSO-1"
        assert answer["Location"] == "/orders/?q=SO-1"

    def test_says_why_it_failed_and_keeps_the_name(self, client: Client) -> None:
        given.user(username="ada", password=given.PASSWORD)

        page = client.post("/sign-in/", {"username": "ada", "password": "wrong"}).content.decode()

        assert 'role="alert"' in page
        assert 'value="ada"' in page

    def test_lists_the_demo_people_in_a_demo_only(self, client: Client) -> None:
        given.user(username="planner")

        with override_settings(DEMO=True):
            demo = client.get("/sign-in/").content.decode()
        with override_settings(DEMO=False):
            real = client.get("/sign-in/").content.decode()

        assert 'data-demo-user="planner"' in demo
        assert 'data-demo-user="floor"' not in demo
        assert "data-demo-user" not in real

    def test_out_needs_a_post(self) -> None:
        client = signed_in(given.user())

        assert client.get("/sign-out/").status_code == 405
        assert client.get("/sign-out/", headers={"Accept": "text/html"})["Location"] == "/"
        assert client.post("/sign-out/")["Location"] == "/sign-in/"
        assert client.get("/orders/").status_code == 302


@pytest.mark.django_db
class TestWayOn:
    def test_names_the_site_that_was_named(self) -> None:
        person = given.user(at=given.site("HZ"))
        line = given.order_line(at=given.site("HZ"))
        client = signed_in(person)

        assert client.get("/?site=HZ")["Location"] == "/master-schedule/?site=HZ"
        assert client.get("/")["Location"] == "/master-schedule/"
        assert client.post("/plans/calm/set/?site=HZ")["Location"] == "/plans/calm/?site=HZ"
        to_order = client.get(f"/orders/lines/{line.pk}/order/?site=HZ")["Location"]
        assert to_order == f"/orders/{line.order.number}/?site=HZ"


@pytest.mark.django_db
class TestLanguage:
    def test_is_kept_by_the_browser_and_by_the_person(self) -> None:
        person = given.user()
        client = signed_in(person)

        answer = client.post("/language/", {"language": "zh-hant", "next": "/orders/"})

        assert answer["Location"] == "/orders/"
        person.refresh_from_db()
        assert person.language == "zh-hant"
        page = client.get("/orders/").content.decode()
        assert '<html lang="zh-Hant"' in page

    def test_of_a_person_comes_with_them_to_another_browser(self, client: Client) -> None:
        given.user(username="ada", password=given.PASSWORD, language="zh-hans")

        client.post("/sign-in/", {"username": "ada", "password": given.PASSWORD})

        assert '<html lang="zh-Hans"' in client.get("/orders/").content.decode()

    @pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", ""])
    def test_leads_nowhere_else(self, client: Client, onward: str) -> None:
        assert client.post("/language/", {"language": "en", "next": onward})["Location"] == "/"

    def test_that_we_do_not_speak_changes_nothing(self) -> None:
        person = given.user(language="en")

        signed_in(person).post("/language/", {"language": "tlh", "next": "/"})

        person.refresh_from_db()
        assert person.language == "en"


@pytest.mark.django_db
class TestAppearance:
    def test_theme_is_kept_by_the_person_and_stands_on_the_page(self) -> None:
        person = given.user()
        client = signed_in(person)
        assert "data-theme" not in client.get("/orders/").content.decode().split(">", 2)[1]

        assert client.post("/theme/", {"theme": "dark"}, headers={"accept": "application/json"}).status_code == 204

        assert '<html lang="en" data-theme="dark">' in client.get("/orders/").content.decode()

    def test_row_height_is_kept_by_the_browser(self) -> None:
        client = signed_in(given.user())

        client.post("/density/", {"density": "compact"})

        assert '<html lang="en" data-density="compact">' in client.get("/orders/").content.decode()

    @pytest.mark.parametrize("address", ["/theme/", "/density/"])
    def test_that_does_not_exist_is_refused(self, address: str) -> None:
        assert signed_in(given.user()).post(address, {address.strip("/"): "neon"}).status_code == 400


def rail(page: str) -> list[str]:
    inside = page.split('<nav class="rail"')[1].split("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"', inside)


@pytest.mark.django_db
class TestRail:
    @pytest.mark.parametrize(
        ("role", "places"),
        [
            (
                Role.PLANNER,
                [
                    *FIRST, "/master-schedule/", "/promise/", "/needs/", MINE, "/rush/", *FIGURES, "/scenarios/",
                    "/import/",
                ],
            ),
            (Role.SALES, ["/orders/", "/approvals/", "/promise/", MINE, "/rush/"]),
            (
                Role.ADMIN,
                [
                    *FIRST, "/master-schedule/", "/needs/", MINE, *FIGURES, "/import/", "/webhooks/", "/admin/",
                ],
            ),
        ],
    )
    def test_offers_what_the_role_may_open(self, role: Role, places: list[str]) -> None:
        assert rail(signed_in(given.user(role)).get("/orders/").content.decode()) == places

    def test_marks_where_one_is(self) -> None:
        page = signed_in(given.user()).get("/orders/").content.decode()

        assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/orders/"]

    def test_switches_sites_only_where_there_are_several(self) -> None:
        person = given.user(at=given.site("S1"))
        assert "site-switch" not in signed_in(person).get("/orders/").content.decode()

        User.objects.get(pk=person.pk).memberships.create(site=given.site("S2"), role=Role.PLANNER)
        page = signed_in(User.objects.get(pk=person.pk)).get("/orders/?site=S2").content.decode()

        assert '<option value="S2" selected>' in page


@pytest.mark.django_db
class TestPages:
    def test_carry_no_inline_style_or_handler_that_the_policy_would_block(self) -> None:
        for page in (Client().get("/sign-in/"), signed_in(given.user()).get("/orders/")):
            words = page.content.decode()

            assert re.findall(r"<[^>]+\s(?:style|on[a-z]+)=", words) == []
            scripts = re.findall(r"<script(?![^>]*application/json)[^>]*>", words)
            nonce = re.search(r"'nonce-([^']+)'", page["Content-Security-Policy"])
            assert nonce is not None
            assert scripts != []
            assert all(f'nonce="{nonce[1]}"' in script for script in scripts)

    def test_that_do_not_exist_say_so_in_the_frame_of_the_house(self, client: Client) -> None:
        answer = client.get("/no-such-page/")

        assert answer.status_code == 404
        assert "There is no such page" in answer.content.decode()

    def test_that_broke_need_nothing_to_be_drawn(self) -> None:
        assert "Something broke on our side" in render_to_string("500.html")

    def test_say_how_far_the_plan_is_behind_the_orders(self) -> None:
        given.order_line()

        page = signed_in(given.user()).get("/orders/").content.decode()

        data = json.loads(page.split('<script id="frame-data" type="application/json">')[1].split("</script>")[0])
        assert data["standing"]["site"] == data["site"] == "S1"
        assert 'id="plan-context"' in page

    def test_have_a_style_sheet_within_its_budget(self) -> None:
        manifest: dict[str, Any] = json.loads(Path(settings.FRONT_END_MANIFEST).read_text(encoding="utf-8"))
        sheet = Path(settings.FRONT_END_MANIFEST).parent / manifest["static/css/lockstep.css"]["file"]

        assert len(gzip.compress(sheet.read_bytes())) <= CSS_BUDGET_BYTES
