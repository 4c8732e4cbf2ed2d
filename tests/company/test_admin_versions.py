"""Two people at one admin form: the second is told, and overwrites nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import transaction
from django.test import Client

from capacity.models import Calendar, CapacityException, WorkCenter
from company.admin_rights import MasterData, ReadOnly
from company.admin_versions import VersionedForm
from company.models import Role, Site
from materials.models import Item, ItemSite
from tests import given

pytestmark = pytest.mark.django_db
TOLD = "has changed this since you opened it"

INPUT = re.compile(r"<(?:input|select|textarea)\b[^>]*?\bname=\"(?P<name>[^\"]+)\"[^>]*>", re.DOTALL)
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
CHOSEN = re.compile(r"<option value=\"([^\"]*)\" selected")


def administrator(name: str) -> Client:
    client = Client()
    client.force_login(given.user(Role.ADMIN, is_staff=True, first_name=name))
    return client


def opened(client: Client, page: str) -> dict[str, str]:
    """Return what a browser would send of the form on a page, as it is."""
    html = client.get(page).content.decode()
    sent = {}
    for found in INPUT.finditer(html):
        tag, name = found.group(0), found["name"]
        if "__prefix__" in name or name.startswith("_") or 'type="submit"' in tag:
            continue
        if 'type="checkbox"' in tag and "checked" not in tag:
            continue
        if tag.startswith("<select"):
            value = CHOSEN.search(html[found.end() : html.index("</select>", found.end())])
        elif tag.startswith("<textarea"):
            value = re.match(r"\s*([^<]*)", html[found.end() :])
        else:
            value = VALUE.search(tag)
        sent[name] = unescape(value[1]) if value else ("on" if 'type="checkbox"' in tag else "")
    return sent


class TestTwoPeopleAtOneRow:
    def test_the_second_is_told_who_was_faster_and_overwrites_nothing(self) -> None:
        item = given.item("PUMP")
        page = f"/admin/materials/item/{item.pk}/change/"
        ada, bob = administrator("Ada"), administrator("Bob")
        first, second = opened(ada, page), opened(bob, page)

        assert ada.post(page, {**first, "name": "From Ada"}).status_code == 302
        got = bob.post(page, {**second, "unit_cost": "7"})

        item.refresh_from_db()
        assert (got.status_code, item.name, item.unit_cost) == (200, "From Ada", Decimal(0))
        assert f"Ada {TOLD}" in got.content.decode()

    def test_who_opens_it_again_can_save(self) -> None:
        item = given.item("PUMP")
        page = f"/admin/materials/item/{item.pk}/change/"
        ada, bob = administrator("Ada"), administrator("Bob")
        ada.post(page, {**opened(ada, page), "name": "From Ada"})

        assert bob.post(page, {**opened(bob, page), "unit_cost": "7"}).status_code == 302

        item.refresh_from_db()
        assert (item.name, item.unit_cost) == ("From Ada", Decimal(7))

    def test_nobody_is_named_where_an_import_was_faster(self) -> None:
        item = given.item("PUMP")
        page = f"/admin/materials/item/{item.pk}/change/"
        bob = administrator("Bob")
        second = opened(bob, page)
        Item.objects.update(name="From an import")

        html = bob.post(page, {**second, "name": "From Bob"}).content.decode()

        assert TOLD not in html
        assert "This has been changed since you opened it" in html

    def test_a_row_on_the_page_of_another_is_looked_at_too(self) -> None:
        item = given.item("PUMP")
        page = f"/admin/materials/item/{item.pk}/change/"
        ada, bob = administrator("Ada"), administrator("Bob")
        first, second = opened(ada, page), opened(bob, page)

        ada.post(page, {**first, "item_sites-0-lead_time_days": "9"})
        got = bob.post(page, {**second, "item_sites-0-safety_time_days": "2"})

        planned = ItemSite.objects.get()
        assert (got.status_code, planned.lead_time_days, planned.safety_time_days) == (200, 9, 0)
        assert f"Ada {TOLD}" in got.content.decode()

    def test_a_shift_that_two_people_change_keeps_what_the_first_wrote(self) -> None:
        calendar = given.calendar()
        page = f"/admin/capacity/calendar/{calendar.pk}/change/"
        ada, bob = administrator("Ada"), administrator("Bob")
        first, second = opened(ada, page), opened(bob, page)

        ada.post(page, {**first, "shifts-0-minutes": "600"})
        got = bob.post(page, {**second, "shifts-0-minutes": "60"})

        assert (got.status_code, calendar.shifts.get(weekday=0).minutes) == (200, 600)

    def test_a_form_that_names_no_version_is_refused(self) -> None:
        item = given.item("PUMP")
        page = f"/admin/materials/item/{item.pk}/change/"
        ada = administrator("Ada")
        sent = opened(ada, page)
        del sent["seen_version"]

        assert ada.post(page, {**sent, "name": "Blind"}).status_code == 200

        assert Item.objects.get().name == "Item PUMP"


class TestNewRows:
    def test_are_added_to_the_page_of_another(self) -> None:
        center = given.work_center()
        page = f"/admin/capacity/workcenter/{center.pk}/change/"
        ada = administrator("Ada")
        added: dict[str, Any] = {
            "from_date": given.START, "to_date": given.START, "minutes_per_day": 60, "kind": "downtime",
            "work_center": center.pk, "id": "", "seen_version": "", "opened_at": "",
        }  # fmt: skip
        rows = {f"capacity_exceptions-0-{name}": value for name, value in added.items()}

        got = ada.post(page, {**opened(ada, page), **rows, "capacity_exceptions-TOTAL_FORMS": 1})

        assert (got.status_code, CapacityException.objects.get().minutes_per_day) == (302, 60)

    def test_show_no_hidden_field_to_those_who_may_only_look(self) -> None:
        center = given.work_center()
        client = Client()
        client.force_login(given.user(Role.PLANNER, is_staff=True))

        html = client.get(f"/admin/capacity/workcenter/{center.pk}/change/").content.decode()

        assert center.code in html
        assert "seen_version" not in html


@pytest.mark.django_db(transaction=True)
class TestSite:
    def test_keeps_the_revision_that_was_bumped_while_somebody_changed_its_name(self) -> None:
        stale = given.site()
        given.order_line()
        bumped = Site.objects.get().order_revision

        with transaction.atomic():
            stale.name = "Another name"
            stale.save()

        saved = Site.objects.get()
        assert bumped > stale.order_revision
        assert (saved.name, saved.order_revision) == ("Another name", bumped)

    def test_is_saved_from_its_page(self) -> None:
        given.order_line()
        page = f"/admin/company/site/{Site.objects.get().pk}/change/"
        ada = administrator("Ada")

        assert ada.post(page, {**opened(ada, page), "demand_time_fence_days": "14"}).status_code == 302

        assert Site.objects.get().demand_time_fence_days == 14


def changeable() -> list[BaseModelAdmin[Any]]:
    """Return every admin form of ours in which something can be changed, those inside others too."""
    pages = [page for page in admin.site._registry.values() if isinstance(page, MasterData)]
    inlines = [inline(page.model, admin.site) for page in pages for inline in page.inlines]
    return [form for form in (*pages, *inlines) if not isinstance(form, ReadOnly)]


def test_every_form_of_master_data_looks_at_versions() -> None:
    """A control: a table that people edit here and that counts no versions would be listed."""
    unguarded = {form.model.__name__ for form in changeable() if not issubclass(form.form, VersionedForm)}

    # People have no version: their forms are the ones of Django, and the last word counts.
    assert unguarded == {"User", "Membership"}
    assert {WorkCenter, Calendar, Item, ItemSite, Site} <= {form.model for form in changeable()}
