"""Changing order lines: what is saved, what waits, what is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection

from company.models import Role, Site, User
from orders import changes
from orders.changes import AnswerKind, LineChange, Submitted
from orders.models import ChangeRequest, ChangeState, LineStatus, OrderLine
from tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def submit(by: User, *wishes: LineChange, keep_good: bool = False, why: str = "") -> Submitted:
    return changes.submit(changes=wishes, by=by, channel="test", why=why, keep_good=keep_good)


def wish(line: OrderLine, version: int | None = None, **values: Any) -> LineChange:
    return LineChange(line.pk, line.version if version is None else version, values)


def history_of(line: OrderLine) -> list[tuple[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event.pgh_label, context.metadata::text FROM orders_orderlineevent event"
            " LEFT JOIN pghistory_context context ON context.id = event.pgh_context_id"
            " WHERE event.pgh_obj_id = %s ORDER BY event.pgh_id",
            [line.pk],
        )
        return [(label, json.loads(metadata or "null")) for label, metadata in cursor.fetchall()]


class TestSaving:
    def test_saves_the_values_and_answers_with_version_and_revision(self) -> None:
        line, planner = given.order_line(quantity=10, of=given.item(unit="kg")), given.user(Role.PLANNER)
        before = given.site().order_revision

        done = submit(planner, wish(line, quantity=12.5, requested_date="2026-02-02", priority=1))

        line.refresh_from_db()
        assert (str(line.quantity), line.requested_date, line.priority) == ("12.5000", date(2026, 2, 2), 1)
        [answer] = done.answers
        assert (answer.kind, answer.version, answer.fields["quantity"]) == (AnswerKind.SAVED, line.version, "12.5")
        assert done.order_revisions == {"S1": Site.objects.get().order_revision}
        assert done.order_revisions["S1"] > before

    def test_bumps_the_revision_once_for_many_lines(self) -> None:
        lines, planner = [given.order_line() for _ in range(5)], given.user(Role.PLANNER)
        before = Site.objects.get().order_revision

        done = submit(planner, *(wish(line, quantity=11) for line in lines))

        assert done.order_revisions["S1"] == Site.objects.get().order_revision == before + 1

    def test_leaves_version_revision_and_history_alone_where_nothing_differs(self) -> None:
        line, planner = given.order_line(quantity=10), given.user(Role.PLANNER)
        before = Site.objects.get().order_revision

        done = submit(planner, wish(line, quantity="10.0", requested_date=line.requested_date.isoformat()))

        assert done.answers[0].kind is AnswerKind.SAVED
        assert (done.answers[0].version, Site.objects.get().order_revision) == (line.version, before)
        assert [label for label, _context in history_of(line)] == ["insert"]
        assert not ChangeRequest.objects.exists()

    def test_keeps_who_how_and_why_with_the_change(self) -> None:
        line, planner = given.order_line(quantity=10), given.user(Role.PLANNER)

        submit(planner, wish(line, quantity=12), why="customer called")

        kept = ChangeRequest.objects.get()
        assert (kept.state, kept.requested_by, kept.why) == (ChangeState.APPLIED, planner, "customer called")
        assert (kept.before, kept.proposal) == ({"quantity": "10"}, {"quantity": "12"})
        label, context = history_of(line)[-1]
        assert (label, context) == ("update", {"user": planner.pk, "channel": "test", "why": "customer called"})


class TestAllOrNothing:
    def test_saves_nothing_when_one_change_is_bad_and_answers_with_the_bad_ones(self) -> None:
        good, bad, planner = given.order_line(), given.order_line(), given.user(Role.PLANNER)

        done = submit(planner, wish(good, quantity=99), wish(bad, quantity=-1))

        good.refresh_from_db()
        assert good.quantity == 10
        assert [(answer.line_id, answer.kind) for answer in done.answers] == [(bad.pk, AnswerKind.INVALID)]

    def test_keeps_the_good_ones_when_asked_to(self) -> None:
        good, bad, planner = given.order_line(), given.order_line(), given.user(Role.PLANNER)

        done = submit(planner, wish(good, quantity=99), wish(bad, quantity=-1), keep_good=True)

        good.refresh_from_db()
        assert good.quantity == 99
        assert [answer.kind for answer in done.answers] == [AnswerKind.SAVED, AnswerKind.INVALID]

    def test_refuses_a_line_that_is_listed_twice(self) -> None:
        line, planner = given.order_line(), given.user(Role.PLANNER)

        done = submit(planner, wish(line, quantity=11), wish(line, quantity=12))

        assert [answer.kind for answer in done.answers] == [AnswerKind.INVALID]


class TestStale:
    def test_answers_with_the_current_values_who_and_when(self) -> None:
        line, planner = given.order_line(quantity=10), given.user(Role.PLANNER)
        other = given.user(Role.PLANNER, first_name="Ada", last_name="Lovelace")
        submit(other, wish(line, quantity=20))

        [answer] = submit(planner, wish(line, quantity=30)).answers

        assert (answer.kind, answer.version, answer.fields["quantity"]) == (AnswerKind.STALE, line.version + 1, "20")
        assert answer.changed_by == "Ada Lovelace"
        assert answer.changed_at is not None

    def test_names_nobody_when_an_import_changed_the_line(self) -> None:
        line, planner = given.order_line(quantity=10), given.user(Role.PLANNER)
        OrderLine.objects.update(quantity=20)

        [answer] = submit(planner, wish(line, quantity=30)).answers

        assert (answer.kind, answer.changed_by) == (AnswerKind.STALE, "")


class TestValues:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("quantity", 0), ("quantity", -1), ("quantity", "NaN"), ("quantity", float("inf")), ("quantity", "ten"),
            ("quantity", True), ("quantity", None), ("quantity", "1e400"), ("quantity", 10**15),
            ("quantity", "1.00001"),
            ("requested_date", "2026-02-30"), ("requested_date", "1999-12-31"), ("requested_date", "2101-01-01"),
            ("requested_date", "05/01/2026"), ("requested_date", None), ("requested_date", 20260105),
            ("promised_date", "soon"), ("priority", 0), ("priority", 10), ("priority", 2.5), ("priority", "high"),
            ("priority", True), ("may_split", "perhaps"), ("status", "shipped"), ("note", "a\x00b"), ("note", 5),
            ("version", 7), ("item", "other"), ("no_such_field", 1),
        ],
    )  # fmt: skip
    def test_what_is_no_value_of_the_field_is_answered_with_a_reason(self, field: str, value: object) -> None:
        line, planner = given.order_line(), given.user(Role.PLANNER)

        [answer] = submit(planner, LineChange(line.pk, line.version, {field: value})).answers

        assert answer.kind is AnswerKind.INVALID
        assert answer.reasons[field]

    def test_a_quantity_below_what_is_shipped_is_answered_with_a_reason(self) -> None:
        line, planner = given.order_line(quantity=10, shipped_quantity=4), given.user(Role.PLANNER)

        below, at = (submit(planner, wish(line, quantity=quantity)).answers[0].kind for quantity in (3, 4))

        assert (below, at) == (AnswerKind.INVALID, AnswerKind.SAVED)

    def test_a_promised_date_can_be_taken_away(self) -> None:
        line, planner = given.order_line(promised_date=given.day("W4")), given.user(Role.PLANNER)

        submit(planner, wish(line, promised_date=None))

        line.refresh_from_db()
        assert line.promised_date is None

    def test_a_finished_line_is_refused(self) -> None:
        line, planner = given.order_line(status=LineStatus.SHIPPED), given.user(Role.PLANNER)

        [answer] = submit(planner, wish(line, quantity=11)).answers

        assert (answer.kind, answer.rule) == (AnswerKind.REFUSED, "line_closed")

    def test_a_cancelled_line_comes_back_only_by_its_status(self) -> None:
        line, planner = given.order_line(status=LineStatus.CANCELLED), given.user(Role.PLANNER)

        alone = submit(planner, wish(line, quantity=11)).answers[0].kind
        revived = submit(planner, wish(line, status="confirmed", quantity=11)).answers[0].kind

        assert (alone, revived) == (AnswerKind.REFUSED, AnswerKind.SAVED)


class TestRoles:
    def test_sales_may_not_change_a_priority(self) -> None:
        line, sales = given.order_line(), given.user(Role.SALES)

        [answer] = submit(sales, wish(line, priority=1)).answers

        assert (answer.kind, answer.rule) == (AnswerKind.REFUSED, changes.NOT_YOUR_FIELD)
        assert list(answer.reasons) == ["priority"]

    def test_a_line_of_another_site_does_not_exist(self) -> None:
        line = given.order_line(at=given.site("S2"))
        planner = given.user(Role.PLANNER, at=given.site("S1"))

        assert submit(planner, wish(line, quantity=11)).answers[0].kind is AnswerKind.MISSING

    def test_a_line_of_another_territory_does_not_exist_for_sales(self) -> None:
        mine = given.order_line(customer=given.customer(territory="north"))
        theirs = given.order_line(customer=given.customer(territory="south"))
        sales = given.user(Role.SALES, territory="north")

        kinds = [submit(sales, wish(line, quantity=11)).answers[0].kind for line in (mine, theirs)]

        assert kinds == [AnswerKind.SAVED, AnswerKind.MISSING]

    def test_the_shop_floor_sees_no_line(self) -> None:
        line, floor = given.order_line(), given.user(Role.FLOOR)

        assert submit(floor, wish(line, quantity=11)).answers[0].kind is AnswerKind.MISSING

    def test_an_administrator_sees_lines_but_edits_none(self) -> None:
        line, admin = given.order_line(), given.user(Role.ADMIN)

        assert submit(admin, wish(line, quantity=11)).answers[0].rule == changes.NOT_YOUR_FIELD


class TestTypedText:
    @pytest.mark.parametrize(
        ("field", "text", "value"),
        [
            ("quantity", "1.5万", "15000"), ("quantity", "￥１，２００", "1200"), ("quantity", "45.000,00", "45000"),
            ("requested_date", "31/12/2026", "2026-12-31"), ("requested_date", "三月九日", "2026-03-09"),
            ("promised_date", "9.3.27", "2027-03-09"), ("promised_date", " ", ""), ("priority", "\u00a0２ ", "2"),
        ],
    )  # fmt: skip
    def test_is_read_as_in_the_grid(self, field: str, text: str, value: str) -> None:
        line = given.order_line(date(2026, 1, 19))

        [answer] = submit(given.user(Role.PLANNER), LineChange(line.pk, 1, {field: text})).answers

        assert (answer.kind, answer.fields[field]) == (AnswerKind.SAVED, value)

    def test_that_could_be_two_days_is_refused_with_both(self) -> None:
        line = given.order_line()

        [answer] = submit(given.user(Role.PLANNER), wish(line, requested_date="3/4/2026")).answers

        words = "This could be 2026-03-04, 2026-04-03: write it as one of them."
        assert (answer.kind, answer.reasons) == (AnswerKind.INVALID, {"requested_date": words})


class TestForetelling:
    def test_answers_as_saving_then_does_and_writes_nothing(self) -> None:
        good, finished, bad = given.order_line(), given.order_line(status=LineStatus.SHIPPED), given.order_line()
        wishes = [wish(good, quantity=12), wish(finished, quantity=12), wish(bad, priority=12), wish(good, 7, note="x")]
        planner = given.user(Role.PLANNER)

        told = changes.foretell(wishes[:3], planner).answers

        assert [answer.kind for answer in told] == [AnswerKind.SAVED, AnswerKind.REFUSED, AnswerKind.INVALID]
        assert changes.foretell(wishes[3:], planner).answers[0].kind is AnswerKind.STALE
        good.refresh_from_db()
        assert (int(good.quantity), good.version) == (10, 1)
        assert not ChangeRequest.objects.exists()
        done = submit(planner, *wishes[:3], keep_good=True).answers
        assert [answer.kind for answer in done] == [answer.kind for answer in told]
        assert [answer.reasons for answer in done] == [answer.reasons for answer in told]

    def test_knows_no_lines_of_others(self) -> None:
        foreign = given.order_line(order=given.order(customer=given.customer(territory="WEST")))

        [told] = changes.foretell([wish(foreign, quantity=12)], given.user(Role.SALES, territory="EAST")).answers

        assert (told.kind, told.fields) == (AnswerKind.MISSING, {})
