"""What machines are answered on unsafe addresses: 428 without the version seen, 412 stale, 409 a rule, 422 invalid."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from company.models import Role, Site
from company.once import AnswersOnce
from orders.models import ChangeRequest, ChangeState, LineStatus, OrderLine, Shipment
from orders.promises.models import PromiseState
from tests import given
from tests.house.test_access import action_of, guarded
from tests.orders.asked_of_plans import ANSWERS_OF_PLANS, CHANGES_NOTHING, MAKES, NO_BODY, STATE_DECIDES
from tests.orders.machine import Api
from tests.orders.mending import mend, moved_to_no_plan

pytestmark = pytest.mark.django_db(transaction=True)

V1 = "/api/v1/"
DECIDED_ONCE = "a change request never changes but for its decision, and that is made once (409)"
REVERSED_ONCE = "a report never changes but for its reversal, and that is made once (409)"
SEEN = "a notice is seen or not: to say so again changes nothing"
DAYS = {"date": "2030-01-01", "rest_date": "2030-01-02"}
IS_A_ROW = "a row that a rule refuses is named as any bad row is (422)"
ROW_BY_ROW = "rows that somebody has changed since are left alone and named in the answer"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class World:
    """What there is to ask about: two open lines, a shipped one, and a change request that waits."""

    client: APIClient
    line: OrderLine
    shipped: OrderLine
    change: ChangeRequest

    def send(self, method: str, path: str, body: Any = None, version: str | None = None) -> Any:
        """Send a request, with the version seen or without."""
        headers = {} if version is None else {"If-Match": version}
        return self.client.generic(
            method, V1 + path, json.dumps(body or {}), content_type="application/json", headers=headers
        )


Ask = Callable[[World], Any]


def one(world: World, version: str | None, line: OrderLine | None = None, **values: Any) -> Any:
    return world.send("PATCH", f"order-lines/{(line or world.line).pk}/", values or {"quantity": 11}, version)


def undone_again(world: World, asked: dict[str, Any]) -> Any:
    run = apps.get_model("tables", "ImportRun").objects.create(created_by=world.change.requested_by, state="undone")
    return world.send("POST", f"imports/{run.pk}/undo/", asked)


def taken_back(world: World, version: str | None, **asked: Any) -> Any:
    """Take back a change that was followed by another."""
    for priority in (1, 2):
        OrderLine.objects.filter(pk=world.line.pk).update(priority=priority)
    events = apps.get_model("orders", "OrderLineEvent")._default_manager
    body = {"event": events.get(pgh_obj_id=world.line.pk, priority=1).pk, **asked}
    return world.send("POST", f"order-lines/{world.line.pk}/take-back/", body, version)


def many(world: World, line: OrderLine | None = None, **entry: Any) -> Any:
    return world.send("PATCH", "order-lines/", [{"id": (line or world.line).pk, "quantity": 11, **entry}])


def decided(world: World, verb: str, body: Any = None) -> Any:
    ChangeRequest.objects.update(state=ChangeState.APPLIED)
    return decide(world, verb, body)


def decide(world: World, verb: str, body: Any = None) -> Any:
    return world.send("POST", f"change-requests/{world.change.pk}/{verb}/", body)


def order(world: World, due: str = "2026-03-02", **changed: Any) -> Any:
    line = {"item": "BIKE", "site": "S1", "quantity": 1, "requested_date": due}
    return world.send("POST", "orders/", {"number": "NEW", "customer": "ACME", "lines": [line], **changed})


def event(world: World, due: str = "2026-03-02", **changed: Any) -> Any:
    line = {"line_number": 1, "item": "BIKE", "site": "S1", "quantity": 1, "requested_date": due}
    key = {"source_system": "ERP", "external_id": "E-1", "source_version": 1}
    return world.send("POST", "order-events/", {**key, "customer": "ACME", "lines": [line], **changed})


def quote(world: World, quantity: float) -> Any:
    wish = {"item": "BIKE", "site": "S1", "quantity": quantity, "requested_date": "2026-03-02"}
    return world.send("POST", "promises/quote/", wish)


def hold(world: World, quantity: float) -> Any:
    """Hold a date at a site without a plan."""
    line = {"item": "BIKE", "quantity": quantity, "requested_date": "2026-03-02"}
    return world.send("POST", "promises/hold/", {"site": "S1", "customer": "ACME", "lines": [line]})


def decide_promise(world: World, verb: str, **asked: Any) -> Any:
    """Decide about a promise whose line was shipped."""
    promise = given.promise(world.shipped, state=PromiseState.SHIPPED)
    return world.send("POST", f"promises/{verb}/", {"promises": [promise.pk], **asked})


def what_if(world: World, quantity: float) -> Any:
    """Ask for the impact at a site without a plan."""
    return world.send("POST", "change-requests/preview/", {"order_line": world.line.pk, "quantity": quantity})


def rush(world: World, quantity: float) -> Any:
    """Ask for the impact of a rush order at a site without a plan."""
    wish = {"item": "BIKE", "site": "S1", "customer": "ACME", "quantity": quantity, "requested_date": "2026-03-02"}
    return world.send("POST", "rush/preview/", wish)


def shipment(world: World, quantity: float, **asked: Any) -> Any:
    return world.send("POST", "shipments/", {"order_line": world.line.pk, "quantity": quantity, **asked})


def reversed_twice(world: World) -> Any:
    made = Shipment.objects.create(line=world.line, quantity=1, shipped_on=given.START, channel="test")
    Shipment.objects.create(line=world.line, quantity=1, shipped_on=given.START, channel="test", reverses=made)
    return world.send("POST", f"shipments/{made.pk}/reverse/")


# Address and method → status → how to be answered so, or why nobody is.
ANSWERS: dict[tuple[str, str], dict[int, Ask | str]] = {
    ("api:order-line-list", "PATCH"): {
        428: many, 412: lambda at: many(at, version=7), 422: lambda at: many(at, version=1, quantity=-1),
        409: lambda at: many(at, at.shipped, version=1),
    },
    ("api:order-line-detail", "PATCH"): {
        428: lambda at: one(at, None), 412: lambda at: one(at, "7"), 422: lambda at: one(at, "1", quantity=-1),
        409: lambda at: one(at, "1", at.shipped),
    },
    ("api:order-line-take-back", "POST"): {
        428: lambda at: taken_back(at, None), 412: lambda at: taken_back(at, "7", over=True),
        422: lambda at: taken_back(at, "3", event="x"), 409: lambda at: taken_back(at, "3"),
    },
    ("api:order-list", "POST"): {
        428: MAKES, 412: MAKES, 409: lambda at: order(at, "2026-01-06"), 422: lambda at: order(at, customer="NOBODY"),
    },
    ("api:order-events", "POST"): {
        428: "the source's own version takes its place, and is needed (422)",
        412: "an event that is older than what was applied is acknowledged, and changes nothing",
        409: lambda at: event(at, "2026-01-06"), 422: lambda at: event(at, source_version=None),
    },
    ("api:shipment-list", "POST"): {
        428: "goods have left whatever the line says: a version may be sent, and need not",
        412: lambda at: shipment(at, 1, version=7), 409: lambda at: shipment(at, 11), 422: lambda at: shipment(at, -1),
    },
    ("api:shipment-reverse", "POST"): {
        428: REVERSED_ONCE, 412: REVERSED_ONCE,
        409: reversed_twice, 422: lambda at: at.send("POST", "shipments/1/reverse/", {"why": 7}),
    },
    ("api:import-list", "POST"): {
        428: MAKES, 412: MAKES, 409: IS_A_ROW, 422: lambda at: at.send("POST", "imports/", {"files": []}),
    },
    ("api:import-undo", "POST"): {
        428: ROW_BY_ROW, 412: ROW_BY_ROW, 409: lambda at: undone_again(at, {}),
        422: lambda at: undone_again(at, {"over": 7}),
    },
    ("api:change-request-approve", "POST"): {
        428: DECIDED_ONCE, 412: DECIDED_ONCE, 409: lambda at: decided(at, "approve"), 422: NO_BODY,
    },
    ("api:preview-change", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: what_if(at, 5), 422: lambda at: what_if(at, -1),
    },
    ("api:preview-approval", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: decided(at, "preview"), 422: NO_BODY,
    },
    ("api:preview-rush", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: rush(at, 5), 422: lambda at: rush(at, -1),
    },
    ("api:change-request-reject", "POST"): {
        428: DECIDED_ONCE, 412: DECIDED_ONCE, 409: lambda at: decided(at, "reject", {"why": "no"}),
        422: lambda at: decide(at, "reject", {"why": ""}),
    },
    ("api:change-request-withdraw", "POST"): {
        428: DECIDED_ONCE, 412: DECIDED_ONCE, 409: lambda at: decided(at, "withdraw"), 422: NO_BODY,
    },
    ("api:stop-planning", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: at.send("POST", "plans/stop/", {"site": "S1"}),
        422: lambda at: at.send("POST", "plans/stop/", {}),
    },
    ("api:promise-hold", "POST"): {
        428: MAKES, 412: MAKES, 409: lambda at: hold(at, 1), 422: lambda at: hold(at, -1),
    },
    ("api:promise-confirm", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: decide_promise(at, "confirm"),
        422: lambda at: decide_promise(at, "confirm", promises=[]),
    },
    ("api:promise-cancel", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: decide_promise(at, "cancel", why="no"),
        422: lambda at: decide_promise(at, "cancel", why=" "),
    },
    ("api:promise-agree", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: mend(at, "agree", date="2030-01-01", why="no"),
        422: lambda at: mend(at, "agree", date="2030-01-01", why=" "),
    },
    ("api:promise-hold-on", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: mend(at, "hold-on", minutes=5),
        422: lambda at: mend(at, "hold-on", minutes=0),
    },
    ("api:promise-part", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: mend(at, "part", quantity=1, why="no", **DAYS),
        422: lambda at: mend(at, "part", quantity=-1, why="no", **DAYS),
    },
    ("api:promise-move", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: moved_to_no_plan,
        422: lambda at: mend(at, "move", site="S1", date="2030-01-01", why="no"),
    },
    ("api:promise-notices-seen", "POST"): {
        428: SEEN, 412: SEEN, 409: SEEN,
        422: lambda at: at.send("POST", "promises/notices/seen/", {"events": ["first"]}),
    },
    **ANSWERS_OF_PLANS,
    ("api:quote", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: quote(at, 1), 422: lambda at: quote(at, -1),
    },
}  # fmt: skip
ASKED = [
    pytest.param(status, ask, id=f"{status} {method} {name}")
    for (name, method), answers in ANSWERS.items() for status, ask in answers.items() if not isinstance(ask, str)
]  # fmt: skip


@pytest.fixture
def world(api: Api) -> World:
    bike = given.item("BIKE")
    acme = given.customer("ACME")
    line = given.order_line("W8", of=bike, customer=acme)
    shipped = given.order_line("W8", of=bike, customer=acme, status=LineStatus.SHIPPED)
    person = given.user(Role.PLANNER)
    person.memberships.create(site=given.site(), role=Role.MANAGER)
    change = ChangeRequest.objects.create(
        line=line, proposal={"quantity": "11"}, before={"quantity": "10"}, state=ChangeState.SUBMITTED,
        rule="demand_fence", requested_by=person, line_version=1,
    )  # fmt: skip
    return World(api(person), line, shipped, change)


def test_every_unsafe_address_has_its_answers() -> None:
    unsafe = {
        (route.name, method) for route in guarded() if route.is_api for method in route.methods if method in UNSAFE
    }

    assert set(ANSWERS) == unsafe
    assert all(set(answers) == {428, 412, 409, 422} for answers in ANSWERS.values())


@pytest.mark.parametrize(("status", "ask"), ASKED)
def test_is_answered_by_a_problem_that_names_the_record(
    world: World, api: Api, status: int, ask: Ask
) -> None:
    if status == 409:  # inside the fence, a planner who may not approve
        Site.objects.update(demand_time_fence_days=14)
    if ask in FENCED:
        world = World(api(given.user(Role.PLANNER)), world.line, world.shipped, world.change)

    got = ask(world)

    assert (got.status_code, got["Content-Type"]) == (status, "application/problem+json")
    problem = got.json()
    assert (problem["status"], bool(problem["title"]), bool(problem["record"])) == (status, True, True)
    world.line.refresh_from_db()
    assert (int(world.line.quantity), OrderLine.objects.count()) == (10, 2)


FENCED = (ANSWERS["api:order-list", "POST"][409], ANSWERS["api:order-events", "POST"][409])


def test_every_post_that_makes_an_order_can_be_sent_again() -> None:
    makers = {
        route.name: route.guard for route in guarded()
        if route.is_api and "POST" in route.methods
        and action_of(route, "POST") in ("orders.create", "orders.receive", "orders.ship", "promise.make")
    }  # fmt: skip
    del makers["api:preview-rush"]  # it makes nothing: tests/mps/test_rush.py

    assert set(makers) == {
        "api:order-list", "api:order-events", "api:shipment-list", "api:shipment-reverse",
        "api:promise-hold", "api:promise-confirm", "api:promise-cancel", "api:promise-agree", "api:promise-hold-on",
        "api:promise-part", "api:promise-move", "api:promise-notices-seen",
    }  # fmt: skip
    assert all(issubclass(view, AnswersOnce) for view in makers.values())
