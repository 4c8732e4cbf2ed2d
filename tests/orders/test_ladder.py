"""The ladder of statuses: every step is declared, and no other is made."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from orders import changes, ladder
from orders.changes import AnswerKind, LineChange
from orders.line_values import REOPENED_STATUSES, SETTABLE_STATUSES
from orders.models import LineStatus, OrderLine
from tests import given

S = LineStatus
PAIRS = list(product(LineStatus, SETTABLE_STATUSES))


class TestDeclared:
    def test_for_every_status(self) -> None:
        assert set(ladder.BY_PERSON) == set(LineStatus)

    def test_people_set_only_what_is_theirs_to_set(self) -> None:
        set_by_person = set().union(*(after for before, after in ladder.BY_PERSON.items() if before is not S.CLOSED))

        assert set_by_person <= set(SETTABLE_STATUSES)
        assert ladder.BY_PERSON[S.CLOSED] <= {*SETTABLE_STATUSES, *REOPENED_STATUSES}

    def test_reports_lead_only_to_what_happened(self) -> None:
        reached = set().union(*ladder.BY_REPORT.values())

        assert reached == {S.RELEASED, S.PART_SHIPPED, S.SHIPPED, S.CONFIRMED}  # confirmed: all of it came back

    def test_no_report_leads_out_of_closed_and_a_person_only_back(self) -> None:
        assert not any(ladder.may_report(S.CLOSED, after) for after in LineStatus if after is not S.CLOSED)
        assert all(S.CLOSED in ladder.BY_PERSON[after] for after in ladder.BY_PERSON[S.CLOSED])

    @pytest.mark.parametrize(("shipped", "status", "agrees"), [
        (0, S.CONFIRMED, True), (0, S.PART_SHIPPED, False), (4, S.CONFIRMED, False), (4, S.PART_SHIPPED, True),
    ])  # fmt: skip
    def test_reopens_to_what_agrees_with_what_is_shipped(self, shipped: int, status: S, agrees: bool) -> None:
        assert ladder.agrees_with_shipped(status, shipped=Decimal(shipped)) is agrees

    def test_everything_can_be_reached_from_a_quote(self) -> None:
        reached, found = {S.QUOTE}, {S.QUOTE}
        while found:
            steps = [*ladder.BY_PERSON.values(), *ladder.BY_REPORT.values()]
            assert steps
            found = {after for before in found for table in (ladder.BY_PERSON, ladder.BY_REPORT)
                     for after in table.get(before, ())} - reached  # fmt: skip
            reached |= found

        assert reached == set(LineStatus) - {S.HELD}  # a promise alone begins so: orders.promises


@pytest.mark.parametrize(
    ("shipped", "status"), [(-1, S.CONFIRMED), (0, S.CONFIRMED), (4, S.PART_SHIPPED), (10, S.SHIPPED), (11, S.SHIPPED)]
)
def test_the_status_after_a_shipment_is_what_is_shipped_in_all(shipped: int, status: LineStatus) -> None:
    assert ladder.after_shipment(shipped=Decimal(shipped), quantity=Decimal(10)) is status


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair[0] is not pair[1]])
def test_a_person_makes_the_declared_steps_and_no_other(before: LineStatus, after: LineStatus) -> None:
    line = given.order_line(status=before)
    wish = LineChange(line.pk, None, {"status": after.value})

    [answer] = changes.submit(changes=[wish], by=given.user(), channel="test", keep_good=True).answers

    made = answer.kind is AnswerKind.SAVED
    assert made == ladder.may_set(before, after)
    assert OrderLine.objects.get().status == (after if made else before)
    if not made:
        assert str(before.label) in answer.reasons["status"]
