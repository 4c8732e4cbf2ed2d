"""Every address, asked by every role for its own object, for somebody else's, and for none."""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from company import access, scope
from company.models import Role, Site, User
from company.statements import EVERYTHING
from connectors.tables.models import ImportRun, ImportSource, RunState
from connectors.webhooks.messages import new_secret
from connectors.webhooks.models import Delivery, Endpoint
from materials.models import Item
from mps.models import Plan, PlanDetail, RunOutcome, Scenario, SteeringPublication, StoredLot
from mps.scheduler.horizon import Horizon
from mps.scheduler.problem import Item as PlannedItem
from mps.scheduler.problem import PlanningProblem, to_bytes
from orders.models import ChangeRequest, ChangeState, OrderLine, PlanEffect, Shipment
from orders.saved_views import OrderView
from tests import given
from tests.house.access_row import NOTHING, Named, Row
from tests.house.access_rows import ROWS
from tests.house.doors import open_the_door
from tests.house.test_access import Route, action_of, guarded

pytestmark = pytest.mark.django_db

NOBODYS, SOUTH = "FOREIGN", "SOUTH"
# What an answer about one's own must not have in it. Items are a site's, whatever the territory.
ELSEWHERE = [f"{NOBODYS}-{what}" for what in ("ITEM", "CUSTOMER", "ORDER", "CENTER")] + [f'"{NOBODYS}"']
OTHER_TERRITORY = [f"{SOUTH}-CUSTOMER", f"{SOUTH}-ORDER"]
ROUTES_AND_ROWS = [(route, row) for route in guarded() for row in ROWS.get(route.name, ())]


def asked(*, by_territory: bool = False) -> list[Any]:
    """Return what is asked, one test each: all of it, or what is about a territory's objects."""
    return [
        pytest.param(route, row, id=f"{row.method} {route.name} {row.path}")
        for route, row in ROUTES_AND_ROWS if row.by_territory or not by_territory
    ]  # fmt: skip


MISSING: Named = {
    "site": "NONE", "line": 999_999_999, "version": 1, "order": 999_999_999, "number": "NONE", "change": 999_999_999,
    "item": 999_999_999, "code": "NONE", "center": 999_999_999, "center_code": "NONE", "customer": "NONE",
    "plan": 999_999_999, "lot": "NONE", "run": uuid.UUID(int=1), "event": 999_999_999,
    "view": 999_999_999, "promise": 999_999_999, "shipment": 999_999_999, "link": 999_999_999,
    "source": 999_999_999, "hook": 999_999_999, "delivery": uuid.UUID(int=1), "scenario": 999_999_999,
    "steering": 999_999_999,
}  # fmt: skip


def test_every_route_and_method_has_a_row() -> None:
    wanted = {(route.name, method) for route in guarded() if route.is_api for method in route.methods}
    wanted |= {(route.name, "") for route in guarded() if not route.is_api}
    pages = {route.name for route in guarded() if not route.is_api}

    there = {(name, "" if name in pages else row.method) for name, rows in ROWS.items() for row in rows}

    assert there == wanted


