"""Why a line is at risk, and what would give it more to spare: what people hear is what the plan then does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from company.models import Role, User
from materials.models import ItemSite, ScheduledReceipt, StockBalance
from mps import repairs
from mps.late_wording import apart_words, nothing_words, piece_words
from mps.repair_question import Piece, RepairAnswer, RepairQuestion
from orders.models import LineOutlook, OrderLine, OutlookStatus
from tests import given
from tests.mps.plant import Plant, plant, published
from tests.mps.steering import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_cold")]


def just_in_time(days: int = 4) -> tuple[Plant, OrderLine]:
    """A line for some days after the Monday on which the horizon begins; its lot is made for that very day."""
    shop = plant()
    wanted = shop.site.horizon_start + timedelta(days=days)
    line = given.order_line(wanted, shop.pump, shop.site, 10, promised_date=wanted)
    published(shop.site)
    assert status_of(line) == OutlookStatus.AT_RISK
    return shop, line


def status_of(line: OrderLine) -> str:
    return LineOutlook.objects.get(line=line).status


def asked(line: OrderLine, person: User) -> RepairAnswer:
    return repairs.answer_to(RepairQuestion("ticket", line.site_id, line.pk, person.pk), stop=lambda: False)


class TestAnswer:
    def test_has_the_line_there_with_two_working_days_to_spare(self) -> None:
        shop, line = just_in_time()
        answer = asked(line, given.user(Role.PLANNER, at=shop.site))
        assert (answer.is_late, answer.is_at_risk, answer.finished) == (False, True, True)
        assert answer.due_date == line.promised_date
        assert answer.wanted_by == shop.site.horizon_start + timedelta(days=2)
        [way] = answer.ways
        assert [piece.kind for piece in way.pieces] == ["fix_lot"]
        assert (way.price, way.ready_date) == (0.0, answer.wanted_by)

    def test_who_is_due_too_soon_is_told_so(self) -> None:
        shop, line = just_in_time(days=1)
        answer = asked(line, given.user(Role.PLANNER, at=shop.site))
        assert (answer.is_at_risk, answer.wanted_by, answer.ways) == (True, None, ())
        assert "due so soon" in nothing_words(answer, today=shop.site.horizon_start)

    def test_asking_changes_nothing(self) -> None:
        shop, line = just_in_time()
        before = list(LineOutlook.objects.values())
        asked(line, given.user(Role.PLANNER, at=shop.site))
        assert list(LineOutlook.objects.values()) == before


@pytest.mark.usefixtures("_worker")
class TestPage:
    def test_its_steps_published_the_line_is_no_longer_at_risk(self) -> None:
        shop, line = just_in_time()
        desk = Desk(shop.site)
        told = desk.client.get(f"/late/{line.pk}/ways-out/").json()
        [way] = told["ways"]
        assert (told["is_at_risk"], told["why"], [step["kind"] for step in way["steps"]]) == (True, [], ["move"])

        done = desk.publish(*way["steps"])
        assert done.status_code in {200, 201}, done.content
        published(shop.site)

        assert status_of(line) == OutlookStatus.ON_TIME


@pytest.mark.usefixtures("_worker")
class TestKnownAtOnce:
    """The page says what the published plan knows before anything is searched."""

    def known(self, shop: Plant, line: OrderLine) -> Any:
        return Desk(shop.site).client.get(f"/late/{line.pk}/").context["known"]

    def test_a_line_that_is_made_just_in_time(self) -> None:
        shop, line = just_in_time()
        known = self.known(shop, line)
        assert (known["is_at_risk"], known["why"], known["ready"]) == (True, [], line.promised_date)
        assert known["wanted_by"] == shop.site.horizon_start + timedelta(days=2)

    def test_a_line_that_waits_for_a_receipt(self) -> None:
        shop = plant()
        wanted = shop.site.horizon_start + timedelta(days=4)
        ItemSite.objects.filter(site=shop.site, item=shop.casing).update(lead_time_days=90)
        StockBalance.objects.filter(item=shop.casing).delete()
        ScheduledReceipt.objects.create(
            document="PO-7", line=10, item=shop.casing, site=shop.site, quantity=50, due_date=wanted
        )
        line = given.order_line(wanted, shop.pump, shop.site, 10, promised_date=wanted)
        published(shop.site)
        assert status_of(line) == OutlookStatus.AT_RISK
        known = self.known(shop, line)
        assert "PO-7/10" in known["why"][0]["words"]
        assert known["why"] == Desk(shop.site).client.get(f"/late/{line.pk}/ways-out/").json()["why"]


class TestWords:
    def test_says_what_is_made_ready_sooner(self) -> None:
        piece = Piece("fix_lot", "PUMP", "PUMP-1", days=2, quantity=10.0, to_date=date(2026, 1, 7))
        words = piece_words(piece, names={}, today=date(2026, 1, 5))
        assert words.startswith("Have the lot PUMP-1 ready on")
        assert "10 of PUMP" in words
        assert apart_words(piece) == "2 days sooner"
