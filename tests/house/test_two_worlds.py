"""A salesperson is shown the same, byte for byte, whether a customer of another territory has 0 or 1,000 orders.

Two worlds are made of one: with the other customer's orders, and after they are gone. No capacity is shared between the
two customers, so that the plan's dates for the one are the same too. What may differ is masked by its name (`MASKED`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.test import Client
from pytest_django import Settings

from company import access, scope
from company.models import Role, Site, User
from company.statements import EVERYTHING
from materials.models import Item
from mps import run
from orders.models import ChangeRequest, ChangeState, Customer, LineStatus, OrderLine, SalesOrder, Shipment
from orders.promises.models import Promise
from tests import given
from tests.house.access_row import Named
from tests.house.access_rows import ROWS, V1
from tests.house.doors import open_the_door
from tests.house.test_access import ABOUT_ONESELF, PUBLIC, Route, action_of, address_of, guarded, routes
from tests.house.test_access_matrix import world

pytestmark = pytest.mark.django_db(transaction=True)

NORTH, SOUTH = "north", "south"
ORDERS = 1_000
SHOWN_AROUND = 80
STREAMS = frozenset({"mps:events"})  # it never ends; what it tells is the standing, which is asked for beside it

# How things are found in lists and searches, beside the rows of the access matrix.
ASKED_FOR = (
    "/orders/search/?q={word}", V1 + "order-lines/?search={word}", V1 + "order-lines/?customer={customer}",
    V1 + "order-lines/?item={code}", V1 + "order-lines/?page_size=1", V1 + "order-lines/?ordering=-requested_date",
    V1 + "order-lines/?late=true", V1 + "order-lines/?order={number}", V1 + "orders/?page_size=1",
    V1 + "change-requests/", V1 + "change-requests/?state=submitted", "/orders/rows/?since=1",
    V1 + "items/", V1 + "items/?code={code}",
)  # fmt: skip

# What may differ, and why, by the name under which it is shown.
NUMBER, MOMENT = rb"[0-9.]+", rb"[^\"<]*"
MASKED = {
    "the site's count of changes and of plans, which everyone there may know": (
        rb'"(?:order_revision|planned_revision|plan_id|revision)": ?(NUMBER)',
        rb'data-(?:order-revision|planned-revision|plan-id)="(NUMBER)"',
        rb"orders-S1-(NUMBER)-(NUMBER)-r(NUMBER)-plan-r(NUMBER)\.",  # the name of a sheet, with its minute
        rb"\\u7248\\u672c (NUMBER)",  # the same in the text for a Chinese customer, as JSON has it
        rb"Planned revision (NUMBER)(?: of (NUMBER))?", rb"written at (MOMENT), revision (NUMBER)",
        rb"plan of revision (NUMBER), then (NUMBER) minutes old",
        rb'\[\{"id":(NUMBER),"created_at":"(MOMENT)","site":"S1","order_revision"',  # the current plan
        rb'"cursor": ?"(NUMBER)"',  # a mark in time: the database's count of transactions
    ),
    "when that plan was published, and the clock": (
        rb'"(?:published_at|age_seconds|plan_age_seconds)": ?"?(MOMENT)"?[,}]',
        rb'data-(?:published-at|age-seconds|age)="(MOMENT)"',
        rb'r="C1" t="inlineStr"><is><t>(MOMENT)<',  # when a sheet was written, beside its site
        rb"<dcterms:(?:created|modified)[^>]*>(MOMENT)<",
    ),
    "of each request: against forgery, and for the page's own scripts": (
        rb'csrfmiddlewaretoken" value="(\w+)"', rb'X-CSRFT(?i:oken)"[\]:= ]+"(\w+)"',
        rb'nonce="([^"]+)"', rb"'nonce-([^']+)'",
    ),
}  # fmt: skip
PATTERNS = [
    re.compile(pattern.replace(b"NUMBER", NUMBER).replace(b"MOMENT", MOMENT))
    for patterns in MASKED.values() for pattern in patterns
]  # fmt: skip
NOT_COMPARED = frozenset({"Expires", "Content-Length"})  # a clock; and how well a clock is compressed in a workbook


@dataclass(frozen=True)
class Answer:
    """What is compared of an answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@pytest.fixture(autouse=True)