def world(site: Site, person: User, mark: str, territory: str) -> Named:
    """Make one of everything at a site; what is one person's own (an import) is this person's."""
    item = given.item(f"{mark}-ITEM", at=site)
    customer = given.customer(f"{mark}-CUSTOMER", territory=territory)
    line = given.order_line(of=item, at=site, order=given.order(f"{mark}-ORDER", customer=customer))
    OrderLine.objects.filter(pk=line.pk).update(note="as it was changed to")
    line.refresh_from_db()
    event = apps.get_model("orders", "OrderLineEvent")._default_manager.get(pgh_obj_id=line.pk, pgh_label="update")
    change = ChangeRequest.objects.create(
        line=line, proposal={"quantity": "11"}, before={"quantity": "10"}, state=ChangeState.SUBMITTED,
        rule="demand_fence", requested_by=person, line_version=line.version,
    )  # fmt: skip
    shipment = Shipment.objects.create(
        line=line, quantity=1, shipped_on=given.START, channel="test", document=f"{mark}-ORDER"
    )
    OrderLine.objects.filter(pk=line.pk).update(shipped_quantity=1, status="part_shipped")
    line.refresh_from_db()
    center = given.work_center(f"{mark}-CENTER", at=site)
    plan = plan_of(site, item)
    PlanEffect.objects.create(
        plan_id=plan.pk, site=site, revision=1, revision_before=0, made_at=plan.created_at, moved=0, most_days_later=0,
        most_days_earlier=0,
    )  # fmt: skip
    view = OrderView.objects.create(site=site, owner=person, name=mark, settings={})
    run = ImportRun.objects.create(created_by=person, state=RunState.DONE, content_hash="")
    source = ImportSource.objects.create(site=site, name=f"{mark}-ORDER", table="orders", headings_hash=mark)
    promise = given.promise(line)
    hook = Endpoint.objects.create(site=site, url=f"https://{mark}-ORDER.example/", kinds=[], secret=new_secret())
    delivery = Delivery.objects.create(endpoint=hook, event=promise.events.get())
    scenario = Scenario.objects.create(site=site, name=f"{mark}-ORDER", from_plan_id=plan.pk, from_revision=1)
    return {
        "site": site.code, "line": line.pk, "version": line.version, "order": line.order_id,
        "number": line.order.number, "change": change.pk, "item": item.pk, "code": item.code, "center": center.pk,
        "center_code": center.code, "customer": customer.code, "plan": plan.pk, "lot": f"{item.code}-1", "run": run.pk,
        "event": event.pk, "source": source.pk, "view": view.pk, "promise": promise.pk, "shipment": shipment.pk,
        "link": given.customer_link(customer, at=site, by=person).pk, "hook": hook.pk, "delivery": delivery.pk,
        "steering": SteeringPublication.objects.create(site=site, by=person, reason=f"{mark}-ORDER").pk,
        "scenario": scenario.pk,
    }  # fmt: skip


def plan_of(site: Site, item: Item) -> Plan:
    """Make a plan in which one lot is made."""
    plan = Plan.objects.create(
        site=site, revision=1, sequence=Plan.objects.filter(site=site).count() + 1, created_at=timezone.now(),
        outcome=RunOutcome.OPTIMAL, engine_version="", seed=0, steps=0, seconds=0.0, cost={}, bound=0.0, kpis={},
        problem_hash="", bucket_starts=[given.START], horizon_end=given.START,
    )  # fmt: skip
    problem = PlanningProblem(site.code, Horizon(given.START, 1, (0,)), (PlannedItem(item.code, made=True),))
    stored = zlib.compress(to_bytes(problem))
    PlanDetail.objects.create(plan=plan, promise_basis=b"", pegging=b"", problem=stored)
    StoredLot.objects.create(
        site=site, from_plan_id=plan.pk, digest=0, item=item, quantity=1, start_date=given.START,
        finish_date=given.START, status="planned", lot_key=f"{item.code}-1",
    )
    return plan


@dataclass(frozen=True)
class Worlds:
    """Who asks, for each role, what is theirs, and what is not: somebody's elsewhere, and of another territory."""

    people: dict[Role, User]
    own: dict[Role, Named]
    foreign: Named
    south: Named


