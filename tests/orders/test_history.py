"""No path escapes the history: the triggers write it, whoever changes an order or a line, and however."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from rest_framework.test import APIClient

from company.models import Role, Site, User
from connectors.tables import importing
from connectors.tables.sheets import read_files
from orders import changes, decisions
from orders.changes import LineChange
from orders.history import timeline
from orders.history.entries import Entry, Kind
from orders.models import ChangeRequest, ChangeState, Customer, OrderLine, SalesOrder
from tests import given
from tests.owner import altered

pytestmark = pytest.mark.django_db(transaction=True)

QUANTITY = Decimal(77)
NOTE = "call before delivery"


@dataclass(frozen=True)
class Given:
    """An order of one line, and a planner."""

    line: OrderLine
    order: SalesOrder
    planner: User


def by_sql(there: Given) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_orderline SET quantity = %s WHERE id = %s", [QUANTITY, there.line.pk])


def by_update(there: Given) -> None:
    OrderLine.objects.filter(pk=there.line.pk).update(quantity=QUANTITY)


def by_bulk_update(there: Given) -> None:
    there.line.quantity = QUANTITY
    OrderLine.objects.bulk_update([there.line], ["quantity"])


def by_save(there: Given) -> None:
    there.line.quantity = QUANTITY
    there.line.save()


def by_admin_site(there: Given) -> None:
    """The admin site only reads orders; what its own code would save is written down all the same."""
    there.line.quantity = QUANTITY
    model_admin = admin.site._registry[SalesOrder]
    model_admin.save_model(RequestFactory().post("/"), there.line, form=None, change=True)


def by_import(there: Given) -> None:
    importing.run(read_files([("orders.csv", sheet(there).encode())]), channel="import")


def sheet(there: Given) -> str:
    line = there.line
    return (
        "order,line,customer,item,site,quantity,requested_date\n"
        f"{there.order.number},1,{there.order.customer.code},{line.item.code},{line.site.code},{QUANTITY},"
        f"{line.requested_date}\n"
    )


def by_api(there: Given) -> None:
    client = APIClient()
    client.force_authenticate(there.planner)
    body, seen = {"quantity": int(QUANTITY)}, {"If-Match": f'"{there.line.version}"'}
    answer = client.patch(f"/api/v1/order-lines/{there.line.pk}/", body, format="json", headers=seen)
    assert answer.status_code == 200, answer.json()


def by_event(there: Given) -> None:
    line = there.line
    key = {"source_system": "ERP", "external_id": "E-1"}
    SalesOrder.objects.filter(pk=there.order.pk).update(**key, source_version=1)
    wish = {"line_number": 1, "item": line.item.code, "site": line.site.code, "quantity": int(QUANTITY)}
    said = {"number": there.order.number, "customer": there.order.customer.code}
    says = {**said, "lines": [{**wish, "requested_date": str(line.requested_date)}]}
    client = APIClient()
    client.force_authenticate(there.planner)
    answer = client.post("/api/v1/order-events/", {**key, **says, "source_version": 2}, format="json")
    assert answer.status_code == 200, answer.json()


def by_page(there: Given) -> None:
    wish = LineChange(there.line.pk, there.line.version, {"quantity": int(QUANTITY)})
    changes.submit(changes=[wish], by=there.planner, channel="web", keep_good=False)


def by_approval(there: Given) -> None:
    Site.objects.filter(pk=there.line.site_id).update(demand_time_fence_days=90)
    by_page(there)
    assert OrderLine.objects.get(pk=there.line.pk).quantity != QUANTITY
    decisions.approve(change_id=ChangeRequest.objects.get().pk, by=given.user(Role.MANAGER))


PATHS: list[Callable[[Given], None]] = [
    by_sql, by_update, by_bulk_update, by_save, by_admin_site, by_import, by_api, by_event, by_page,
    by_approval,
]  # fmt: skip


@pytest.fixture
def there() -> Given:
    item = given.item(unit="EA")
    line = given.order_line(of=item, quantity=10)
    return Given(line, line.order, given.user(Role.PLANNER))


def told(there: Given) -> list[Entry]:
    return timeline.of_order(SalesOrder.objects.get(pk=there.order.pk), there.planner)


def quantities(there: Given) -> list[tuple[Any, Any]]:
    return [
        (change.before, change.after)
        for entry in told(there) if entry.kind is Kind.CHANGED
        for change in entry.changes if change.name == "quantity"
    ]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_every_path_to_a_line_is_told_with_before_and_after(path: Callable[[Given], None], there: Given) -> None:
    path(there)

    assert OrderLine.objects.get(pk=there.line.pk).quantity == QUANTITY
    assert quantities(there) == [(Decimal(10), QUANTITY)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_without_the_trigger_no_path_is_told(path: Callable[[Given], None], there: Given) -> None:
    """The control: what the test above sees is the trigger's work, and nobody else's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_update_update%%'"
                       " AND tgrelid = 'orders_orderline'::regclass")  # fmt: skip
        [(name,)] = cursor.fetchall()
    altered(f"ALTER TABLE orders_orderline DISABLE TRIGGER {name}")
    try:
        path(there)
    finally:
        altered(f"ALTER TABLE orders_orderline ENABLE TRIGGER {name}")

    assert OrderLine.objects.get(pk=there.line.pk).quantity == QUANTITY
    assert quantities(there) == []


def sql_note(order: SalesOrder) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_salesorder SET note = %s WHERE id = %s", [NOTE, order.pk])


def save_note(order: SalesOrder) -> None:
    order.note = NOTE
    order.save()


def update_note(order: SalesOrder) -> None:
    SalesOrder.objects.filter(pk=order.pk).update(note=NOTE)


