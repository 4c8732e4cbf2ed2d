"""What the tests of steering by hand have in common."""

from __future__ import annotations

from typing import Any

from django.test import Client

from company.models import Role, Site, User
from mps import run
from mps.models import PlannedOrder, SitePlanning
from tests import given
from tests.mps.plant import Plant, plant, published

PAGE = "/master-schedule/"
WEEK_2 = "2026-01-12"  # a Monday: a bucket of a day, as all of the first four weeks are


def mill(quantity: float = 96) -> Plant:
    """A plant with a plan: two days' work, wanted on the second Friday; 480 minutes a day, 10 a pump."""
    shop = plant()
    given.order_line(due="D11", of=shop.pump, at=shop.site, quantity=quantity)
    published(shop.site)
    return shop


class Desk:
    """A person at the master schedule of a site."""

    def __init__(self, site: Site, person: User | None = None) -> None:
        self.site, self.person = site, person or given.user(Role.PLANNER, at=site)
        self.client = Client()
        self.client.force_login(self.person)

    def draft(self) -> dict[str, Any]:
        return dict(self.client.get(f"{PAGE}draft/?site={self.site.code}").json())

    def put(self, *steps: Any, version: int | None = None) -> Any:
        seen = self.draft()["version"] if version is None else version
        return self.client.put(
            f"{PAGE}draft/?site={self.site.code}", {"steps": list(steps)}, content_type="application/json",
            headers={"If-Match": f'"{seen}"'},
        )  # fmt: skip

    def check(self, *steps: Any) -> dict[str, Any]:
        if steps:
            assert self.put(*steps).status_code == 200
        return self._checked({})

    def check_thoroughly(self) -> dict[str, Any]:
        return self._checked({"thorough": True})

    def _checked(self, body: dict[str, Any]) -> dict[str, Any]:
        got = self.client.post(f"{PAGE}draft/check/?site={self.site.code}", body, content_type="application/json")
        assert got.status_code == 200, got.content
        return dict(got.json())

    def publish(self, *steps: Any, reason: str = "as agreed") -> Any:
        if steps:
            got = self.put(*steps)
            assert got.status_code == 200, got.content
        body = {"version": self.draft()["version"], "reason": reason}
        return self.client.post(
            f"{PAGE}draft/publish/?site={self.site.code}", body, content_type="application/json"
        )

    def undo(self, publication: int, reason: str = "a mistake") -> Any:
        address = f"{PAGE}steering/{publication}/undo/?site={self.site.code}"
        return self.client.post(address, {"reason": reason}, content_type="application/json")


def quantity(shop: Plant, bucket: str, quantity: str | None, **more: Any) -> dict[str, Any]:
    return {"kind": "quantity", "item_id": shop.pump.pk, "bucket": bucket, "quantity": quantity, **more}


def lots(shop: Plant) -> dict[str, tuple[float, str, str]]:
    """Return the pump's lots of the current plan: quantity, finish and status by key."""
    plan = SitePlanning.objects.get(site=shop.site).current_plan_id
    assert plan is not None
    rows = PlannedOrder.objects.filter(plan_id=plan, item=shop.pump)
    return {row.lot_key: (row.quantity, row.finish_date.isoformat(), row.status) for row in rows}


def finishing(shop: Plant, first: str, last: str) -> float:
    """Return what finishes of the pump from day to day."""
    return sum(quantity for quantity, finish, _ in lots(shop).values() if first <= finish <= last)


def replanned(shop: Plant) -> None:
    assert run.replan(shop.site.pk) is not None


def codes(got: Any) -> list[tuple[int, str]]:
    assert got.status_code == 409, got.content
    return [(one["step"], one["code"]) for one in got.json()["violations"]]


def done(desk: Desk, shop: Plant, *steps: dict[str, Any]) -> int:
    """Publish steps and plan; return the publication."""
    got = desk.publish(*steps)
    assert got.status_code == 200, got.content
    replanned(shop)
    return int(got.json()["publication"])


def undone(desk: Desk, shop: Plant, publication: int) -> None:
    got = desk.undo(publication)
    assert got.status_code == 200, got.content
    replanned(shop)