def _no_worker_is_waited_for(settings: Settings) -> None:
    """None is there: what asks one says so after this time, in both worlds."""
    settings.PREVIEW_SECONDS = settings.REPAIR_SECONDS = 0.1


@pytest.fixture
def seller() -> User:
    return given.user(Role.SALES, territory=NORTH, username="seller")


def made_item(site: Site, code: str) -> Item:
    """Return an item with a work centre of its own."""
    item = given.item(code, at=site)
    given.routing(item, given.work_center(f"{code}-CENTER", at=site), run_minutes_per_unit=1)
    return item


def filled(site: Site, seller: User) -> tuple[Named, Named]:
    """Make both customers' worlds, plan the site, and return what each is called."""
    stranger = given.user(Role.PLANNER, username="stranger")
    own, other = world(site, seller, "OWN", NORTH), world(site, stranger, "OTHER", SOUTH)
    given.routing(Item.objects.get(code="OWN-ITEM"), given.work_center("OWN-LINE", at=site), run_minutes_per_unit=60)
    item, buyer = made_item(site, "OTHERS"), Customer.objects.get(code="OTHER-CUSTOMER")
    orders = SalesOrder.objects.bulk_create(
        SalesOrder(number=f"OTHER-{number}", customer=buyer, note="theirs") for number in range(ORDERS)
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, line_number=1, item=item, site=site, quantity=5, note="theirs", status=LineStatus.CONFIRMED,
            requested_date=site.horizon_start + timedelta(days=number % 40),
        ) for number, order in enumerate(orders)
    )  # fmt: skip
    lines = OrderLine.objects.filter(order__in=orders)
    ChangeRequest.objects.bulk_create(
        ChangeRequest(
            line=line, proposal={"quantity": "6"}, before={"quantity": "5"}, state=ChangeState.SUBMITTED,
            rule="demand_fence", requested_by=stranger, line_version=line.version,
        ) for line in lines[:100]
    )  # fmt: skip
    assert run.replan(site.pk)
    return own, other


def emptied(site: Site) -> None:
    """Take the other customer's orders away, and plan the site again."""
    with pgtrigger.ignore("orders.PromiseEvent:stays", "orders.Shipment:kept"):
        Promise.objects.filter(line__order__customer__territory=SOUTH).delete()
        Shipment.objects.filter(line__order__customer__territory=SOUTH).delete()
    SalesOrder.objects.filter(customer__territory=SOUTH).delete()
    assert run.replan(site.pk)
    assert not OrderLine.objects.filter(order__customer__territory=SOUTH).exists()


def reached() -> list[Route]:
    """Return every route that sales may ask something of."""
    return [
        route for route in guarded() if route.name not in STREAMS
        and access.granted(Role.SALES, (action_of(route, "GET") if route.is_api else route.guard.access) or "desk.open")
        and (not route.is_api or "GET" in route.methods)
    ]  # fmt: skip


def addresses(own: Named, other: Named) -> Iterator[str]:
    """Return every address that is asked: of each route for the one's things and for the other's."""
    names = {route.name for route in reached()}
    paths = [row.path for name in names for row in ROWS[name] if row.method == "GET"]
    words = [{**own, "word": "OWN"}, {**other, "word": "OTHER", "number": "OTHER-7"}, {**other, "word": "theirs"}]
    for path in [*sorted(paths), *ASKED_FOR]:
        yield from dict.fromkeys(path.format(**named) for named in words)
    yield from sorted(address_of(route) for route in routes() if route.name in PUBLIC | ABOUT_ONESELF)


def masked(content: bytes) -> bytes:
    """Return a text without what may differ."""
    for pattern in PATTERNS:
        content = pattern.sub(without_groups, content)
    return content


