"""The admin site asks the access table, and edits no order."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django import Settings

from company.models import Membership, Role, User
from materials.models import Item
from orders.models import Customer, OrderLine
from tests import given

pytestmark = pytest.mark.django_db

PAGES = sorted(
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for model in admin.site._registry
    if model._meta.app_label in ("company", "materials", "capacity", "orders", "mps")
)


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(given.user(Role.ADMIN, is_staff=True))
    return client


def test_master_data_of_every_room_is_there() -> None:
    rooms = {page.split("/")[2] for page in PAGES}

    assert rooms == {"company", "materials", "capacity", "orders", "mps"}


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_every_list(administrator: Client, page: str) -> None:
    assert administrator.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("is_staff", [True, False])
def test_nobody_else_opens_a_list_of_people_or_items(client: Client, page: str, is_staff: bool) -> None:
    client.force_login(given.user(Role.SALES, is_staff=is_staff))

    # A sales person may see orders; the database shows them those of the territory, here as everywhere.
    expected = {403} if is_staff else {302}
    master = any(name in page for name in ("customer", "forecast", "allocation"))
    readable = is_staff and page.startswith("/admin/orders/") and not master
    assert client.get(page).status_code in ({200} if readable else expected)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_sign_in(client: Client, page: str) -> None:
    got = client.get(page)

    assert (got.status_code, got["Location"].split("?")[0]) == (302, "/admin/login/")


def test_an_administrator_adds_an_item(administrator: Client) -> None:
    inline = {
        f"{prefix}-{field}": 0
        for prefix in ("item_sites", "components", "item_suppliers")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    values = {"code": "NEW", "name": "New", "unit": "EA", "make_or_buy": "make", "unit_cost": 1, "list_price": 2}

    got = administrator.post("/admin/materials/item/add/", {**values, **inline})

    assert got.status_code == 302
    assert Item.objects.get().code == "NEW"


def test_an_item_that_orders_rest_on_is_not_deleted(administrator: Client) -> None:
    line = given.order_line()

    administrator.post(f"/admin/materials/item/{line.item_id}/delete/", {"post": "yes"})

    assert Item.objects.filter(pk=line.item_id).exists()


def test_a_customer_that_orders_of_another_site_rest_on_is_not_deleted(administrator: Client) -> None:
    line = given.order_line(at=given.site("S2"))
    buyer = line.order.customer

    got = administrator.post(f"/admin/orders/customer/{buyer.pk}/delete/", {"post": "yes"})

    assert (got.status_code, buyer.code in got.content.decode()) == (200, True)
    assert Customer.objects.filter(pk=buyer.pk).exists()


def test_staff_of_sales_see_the_orders_of_their_territory(client: Client) -> None:
    for territory in ("north", "south"):
        given.order_line(order=given.order(territory.upper(), customer=given.customer(territory=territory)))
    client.force_login(given.user(Role.SALES, territory="north", is_staff=True))

    page = client.get("/admin/orders/salesorder/").content.decode()

    assert ("NORTH" in page, "SOUTH" in page) == (True, False)


@pytest.mark.parametrize("address", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_an_administrator_does_not_edit_orders_here(administrator: Client, address: str) -> None:
    order = given.order_line().order

    got = administrator.post(f"/admin/orders/salesorder/{address.format(pk=order.pk)}", {"post": "yes", "number": "X"})

    assert got.status_code == 403
    assert OrderLine.objects.filter(order__number=order.number).exists()


def test_an_administrator_does_not_change_a_superuser(administrator: Client) -> None:
    root = User.objects.create_superuser("root")

    got = administrator.post(f"/admin/company/user/{root.pk}/change/", {"username": "mine"})

    root.refresh_from_db()
    assert (got.status_code, root.username) == (403, "root")


@pytest.mark.parametrize(("is_demo", "roles"), [(True, ["planner"]), (False, [])])
def test_a_new_site_says_where_nobody_has_a_role(
    client: Client, settings: Settings, is_demo: bool, roles: list[str]
) -> None:  # fmt: skip
    settings.DEMO = is_demo
    client.force_login(User.objects.create_superuser("boss"))
    given.user(username="planner")
    page = client.get("/admin/company/site/add/").context["adminform"].form
    filled = {name: page.get_initial_for_field(field, name) for name, field in page.fields.items()}
    values = {name: value for name, value in filled.items() if value is not None}

    answer = client.post("/admin/company/site/add/", {**values, "code": "NEW", "name": "New works"}, follow=True)

    assert list(Membership.objects.filter(site__code="NEW").values_list("role", flat=True)) == roles
    assert ("Nobody has a role at the site NEW yet" in answer.content.decode()) is not is_demo
