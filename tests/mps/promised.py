"""Builders of promises at the small plant, for tests of the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from capacity.models import WorkCenter
from company.models import Role, User
from materials.models import Item
from mps import whatif
from mps.promising import Wish, promise
from orders.models import Customer, DeliveryRecord
from orders.promises.book import Terms
from orders.promises.models import Assurance, Promise, PromiseEvent
from tests import given
from tests.mps.plant import Plant, published

PUMPS_A_DAY = 48  # 480 minutes, 10 each


def for_someone(mill: Plant, *, held: bool = True, by: User | None = None, number: str = "") -> Terms:
    until = timezone.now() + timedelta(minutes=30) if held else None
    return Terms(mill.site, given.customer(), by or given.user(Role.SALES, at=mill.site), "web", until, number)


def wish(mill: Plant, quantity: int, when: str) -> Wish:
    return Wish(mill.pump, Decimal(quantity), given.day(when), given.day(when))


def earliest(mill: Plant, quantity: int) -> date | None:
    asked = whatif.quote_for(site=mill.site, item=mill.pump.code, quantity=quantity, wanted_date=given.START)
    return asked.delivery_date


def happened(made: Promise) -> list[str]:
    return list(PromiseEvent.objects.filter(promise=made).values_list("kind", flat=True))


def promised(mill: Plant, by: User, *wishes: Wish, minutes: int | None = None) -> list[Promise]:
    until = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
    terms = Terms(mill.site, Customer.objects.get(code="ACME"), by, "web", until)
    return promise(wishes or [wish(mill, 48, "D1")], terms)


def in_danger(mill: Plant, by: User) -> Promise:
    """Return a promise that a plan can no longer keep: the line's work centre has lost most of its time."""
    [made] = promised(mill, by, wish(mill, 96, "D1"))
    published(mill.site)
    WorkCenter.objects.filter(pk=mill.center.pk).update(efficiency_share="0.25")
    published(mill.site)
    made.refresh_from_db()
    assert made.assurance == Assurance.AT_RISK
    return made


def delivered(mill: Plant, item: Item, *, days_late: int, count: int = 120) -> None:
    """Let an item have come so many days late, over and over: due on Mondays, so that days are working days."""
    monday = given.START - timedelta(days=given.START.weekday() + 7 * 10)
    dues = [monday - timedelta(weeks=number % 40) for number in range(count)]
    DeliveryRecord.objects.bulk_create(
        DeliveryRecord(
            site=mill.site, document=f"{item.code}-{number}", item=item, source="X", due_date=due,
            actual_date=due + timedelta(days=days_late), quantity=1,
        )
        for number, due in enumerate(dues)
    )  # fmt: skip
