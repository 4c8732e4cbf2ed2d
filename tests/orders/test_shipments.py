"""Shipments and returns: what is shipped is their sum, whatever their order, and the status follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, transaction

from company.models import Role, Site, User
from orders import changes
from orders.changes import AnswerKind, LineChange
from orders.models import LineStatus, OrderLine
from orders.shipments import reporting
from orders.shipments.record import Shipment
from orders.shipments.reporting import CannotReverse, Report, ReportsRefused
from tests import given
from tests.orders.shipping import reported, ship, take_back

S = LineStatus


def standing(line: OrderLine) -> tuple[int, int, str]:
    """Return what is shipped and what is open of a line as stored, and its status."""
    line.refresh_from_db()
    return int(line.shipped_quantity), int(line.open_quantity), line.status


@pytest.mark.django_db(transaction=True)
class TestReports:
    def test_ship_in_parts_and_come_back(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()

        ship(line, 4, ada)
        assert standing(line) == (4, 6, S.PART_SHIPPED)
        ship(line, 6, ada)
        assert standing(line) == (10, 0, S.SHIPPED)
        take_back(line, 7, ada)
        assert standing(line) == (3, 7, S.PART_SHIPPED)
        take_back(line, 3, ada)
        assert standing(line) == (0, 10, S.CONFIRMED)

    def test_refuse_more_than_is_open_and_name_it(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada)

        with pytest.raises(ReportsRefused) as refusal:
            ship(line, 7, ada)

        [fault] = refusal.value.faults
        assert (fault.kind, fault.rule) == (AnswerKind.REFUSED, "not_open")
        assert fault.reasons["quantity"] == f"Of line {line} 6 are open and 4 are shipped."
        assert (standing(line), Shipment.objects.count()) == ((4, 6, S.PART_SHIPPED), 1)

    def test_take_more_where_that_is_said_and_then_nothing_is_open(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()

        ship(line, 12, ada, allow_over=True)

        assert standing(line) == (12, 0, S.SHIPPED)

    def test_refuse_that_more_comes_back_than_left(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada)

        with pytest.raises(ReportsRefused):
            take_back(line, 5, ada)

        assert standing(line) == (4, 6, S.PART_SHIPPED)

    @pytest.mark.parametrize("status", [S.QUOTE, S.CANCELLED, S.CLOSED])
    def test_refuse_to_ship_what_is_not_ordered(self, status: LineStatus) -> None:
        line = given.order_line(status=status)

        with pytest.raises(ReportsRefused) as refusal:
            ship(line, 1, given.user())

        assert refusal.value.faults[0].rule == "line_closed"

    def test_goods_of_a_closed_line_come_back_and_it_stays_closed(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        first = ship(line, 4, ada)
        OrderLine.objects.update(status=S.CLOSED)

        take_back(line, 1, ada)
        with pytest.raises(CannotReverse):  # only 3 are out there
            reporting.reverse(shipment_id=first.pk, by=ada, channel="test")

        assert standing(line) == (3, 0, S.CLOSED)

    def test_keep_all_or_none(self) -> None:
        lines, ada = [given.order_line(quantity=10) for _ in range(2)], given.user()
        reports = [Report(lines[0].pk, Decimal(4)), Report(lines[1].pk, Decimal(11))]

        with pytest.raises(ReportsRefused) as refusal:
            reporting.report(reports=reports, by=ada, channel="test")

        assert [fault.place for fault in refusal.value.faults] == [1]
        assert [standing(line) for line in lines] == [(0, 10, S.CONFIRMED)] * 2

    def test_are_one_revision(self) -> None:
        lines, ada = [given.order_line(quantity=10) for _ in range(3)], given.user()
        before = Site.objects.get().order_revision

        done = reporting.report(reports=[Report(line.pk, Decimal(4)) for line in lines], by=ada, channel="test")

        assert done.order_revisions == {"S1": before + 1}

    def test_happened_today_in_the_sites_zone_and_not_tomorrow(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        tomorrow = date(2099, 1, 1)

        assert ship(line, 1, ada).shipped_on == given.START
        with pytest.raises(ReportsRefused) as refusal:
            ship(line, 1, ada, shipped_on=tomorrow)

        assert list(refusal.value.faults[0].reasons) == ["shipped_on"]

    @pytest.mark.parametrize(
        ("asked", "field"),
        [({"quantity": "0.5"}, "quantity"), ({"external_id": "7"}, "source_system"), ({"to_stock": True}, "to_stock")],
    )
    def test_refuse_what_makes_no_sense(self, asked: dict[str, Any], field: str) -> None:
        with pytest.raises(ReportsRefused) as refusal:
            ship(given.order_line(), asked.pop("quantity", 1), given.user(), **asked)

        assert list(refusal.value.faults[0].reasons) == [field]

    def test_are_refused_where_the_line_was_seen_otherwise(self) -> None:
        line, ada = given.order_line(), given.user()
        ship(line, 1, ada, version=line.version)

        with pytest.raises(ReportsRefused) as refusal:
            ship(line, 1, ada, version=line.version - 1)

        assert refusal.value.faults[0].kind is AnswerKind.STALE

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
    def test_are_the_planners(self, role: Role) -> None:
        with pytest.raises(ReportsRefused) as refusal:
            ship(given.order_line(), 1, given.user(role))

        assert refusal.value.faults[0].kind is AnswerKind.MISSING

    def test_go_into_the_history_with_who_and_which_delivery_note(self) -> None:
        line, ada = given.order_line(), given.user()

        made = ship(line, 4, ada, document="DN-7", note="by lorry")

        event = apps.get_model("orders", "OrderLineEvent")._default_manager.order_by("pgh_id").last()
        told = event.pgh_context.metadata
        assert (told["user"], told["shipment"], told["document"], told["why"]) == (ada.pk, made.pk, "DN-7", "by lorry")


@pytest.mark.django_db(transaction=True)
class TestTheSameTwice:
    NAMED = {"source_system": "ERP", "external_id": "80001/10"}

    def test_is_one(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        first = ship(line, 4, ada, **self.NAMED)

        again = reported(line, 4, ada, **self.NAMED)

        assert (list(again.shipments), list(again.known)) == ([first], [first.pk])
        assert standing(line) == (4, 6, S.PART_SHIPPED)

    def test_also_where_the_line_could_not_take_it_again(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 10, ada, **self.NAMED)

        assert reported(line, 10, ada, **self.NAMED).known

    def test_saying_something_else_is_refused(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada, **self.NAMED)

        with pytest.raises(ReportsRefused) as refusal:
            ship(line, 5, ada, **self.NAMED)

        assert refusal.value.faults[0].rule == "known_otherwise"

    def test_in_one_call_is_refused(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        report = Report(line.pk, Decimal(1), **self.NAMED)  # type: ignore[arg-type]

        with pytest.raises(ReportsRefused):
            reporting.report(reports=[report, report], by=ada, channel="test")

        assert standing(line) == (0, 10, S.CONFIRMED)


@pytest.mark.django_db(transaction=True)
class TestReversals:
    def test_count_the_other_way_once(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        wrong = ship(line, 4, ada)

        done = reporting.reverse(shipment_id=wrong.pk, by=ada, channel="test", why="another line's")
        assert (done.shipments[0].effect, standing(line)) == (Decimal(-4), (0, 10, S.CONFIRMED))
        with pytest.raises(CannotReverse):
            reporting.reverse(shipment_id=wrong.pk, by=ada, channel="test")
        with pytest.raises(CannotReverse):
            reporting.reverse(shipment_id=done.shipments[0].pk, by=ada, channel="test")

        assert standing(line) == (0, 10, S.CONFIRMED)

    def test_of_a_return_ships_it_again(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 10, ada)
        wrong = take_back(line, 4, ada)

        reporting.reverse(shipment_id=wrong.pk, by=ada, channel="test")

        assert standing(line) == (10, 0, S.SHIPPED)

    def test_of_what_one_cannot_see_are_not_there(self) -> None:
        line = given.order_line(quantity=10)
        wrong = ship(line, 4, given.user())

        for stranger in (given.user(at=given.site("S2")), given.user(Role.MANAGER)):
            with pytest.raises(Shipment.DoesNotExist):
                reporting.reverse(shipment_id=wrong.pk, by=stranger, channel="test")

    @pytest.mark.parametrize("change", [{"quantity": 5}, {"note": "another"}, {"stock_moves": [[1, "5"]]}])
    def test_are_the_only_way_a_record_never_changes(self, change: dict[str, Any]) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada)

        with pytest.raises(InternalError), transaction.atomic():
            Shipment.objects.update(**change)
        with pytest.raises(InternalError), transaction.atomic():
            Shipment.objects.all().delete()

        Shipment.objects.update(made_by=None)  # a person who is gone leaves no name


@pytest.mark.django_db(transaction=True)
class TestClosing:
    def close(self, line: OrderLine, by: User, status: str) -> AnswerKind:
        wish = LineChange(line.pk, None, {"status": status})
        return changes.submit(changes=[wish], by=by, channel="test", keep_good=True).answers[0].kind

    def test_asks_for_nothing_more_and_can_be_taken_back(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada)

        assert self.close(line, ada, "closed") is AnswerKind.SAVED
        assert standing(line) == (4, 0, S.CLOSED)
        assert self.close(line, ada, "part_shipped") is AnswerKind.SAVED

        assert standing(line) == (4, 6, S.PART_SHIPPED)

    def test_is_not_taken_back_to_what_never_was(self) -> None:
        line, ada = given.order_line(quantity=10), given.user()
        ship(line, 4, ada)
        self.close(line, ada, "closed")

        assert self.close(line, ada, "confirmed") is AnswerKind.INVALID

        assert standing(line) == (4, 0, S.CLOSED)
