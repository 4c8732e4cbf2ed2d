"""Where an element of a way out is done by hand: the very record, for who may change it, and who may for the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from company.models import Role, User
from materials.models import ScheduledReceipt
from mps.late_places import Place, place_of
from mps.repair_question import SPLIT, Piece
from orders.models import OrderLine
from tests import given
from tests.mps.plant import Plant, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Plant:
    return plant()


def late_line(shop: Plant) -> OrderLine:
    return given.order_line("D1", shop.pump, shop.site, 5)


def place(shop: Plant, piece: Piece, role: Role) -> Place:
    person: User = given.user(role, at=shop.site)
    with override("en"):
        return place_of(piece, late_line(shop), person)


def test_a_receipt_is_changed_in_its_record_or_imported(shop: Plant) -> None:
    receipt = ScheduledReceipt.objects.create(
        document="PO-7/A", line=10, item=shop.pump, site=shop.site, quantity=5,
        due_date=shop.site.horizon_start + timedelta(days=9),
    )  # fmt: skip
    piece = Piece("expedite", shop.pump.code, str(receipt))
    assert place(shop, piece, Role.ADMIN).href == f"/admin/materials/scheduledreceipt/{receipt.pk}/change/"
    assert place(shop, piece, Role.PLANNER).href == "/import/"
    seller = place(shop, piece, Role.SALES)
    assert (seller.href, seller.who) == ("", "Planner, Administrator")


def test_lot_rules_are_master_data(shop: Plant) -> None:
    piece = Piece("relax", shop.pump.code, "minimum")
    assert place(shop, piece, Role.ADMIN).href == f"/admin/materials/item/{shop.pump.pk}/change/"
    planner = place(shop, piece, Role.PLANNER)
    assert (planner.href, planner.who) == ("", "Administrator")


def test_a_delivery_is_agreed_in_its_order(shop: Plant) -> None:
    line, person = late_line(shop), given.user(Role.PLANNER, at=shop.site)
    with override("en"):
        found = place_of(Piece(SPLIT, is_own=True, line_id=line.pk), line, person)
    assert found.href == f"/orders/{line.order.number}/"
    assert found.who == "Planner, Production manager, Sales"


def test_an_order_that_one_may_not_see_has_no_link(shop: Plant) -> None:
    assert place(shop, Piece("move_part"), Role.SALES).href == ""


def test_what_a_draft_can_do_is_done_in_the_master_schedule(shop: Plant) -> None:
    found = place(shop, Piece("overtime"), Role.SALES)
    assert (found.href, found.who) == ("", "Planner, Production manager")
    assert place(shop, Piece("overtime"), Role.PLANNER).href.startswith("/master-schedule/")