def without_groups(found: re.Match[bytes]) -> bytes:
    text, start = found.group(), found.start()
    for group in range(len(found.groups()), 0, -1):
        text = text[: found.start(group) - start] + b"~" + text[found.end(group) - start :]
    return text


def unpacked(content: bytes) -> bytes:
    """Return the parts of a workbook, one after the other."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"\n".join(name.encode() + b"\n" + book.read(name) for name in sorted(book.namelist()))


def answers(client: Client, asked: list[str], line_ids: list[int]) -> dict[str, Answer]:
    """Ask everything, and take the lines as sheets."""
    found = {address: client.get(address, headers={"Accept": "*/*"}) for address in asked}
    for kind in ("csv", "xlsx"):
        body = {"kind": kind, "lines": ",".join(map(str, line_ids))}
        found[f"sheet {kind}"] = client.post("/orders/sheet/export/", body)
    return {address: told(got) for address, got in found.items()}


def told(got: Any) -> Answer:
    content = b"".join(got.streaming_content) if got.streaming else got.content
    content = unpacked(content) if content[:2] == b"PK" else content
    headers = {name: masked(text.encode()).decode() for name, text in got.headers.items() if name not in NOT_COMPARED}
    return Answer(got.status_code, headers, masked(content))


def test_every_address_that_sales_reach_is_asked() -> None:
    asked = {route.name for route in reached() if any(row.method == "GET" for row in ROWS[route.name])}
    read = {name for name in (route.name for route in reached()) if {row.method for row in ROWS[name]} - {"POST"}}

    assert {"orders:rows", "orders:history-file", "orders:search", "api:order-line-list", "mps:standing"} <= asked
    assert read - asked == {"orders:changes", "orders:saved-view"}  # which only write


def differing(site: Site, seller: User) -> dict[str, tuple[str, str]]:
    """Return what the salesperson is shown otherwise once the others' orders are gone: from where it differs on."""
    own, other = filled(site, seller)
    client = Client(raise_request_exception=False)
    client.force_login(seller)
    asked, line_ids = list(addresses(own, other)), list(OrderLine.objects.order_by("pk").values_list("pk", flat=True))
    assert len(line_ids) > ORDERS
    with_others = answers(client, asked, line_ids)
    emptied(site)
    alone = answers(client, asked, line_ids)
    assert all(alone[path].status == 200 for path in ("/orders/rows/?since=1", "/orders/OWN-ORDER/", "sheet xlsx"))
    return {
        address: first_difference(str(answer), str(alone[address]))
        for address, answer in with_others.items() if answer != alone[address]
    }  # fmt: skip


def first_difference(one: str, other: str) -> tuple[str, str]:
    pairs = enumerate(zip(one, other, strict=False))
    place = next((at for at, (here, there) in pairs if here != there), min(len(one), len(other)))
    return one[max(0, place - SHOWN_AROUND) : place + SHOWN_AROUND], other[place : place + SHOWN_AROUND]


def lay_the_rows_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database show every row."""
    monkeypatch.setattr(scope, "of", lambda _user: EVERYTHING)


def test_a_salesperson_is_shown_the_same_whatever_others_order(seller: User) -> None:
    assert differing(given.site(), seller) == {}


@pytest.mark.parametrize("guard", [open_the_door, lay_the_rows_open])
def test_either_guard_is_enough(guard: Callable[[pytest.MonkeyPatch], None], seller: User,
                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    guard(monkeypatch)

    assert differing(given.site(), seller) == {}


def test_control_without_both_guards_it_is_seen(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    open_the_door(monkeypatch)
    lay_the_rows_open(monkeypatch)

    seen = differing(given.site(), seller).keys()

    assert {"/orders/rows/?site=S1", "/orders/search/?q=OTHER-7", "/orders/OTHER-7/", "sheet csv"} <= seen
    assert {V1 + "order-lines/?search=theirs", V1 + "change-requests/"} <= seen
