"""What a sheet of orders brings back is merged with what others did meanwhile, cell by cell, saved, and undone."""

from __future__ import annotations

from datetime import date

import pytest

from company.models import Role
from orders.models import ChangeRequest, ChangeState, OrderLine
from tests import given
from tests.connectors.order_sheets import brought, change, client_of, edited, exported, rows, saved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> OrderLine:
    return given.order_line(date(2026, 12, 1), quantity=10, note="call first")


class TestMerge:
    def test_what_others_changed_elsewhere_stays_and_mine_is_saved(self, line: OrderLine) -> None:
        client, other = client_of(given.user()), given.user(Role.MANAGER)
        content = edited(exported(client, line), (0, "quantity", 40))
        change(line, other, priority=1)

        review = brought(client, content)
        saved(client, review)

        line.refresh_from_db()
        assert rows(review) == [(str(line), "10", "40", "saved")]
        assert (int(line.quantity), line.priority) == (40, 1)

    def test_a_cell_changed_on_both_sides_is_shown_with_who_and_when_and_stays(self, line: OrderLine) -> None:
        client, other = client_of(given.user()), given.user(username="ann")
        content = edited(exported(client, line), (0, "quantity", 40), (0, "priority", 2))
        change(line, other, quantity=30)

        review = brought(client, content)
        saved(client, review)

        line.refresh_from_db()
        (conflict,) = [row["conflict"] for row in review.context["rows"] if row["conflict"]]
        assert (conflict.now, conflict.who) == ("30", "ann")
        assert conflict.at is not None
        assert (int(line.quantity), line.priority) == (30, 2)

    def test_mine_is_saved_where_it_is_chosen(self, line: OrderLine) -> None:
        client = client_of(given.user())
        content = edited(exported(client, line), (0, "quantity", 40))
        change(line, given.user(), quantity=30)

        saved(client, brought(client, content), mine=[f"{line.pk}:quantity"])

        line.refresh_from_db()
        assert line.quantity == 40

    def test_the_same_change_on_both_sides_is_no_change(self, line: OrderLine) -> None:
        client = client_of(given.user())
        content = edited(exported(client, line), (0, "quantity", 40))
        change(line, given.user(), quantity=40)

        assert rows(brought(client, content)) == []

    def test_brought_twice_changes_nothing_the_second_time(self, line: OrderLine) -> None:
        client = client_of(given.user())
        content = edited(exported(client, line), (0, "quantity", 40))
        saved(client, brought(client, content))

        assert rows(brought(client, content)) == []

    def test_what_is_changed_between_the_look_and_the_saving_is_not_overwritten(self, line: OrderLine) -> None:
        client = client_of(given.user())
        review = brought(client, edited(exported(client, line), (0, "quantity", 40)))
        change(line, given.user(), quantity=30)

        answer = saved(client, review)

        line.refresh_from_db()
        assert line.quantity == 30
        assert "bring the sheet in again" in answer.content.decode()

    def test_the_history_says_that_it_came_from_excel_and_why(self, line: OrderLine) -> None:
        client = client_of(given.user())

        saved(client, brought(client, edited(exported(client, line), (0, "quantity", 40))), why="agreed by phone")

        request = ChangeRequest.objects.get()
        assert (request.channel, request.why, request.state) == ("excel", "agreed by phone", ChangeState.APPLIED)

    def test_all_lines_are_one_revision(self, line: OrderLine) -> None:
        client, other = client_of(given.user()), given.order_line()
        content = edited(exported(client, line, other), (0, "quantity", 40), (1, "quantity", 41))
        line.site.refresh_from_db()
        revision = line.site.order_revision

        saved(client, brought(client, content))

        line.site.refresh_from_db()
        assert line.site.order_revision == revision + 1


class TestUndo:
    def test_gives_back_what_was_there(self, line: OrderLine) -> None:
        client = client_of(given.user())
        done = saved(client, brought(client, edited(exported(client, line), (0, "quantity", 40), (0, "note", ""))))

        client.post("/orders/sheet/undo/", {"payload": done.context["payload"]})

        line.refresh_from_db()
        assert (int(line.quantity), line.note) == (10, "call first")

    def test_leaves_alone_what_was_changed_since(self, line: OrderLine) -> None:
        client = client_of(given.user())
        done = saved(client, brought(client, edited(exported(client, line), (0, "quantity", 40))))
        change(line, given.user(), quantity=50)

        answer = client.post("/orders/sheet/undo/", {"payload": done.context["payload"]})

        line.refresh_from_db()
        assert line.quantity == 50
        assert answer.context["held_up"]


class TestRights:
    def test_a_page_of_somebody_else_saves_nothing(self, line: OrderLine) -> None:
        client = client_of(given.user())
        review = brought(client, edited(exported(client, line), (0, "quantity", 40)))

        answer = saved(client_of(given.user()), review)

        line.refresh_from_db()
        assert (answer.status_code, int(line.quantity)) == (400, 10)

    def test_a_line_of_another_territory_is_none_of_the_persons(self, line: OrderLine) -> None:
        content = edited(exported(client_of(given.user()), line), (0, "quantity", 40))
        client = client_of(given.user(Role.SALES, territory="EAST"))

        review = brought(client, content)

        assert [fate for *_rest, fate in rows(review)] == ["missing"]
        assert review.context["payload"] == ""

    def test_a_field_that_is_not_the_roles_is_refused(self, line: OrderLine) -> None:
        client = client_of(given.user(Role.SALES))

        review = brought(client, edited(exported(client, line), (0, "priority", 1), (0, "quantity", 11)))

        assert {fate for *_rest, fate in rows(review)} == {"refused"}

    @pytest.mark.parametrize(("role", "status"), [(Role.FLOOR, 403), (Role.ADMIN, 403), (Role.SALES, 200)])
    def test_only_who_may_change_orders_brings_a_sheet(self, role: Role, status: int) -> None:
        given.site()

        assert client_of(given.user(role)).get("/orders/sheet/").status_code == status
