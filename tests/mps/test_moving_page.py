"""Moving work on the page Load: what a person is told, and that the steps do what was said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from company.models import Role
from mps.moving_wording import stays_words
from mps.queries import load
from mps.queries.moving import Stays
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.steering import Desk, lots

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = given.START
FRIDAY = MONDAY + timedelta(days=4)
NEXT = MONDAY + timedelta(days=7)


def mill(last: int) -> Plant:
    """A planned plant with three orders of 16 h, due on `last`, 2 and 4 days before: 480 minutes a day, 10 a pump."""
    shop = plant()
    for day in range(3):
        given.order_line(f"D{last - 2 * day}", shop.pump, shop.site, 96)
    published(shop.site)
    return shop


def crowded() -> Plant:
    """The orders are due in the fourth week; a person has fixed all their lots in the first, 48 h in 40."""
    shop = mill(25)
    desk = Desk(shop.site)
    moves = [{"kind": "move", "lot_key": key, "finish_date": FRIDAY.isoformat()} for key in lots(shop)]
    got = desk.publish(*moves)
    assert got.status_code == 200, got.content
    published(shop.site)
    return shop


def hours(shop: Plant) -> list[float]:
    """The hours of the first four weeks, by the plan that is current."""
    plan_id = Desk(shop.site).draft()["plan"]["id"]
    return [cell.load / MINUTES_IN_AN_HOUR for cell in load.load_map(plan_id).centers[0].cells[:4]]


def asked(client: Client, shop: Plant, **more: str) -> dict[str, Any]:
    query = {"center": shop.center.code, "from": MONDAY.isoformat(), "to": NEXT.isoformat(), **more}
    answer = client.get("/load/move/", query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_an_overload_moves_as_said_and_stays_there_in_the_next_plan() -> None:
    shop = crowded()
    desk = Desk(shop.site)
    assert hours(shop) == [48, 0, 0, 0]

    told = asked(desk.client, shop)

    (lot,) = told["lots"]
    assert (told["wanted"], told["moved"], told["suffices"]) == ("8", "16", True)
    assert (told["before"], told["after"]) == (["48", "0"], ["32", "16"])
    assert date.fromisoformat(lot["after"]) - date.fromisoformat(lot["before"]) == timedelta(days=7)
    assert told["steps"] == [{"kind": "move", "lot_key": lot["key"], "finish_date": lot["after"]}]
    assert desk.publish(*told["steps"]).status_code == 200
    published(shop.site)
    assert hours(shop) == [32, 16, 0, 0]


def test_as_many_lots_go_as_the_hours_that_are_asked_for_need() -> None:
    shop = crowded()

    assert len(asked(Desk(shop.site).client, shop, hours="30")["lots"]) == 2


def test_where_a_week_does_not_take_it_the_nearest_one_that_does_is_named() -> None:
    shop = crowded()
    desk = Desk(shop.site)
    assert asked(desk.client, shop)["nearest"] is None  # the week that is asked for takes it
    moves = asked(desk.client, shop, hours="30")["steps"]
    assert desk.publish(*moves).status_code == 200
    published(shop.site)
    assert hours(shop) == [16, 32, 0, 0]

    told = asked(desk.client, shop, hours="16")

    assert (told["suffices"], told["nearest"]) == (False, (NEXT + timedelta(days=7)).isoformat())
    assert asked(desk.client, shop, hours="16", to=told["nearest"])["suffices"] is True


def test_where_nothing_may_move_it_says_why() -> None:
    shop = mill(4)

    told = asked(Desk(shop.site).client, shop)

    assert (told["lots"], told["steps"]) == ([], [])
    assert any("somebody would be late" in words for words in told["stays"])


@pytest.mark.parametrize(
    ("asks", "status", "words"),
    [({"center": "NOPE"}, 404, ""), ({"to": "2026-01-13"}, 404, ""), ({"to": "2026-01-05"}, 400, "the same week"),
     ({"hours": "x"}, 400, "a number."), ({"hours": "-1"}, 400, "0 or more"), ({"hours": "nan"}, 400, "0 or more")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(asks: dict[str, str], status: int, words: str) -> None:
    shop = mill(25)
    query = {"center": shop.center.code, "from": MONDAY.isoformat(), "to": NEXT.isoformat(), **asks}

    answer = Desk(shop.site).client.get("/load/move/", query)

    assert answer.status_code == status
    assert status == 404 or words in answer.json()["detail"]


def test_is_for_those_who_steer() -> None:
    shop = mill(25)
    floor = Client()
    floor.force_login(given.user(Role.FLOOR, at=shop.site))

    assert floor.get("/load/move/").status_code == 403
    assert "data-move" not in floor.get("/load/").content.decode()
    assert "data-move" in Desk(shop.site).client.get("/load/").content.decode()


def test_a_fence_that_came_after_the_plan_gives_no_steps() -> None:
    shop = crowded()
    shop.site.demand_time_fence_days = 30
    shop.site.save()

    told = asked(Desk(shop.site).client, shop)

    assert told["steps"] == []
    assert "frozen fence" in told["refused"][0]


def test_every_reason_has_its_sentence() -> None:
    assert len(set(stays_words(dict.fromkeys(Stays, 2)))) == len(Stays)
    assert all(words.startswith("2 lots stay") for words in stays_words(dict.fromkeys(Stays, 2)))