@pytest.mark.parametrize("path", [sql_note, save_note, update_note])
def test_every_path_to_an_order_is_told(path: Callable[[SalesOrder], None], there: Given) -> None:
    path(there.order)

    [changed] = [entry for entry in told(there) if entry.kind is Kind.CHANGED]
    assert (changed.line_id, changed.what) == (None, "the order")
    assert [(change.name, change.before, change.after) for change in changed.changes] == [("note", "", NOTE)]


def test_the_first_change_of_an_order_that_is_older_than_its_history_is_told_against_what_was_known(
    there: Given,
) -> None:
    apps.get_model("orders", "SalesOrderEvent")._default_manager.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("orders.migrations.0004_history_of_orders").KNOWN_ORDERS)
    sql_note(there.order)

    of_order = [entry for entry in told(there) if entry.line_id is None]

    assert [entry.kind for entry in of_order] == [Kind.CHANGED]
    assert [(change.before, change.after) for change in of_order[0].changes] == [("", NOTE)]


def test_another_customer_of_an_order_is_told_by_code(there: Given) -> None:
    before, after = there.order.customer.code, given.customer("NEW").code
    SalesOrder.objects.filter(pk=there.order.pk).update(customer=Customer.objects.get(code="NEW"))

    [changed] = [entry for entry in told(there) if entry.kind is Kind.CHANGED]

    assert [(change.name, change.before, change.after) for change in changed.changes] == [("customer", before, after)]


def test_a_line_that_is_deleted_stays_in_the_history(there: Given) -> None:
    other = given.order_line(order=there.order, line_number=2)
    other.delete()

    entries = [entry for entry in told(there) if entry.line == "2"]

    assert [entry.kind for entry in entries] == [Kind.DELETED, Kind.CREATED]


def test_who_from_where_and_why_are_told(there: Given) -> None:
    wish = LineChange(there.line.pk, there.line.version, {"quantity": 12}, why="customer called")
    ada = given.user(Role.PLANNER, first_name="Ada", last_name="Lovelace")
    changes.submit(changes=[wish], by=ada, channel="web", keep_good=False)

    [changed] = [entry for entry in told(there) if entry.kind is Kind.CHANGED]

    assert (changed.who, changed.channel, changed.why) == ("Ada Lovelace", "web", "customer called")
    assert changed.sentence == "Ada Lovelace changed line 1."
    assert changed.channel_words == "in the browser"


def test_what_nobody_signed_for_says_so(there: Given) -> None:
    by_sql(there)

    [changed] = [entry for entry in told(there) if entry.kind is Kind.CHANGED]

    assert (changed.sentence, changed.channel_words) == ("Somebody changed line 1.", "outside the application")


class TestRequests:
    def wish(self, there: Given) -> int:
        Site.objects.filter(pk=there.line.site_id).update(demand_time_fence_days=90)
        wish = LineChange(there.line.pk, there.line.version, {"quantity": 12}, why="urgent")
        changes.submit(changes=[wish], by=there.planner, channel="web", keep_good=False)
        return ChangeRequest.objects.get(state=ChangeState.SUBMITTED).pk

    def test_one_that_waits_is_told_with_what_it_would_change(self, there: Given) -> None:
        self.wish(there)

        [waiting] = [entry for entry in told(there) if entry.kind is Kind.WAITING]

        assert [(change.before_words, change.after_words) for change in waiting.changes] == [("10", "12")]
        assert waiting.revertable == ()

    def test_one_that_is_turned_down_is_told_with_by_whom_and_why(self, there: Given) -> None:
        boss = given.user(Role.MANAGER, first_name="Bo", last_name="Ss")
        decisions.reject(change_id=self.wish(there), by=boss, why="no steel")

        [rejected] = [entry for entry in told(there) if entry.kind is Kind.REJECTED]

        assert (rejected.decided_by, rejected.why) == ("Bo Ss", "urgent · no steel")
        assert rejected.sentence.startswith("Bo Ss turned down")

    def test_one_that_is_sent_back_is_told_with_by_whom(self, there: Given) -> None:
        boss = given.user(Role.MANAGER, first_name="Bo", last_name="Ss")
        decisions.send_back(change_id=self.wish(there), by=boss, why="in two parts")

        [returned] = [entry for entry in told(there) if entry.kind is Kind.RETURNED]

        assert returned.sentence.startswith("Bo Ss sent back the change of line 1")

    def test_one_that_is_taken_back_is_told(self, there: Given) -> None:
        decisions.withdraw(change_id=self.wish(there), by=there.planner)

        assert Kind.WITHDRAWN in [entry.kind for entry in told(there)]

    def test_one_that_is_approved_is_told_once_with_who_approved(self, there: Given) -> None:
        decisions.approve(change_id=self.wish(there), by=given.user(Role.MANAGER, first_name="Bo", last_name="Ss"))

        kinds = [entry.kind for entry in told(there)]
        [changed] = [entry for entry in told(there) if entry.kind is Kind.CHANGED]
        assert Kind.WAITING not in kinds
        assert changed.decided_by == "Bo Ss"


def test_the_latest_comes_first_and_the_order_last(there: Given) -> None:
    by_page(there)

    assert [entry.key.split("-")[0] for entry in told(there)] == ["line", "line", "order"]
    assert [entry.kind for entry in told(there)] == [Kind.CHANGED, Kind.CREATED, Kind.CREATED]


def test_lines_of_sites_that_are_not_ones_own_are_not_told(there: Given) -> None:
    foreign = given.order_line(order=there.order, line_number=2, at=given.site("S2"))
    OrderLine.objects.filter(pk=foreign.pk).update(quantity=3)

    assert {entry.line for entry in told(there)} == {"", "1"}