def made_worlds() -> Worlds:
    """Make a person of each role and one of everything for each."""
    people = {role: given.user(role, territory="north" if role is Role.SALES else "") for role in Role}
    stranger = given.user(Role.PLANNER, at=given.site("S2"))
    own = {role: world(given.site(), person, f"OWN-{role}".upper(), "north") for role, person in people.items()}
    foreign = world(given.site(NOBODYS), stranger, NOBODYS, "north")
    return Worlds(people, own, foreign, world(given.site(), stranger, SOUTH, "south"))


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Worlds]:
    """Yield what all questions of this module are about: made once, for that takes longer than to ask."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_worlds()
        transaction.set_rollback(True)


def asked_by(person: User, row: Row, named: Named, *, is_api: bool) -> Any:
    """Return what a person is answered about an object, and take back what asking did."""
    client: APIClient | Client = APIClient() if is_api else Client(raise_request_exception=False)
    sent = json.dumps(row.body(named)) if row.body else ""
    with transaction.atomic():
        if isinstance(client, APIClient):
            client.force_authenticate(person)
        else:
            client.force_login(person)
        got = client.generic(
            row.method, row.address(named), sent, content_type="application/json", headers={"If-Match": '"1"'}
        )
        transaction.set_rollback(True)
    return got


def verdict(row: Row, got: Any, expected: str, secrets: Sequence[str]) -> bool:
    """Return whether an answer is what it should be: `refused`, `reached`, or what the row says of things elsewhere."""
    if expected == "refused":
        return bool(got.status_code == 403)
    if expected == "reached":
        content = getattr(got, "content", b"")  # a stream of events has none
        found = got.status_code < 500 and got.status_code not in (401, 403, 404, 405)
        is_closed = not any(secret.encode() in content for secret in secrets)
        return found and is_closed and not (row.elsewhere == NOTHING and row.nothing in content)
    if expected == NOTHING:
        return bool(got.status_code == 200 and row.nothing in got.content)
    return str(got.status_code) == expected


def answers(worlds: Worlds, route: Route, row: Row, role: Role) -> Iterator[tuple[str, int, bool]]:
    """Ask for each object; yield what was asked for, the status, and whether it is what it should be."""
    action = action_of(route, row.method) if route.is_api else route.guard.access
    assert action is not None
    objects = {"own": worlds.own[role]}
    if row.elsewhere:
        objects |= {"foreign": worlds.foreign, "missing": MISSING}
    if role is Role.SALES and row.by_territory:
        objects |= {"other territory": worlds.south}
    secrets = [*ELSEWHERE, *OTHER_TERRITORY] if role is Role.SALES else ELSEWHERE
    for kind, named in objects.items():
        got = asked_by(worlds.people[role], row, named, is_api=route.is_api)
        is_theirs = kind == "own" and (not row.also or access.granted(role, row.also) is not None)
        expected = "refused" if access.granted(role, action) is None else "reached" if is_theirs else row.elsewhere
        yield kind, got.status_code, verdict(row, got, expected, secrets)


Note = Callable[[str, object], None]


def wrong_answers(worlds: Worlds, route: Route, row: Row, record_property: Note) -> list[str]:
    """Ask as every role for every object; return what is not as the access table says, and let the report count."""
    count, wrong = 0, []
    for role in Role:
        for kind, status, is_right in answers(worlds, route, row, role):
            count += 1
            if not is_right:
                wrong.append(f"{role} asks for {kind}: {status}")
    record_property("access_answers", count)
    record_property("access_mismatches", len(wrong))
    return wrong


@pytest.mark.parametrize(("route", "row"), asked())
def test_what_is_not_ones_own_is_not_there(worlds: Worlds, route: Route, row: Row, record_property: Note) -> None:
    assert wrong_answers(worlds, route, row, record_property) == []


@pytest.mark.parametrize(("route", "row"), asked(by_territory=True))
def test_the_database_agrees_where_the_door_stands_open(
    worlds: Worlds, route: Route, row: Row, record_property: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_the_door(monkeypatch)

    assert wrong_answers(worlds, route, row, record_property) == []


def test_control_without_door_and_policies_somebody_elses_line_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    [route] = [route for route in guarded() if route.name == "orders:line"]
    open_the_door(monkeypatch)
    monkeypatch.setattr(scope, "of", lambda _user: EVERYTHING)

    found = {kind: is_right for kind, _status, is_right in answers(worlds, route, ROWS[route.name][0], Role.SALES)}

    assert found == {"own": True, "foreign": False, "missing": True, "other territory": False}
