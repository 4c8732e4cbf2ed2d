"""Builders of promises at the small plant, for tests of the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from company.models import Role, User
from mps import whatif
from mps.promising import For, Wish
from orders.promises.models import Promise, PromiseEvent
from tests import given
from tests.mps.plant import Plant

PUMPS_A_DAY = 48  # 480 minutes, 10 each


def for_someone(mill: Plant, *, held: bool = True, by: User | None = None, number: str = "") -> For:
    until = timezone.now() + timedelta(minutes=30) if held else None
    return For(mill.site, given.customer(), by or given.user(Role.SALES, at=mill.site), "web", until, number)


def wish(mill: Plant, quantity: int, when: str) -> Wish:
    return Wish(mill.pump, Decimal(quantity), given.day(when), given.day(when))


def earliest(mill: Plant, quantity: int) -> date | None:
    asked = whatif.quote_for(site=mill.site, item=mill.pump.code, quantity=quantity, wanted_date=given.START)
    return asked.delivery_date


def happened(made: Promise) -> list[str]:
    return list(PromiseEvent.objects.filter(promise=made).values_list("kind", flat=True))
