"""What another system says of its orders is applied once, whole, and in the order of its versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from company.models import Role, Site
from orders.models import ChangeRequest, ChangeState, LineStatus, OrderLine, ReceivedEvent, SalesOrder
from tests import given
from tests.orders.machine import Api

pytestmark = pytest.mark.django_db(transaction=True)

EVENTS = "/api/v1/order-events/"


@pytest.fixture(autouse=True)
def bike() -> None:
    given.item("BIKE")
    given.item("TRIKE")
    given.customer("ACME", priority=2)


def line(number: int = 1, quantity: float = 10, due: str = "2026-03-02", **others: Any) -> dict[str, Any]:
    wish = {"line_number": number, "item": "BIKE", "site": "S1", "quantity": quantity, "requested_date": due}
    return {**wish, **others}


def event(version: int = 1, *lines: dict[str, Any], external_id: str = "E-1", **others: Any) -> dict[str, Any]:
    key = {"source_system": "ERP", "external_id": external_id, "source_version": version}
    return {**key, "customer": "ACME", "lines": list(lines), **others}


def send(client: APIClient, *events: dict[str, Any]) -> Any:
    return client.post(EVENTS, list(events) if len(events) > 1 else events[0], format="json")


def states(got: Any) -> list[str]:
    return [result["state"] for result in got.json()["results"]]


def lines_now() -> dict[int, tuple[int, str]]:
    return {each.line_number: (int(each.quantity), each.status) for each in OrderLine.objects.order_by("line_number")}


class TestOneEvent:
    def test_enters_an_order_that_is_new(self, planner: APIClient) -> None:
        before = Site.objects.get().order_revision

        second = line(20, 4, schedule_number=2, priority=1, note="urgent")

        got = send(planner, event(7, line(10), second, note="by EDI"))

        assert (got.status_code, states(got)) == (200, ["entered"])
        [result] = got.json()["results"]
        order = SalesOrder.objects.get()
        assert (result["order"], result["number"], result["entered"]) == (order.pk, "E-1", 2)
        assert (order.source_system, order.external_id, order.source_version, order.note) == ("ERP", "E-1", 7, "by EDI")
        assert got.json()["order_revisions"] == {"S1": before + 1}
        saved = OrderLine.objects.get(line_number=20)
        assert (saved.schedule_number, saved.priority, saved.note, saved.status) == (2, 1, "urgent", "requested")
        assert OrderLine.objects.get(line_number=10).priority == 2

    def test_makes_known_lines_what_it_says_enters_new_ones_and_cancels_those_that_are_gone(
        self, planner: APIClient
    ) -> None:
        send(planner, event(1, line(1), line(2), line(3)))

        got = send(planner, event(2, line(1, 15), line(2), line(4, 1)))

        assert lines_now() == {1: (15, "requested"), 2: (10, "requested"), 3: (10, "cancelled"), 4: (1, "requested")}
        [result] = got.json()["results"]
        assert [result[name] for name in ("state", "entered", "changed", "cancelled")] == ["applied", 1, 1, 1]
        assert ReceivedEvent.objects.count() == 2

    def test_closes_what_is_gone_where_part_of_it_is_shipped_and_leaves_finished_lines_alone(
        self, planner: APIClient
    ) -> None:
        send(planner, event(1, line(1), line(2)))
        OrderLine.objects.filter(line_number=1).update(shipped_quantity=3, status=LineStatus.PART_SHIPPED)
        OrderLine.objects.filter(line_number=2).update(shipped_quantity=10, status=LineStatus.SHIPPED)

        got = send(planner, event(2))

        assert (states(got), lines_now()) == (["applied"], {1: (10, "closed"), 2: (10, "shipped")})

    def test_leaves_fields_alone_that_it_does_not_give(self, planner: APIClient) -> None:
        send(planner, event(1, line(1, note="gold", priority=4)))

        send(planner, event(2, line(1, 11)))

        now = OrderLine.objects.get()
        assert (now.note, now.priority, int(now.quantity)) == ("gold", 4, 11)

    def test_brings_a_cancelled_line_back_that_it_lists(self, planner: APIClient) -> None:
        send(planner, event(1, line(1)))
        send(planner, event(2))
        assert lines_now() == {1: (10, "cancelled")}

        send(planner, event(3, line(1, 5)))

        assert lines_now() == {1: (5, "requested")}

    def test_agrees_about_a_line_that_is_cancelled_on_both_sides(self, planner: APIClient) -> None:
        send(planner, event(1, line(1)))

        got = [send(planner, event(version, line(1, version, status="cancelled"))) for version in (2, 3)]

        assert [states(answer) for answer in got] == [["applied"], ["applied"]]
        assert lines_now() == {1: (2, "cancelled")}

    def test_tells_the_history_its_channel_source_and_version(self, planner: APIClient) -> None:
        send(planner, event(1, line(1)))
        send(planner, event(2, line(1, 11), line(2), why="customer wrote"))

        history = apps.get_model("orders", "OrderLineEvent").objects.order_by("pgh_id")
        contexts = list(history.values_list("pgh_label", "pgh_context__metadata"))
        assert [label for label, _context in contexts] == ["insert", "update", "insert"]
        for (_label, context), version in zip(contexts, (1, 2, 2), strict=True):
            told = {name: context[name] for name in ("channel", "source", "external_id", "source_version")}
            assert told == {"channel": "event", "source": "ERP", "external_id": "E-1", "source_version": version}
        assert contexts[1][1]["why"] == "customer wrote"

    def test_adopts_an_order_that_was_imported_and_only_once(self, planner: APIClient) -> None:
        mine = given.order("SO-77", customer=given.customer("ACME"))
        given.order_line(order=mine, of=given.item("CAR"), quantity=5)

        got = send(planner, event(1, line(1, 8, item="CAR"), number="SO-77"))

        assert (states(got), lines_now()) == (["applied"], {1: (8, "confirmed")})
        other = send(planner, event(1, line(1), external_id="E-9", number="SO-77"))
        assert (other.status_code, SalesOrder.objects.count()) == (422, 1)


class TestAnEventThatIsNoNews:
    def test_sent_again_is_acknowledged_and_changes_nothing(self, planner: APIClient) -> None:
        send(planner, event(1, line(1)))
        before = Site.objects.get().order_revision

        got = [send(planner, event(1, line(1))) for _ in range(3)]

        assert [(each.status_code, *states(each)) for each in got] == [(200, "known")] * 3
        assert (Site.objects.get().order_revision, OrderLine.objects.count()) == (before, 1)

    def test_that_comes_late_is_superseded(self, planner: APIClient) -> None:
        send(planner, event(5, line(1, 50)))

        got = send(planner, event(4, line(1, 40), line(2)))

        assert (got.status_code, states(got), lines_now()) == (200, ["superseded"], {1: (50, "requested")})

    def test_a_late_one_does_not_bring_back_what_was_cancelled_before_it_came(self, planner: APIClient) -> None:
        got = [send(planner, event(2)), send(planner, event(1, line(1)))]

        assert [states(each) for each in got] == [["entered"], ["superseded"]]
        assert not OrderLine.objects.exists()


class TestFences:
    def test_hold_up_a_change_that_the_answer_names_and_a_newer_event_takes_it_back(self, planner: APIClient) -> None:
        send(planner, event(1, line(1, due="2026-01-08"), line(2)))
        Site.objects.update(demand_time_fence_days=14)

        got = send(planner, event(2, line(1, 20, due="2026-01-08"), line(2, 20)))

        [result] = got.json()["results"]
        waiting = ChangeRequest.objects.get(state=ChangeState.SUBMITTED)
        assert (got.status_code, result["state"], result["change_requests"]) == (202, "waiting", [waiting.pk])
        assert (waiting.channel, waiting.why) == ("event", "ERP E-1 · 2")
        assert lines_now() == {1: (10, "requested"), 2: (20, "requested")}

        assert states(send(planner, event(3, line(1, due="2026-01-08"), line(2, 20)))) == ["applied"]
        waiting.refresh_from_db()
        assert waiting.state == ChangeState.WITHDRAWN

    def test_keep_out_a_new_line_and_the_whole_event_with_it(self, planner: APIClient) -> None:
        send(planner, event(1, line(1)))
        Site.objects.update(demand_time_fence_days=14)

        got = send(planner, event(2, line(1, 20), line(2, due="2026-01-08")))

        assert (got.status_code, got.json()["problems"][0]["record"]) == (409, "lines[1]")
        assert got.json()["problems"][0]["rule"] == "demand_fence"
        assert list(got.json()["problems"][0]["errors"]) == ["requested_date"]
        assert lines_now() == {1: (10, "requested")}
        assert SalesOrder.objects.get().source_version == 1


class TestRefusedEvents:
    @pytest.mark.parametrize(
        ("change", "record"),
        [
            ({"customer": "NOBODY"}, ""), ({"lines": [line(1, item="NONE")]}, "lines[0]"),
            ({"lines": [line(1), line(2, site="S9")]}, "lines[1]"), ({"lines": [line(1, 1.5)]}, "lines[0]"),
        ],
    )  # fmt: skip
    def test_name_the_record_and_leave_nothing(self, planner: APIClient, change: dict[str, Any], record: str) -> None:
        got = send(planner, {**event(1, line(1)), **change})

        assert (got.status_code, got["Content-Type"]) == (422, "application/problem+json")
        assert got.json()["record"] == "order-events/ERP/E-1/1"
        assert [problem["record"] for problem in got.json()["problems"]] == [record]
        assert not SalesOrder.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"source_version": -1}, {"source_version": 2**63}, {"source_system": ""}, {"lines": "none"},
            {"lines": [line(1), line(1)]}, {"lines": [line(1, due="1999-01-01")]}, {"order_date": "1999-01-01"},
            {"lines": [line(1, status="shipped")]}, {"external_id": "E" * 70}, {"why": 5},
        ],
    )  # fmt: skip
    def test_that_can_not_be_read_are_422(self, planner: APIClient, change: dict[str, Any]) -> None:
        assert send(planner, {**event(1, line(1)), **change}).status_code == 422
        assert not SalesOrder.objects.exists()

    def test_of_a_rule_are_409_with_the_rule_and_may_be_sent_again(self, planner: APIClient) -> None:
        send(planner, event(1, line(1), line(2)))
        OrderLine.objects.filter(line_number=1).update(shipped_quantity=10, status=LineStatus.SHIPPED)

        got = send(planner, event(2, line(1, 20), line(2, 20)))

        [problem] = got.json()["problems"]
        assert (got.status_code, problem["status"], problem["record"]) == (409, 409, "lines[0]")
        assert problem["rule"] == "line_closed"
        assert lines_now() == {1: (10, "shipped"), 2: (10, "requested")}
        assert states(send(planner, event(2, line(1), line(2, 20)))) == ["applied"]

    @pytest.mark.parametrize("change", [{"customer": "OTHER"}, {"number": "B-1"}, {"lines": [line(1, item="TRIKE")]}])
    def test_are_those_that_would_make_it_another_order(self, planner: APIClient, change: dict[str, Any]) -> None:
        given.customer("OTHER")
        send(planner, event(1, line(1)))

        assert send(planner, {**event(2, line(1, 20)), **change}).status_code == 422
        assert lines_now() == {1: (10, "requested")}

    def test_of_an_order_with_lines_at_other_sites_are_404(self, planner: APIClient, api: Api) -> None:
        there = given.site("S2")
        given.item("BOAT", at=there)
        send(api(given.user(Role.PLANNER, at=there)), event(1, line(1, item="BOAT", site="S2")))

        got = [send(planner, event(version, line(1, 20))) for version in (0, 1, 2)]

        assert [answer.status_code for answer in got] == [404, 404, 404]
        assert "BOAT" not in got[0].content.decode()

    def test_take_none_of_the_others_with_them(self, planner: APIClient) -> None:
        bad = event(1, line(1, item="NONE"), external_id="E-2")
        unreadable = {"source_system": "ERP"}

        got = send(planner, event(1, line(1)), bad, unreadable, event(1, line(1), external_id="E-3"))

        assert (got.status_code, states(got)) == (207, ["entered", "refused", "refused", "entered"])
        assert [result["status"] for result in got.json()["results"]] == [200, 422, 422, 200]
        assert sorted(SalesOrder.objects.values_list("external_id", flat=True)) == ["E-1", "E-3"]


class TestManyEvents:
    def test_are_one_revision(self, planner: APIClient) -> None:
        send(planner, event(1, line(1)))
        before = Site.objects.get().order_revision

        new = [event(1, line(1), external_id=f"M-{number}") for number in range(20)]
        got = send(planner, *new, event(2, line(1, 3)))

        assert (got.status_code, got.json()["order_revisions"]) == (200, {"S1": before + 1})
        assert Site.objects.get().order_revision == before + 1

    def test_of_one_order_in_one_call_end_at_the_newest(self, planner: APIClient) -> None:
        send(planner, event(3, line(1, 3)), event(1, line(1, 1)), event(2, line(1, 2)))

        assert lines_now() == {1: (3, "requested")}
        assert SalesOrder.objects.get().source_version == 3

    @pytest.mark.parametrize("body", [[], [{}] * 501, 5, "text", None])
    def test_of_none_or_too_many_are_refused(self, planner: APIClient, body: object) -> None:
        assert planner.post(EVENTS, body, format="json").status_code in (400, 422)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_other_roles_may_not_send_them(api: Api, role: Role) -> None:
    assert send(api(given.user(role)), event(1, line(1))).status_code == 403
    assert not SalesOrder.objects.exists()


def test_a_planner_of_another_site_can_not_order_here(api: Api) -> None:
    got = send(api(given.user(Role.PLANNER, at=given.site("S2"))), event(1, line(1)))

    assert (got.status_code, SalesOrder.objects.exists()) == (422, False)
