"""The link by which a customer sees the state of their orders: what it shows, until when, and who may give one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from company import scope
from company.models import Role, Site
from company.statements import within
from orders.customer_links import views
from orders.models import Customer, CustomerLink, LineStatus, OrderLine
from tests import given
from tests.browser import Visit
from tests.pages.promising import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO, FAR = date(2020, 1, 6), date(2099, 3, 2)


@pytest.fixture(autouse=True)
def nobody_has_opened_anything() -> None:
    cache.clear()


@pytest.fixture
def site() -> Site:
    return given.site("S1")


@pytest.fixture
def nordwind(site: Site) -> Customer:
    """A customer with a line shipped in part, one that is held, and one of another site; and others have orders too."""
    customer, other = given.customer("NORDWIND", name="Nordwind Räder", territory="north"), given.customer("OTHERS")
    order, pump = given.order("SO-77", customer=customer), given.item("PUMP", at=site, name="Gear pump")
    _line(of=pump, at=site, order=order, quantity=40, shipped_quantity=12, status=LineStatus.PART_SHIPPED,
          promised_date=FAR, note="our own words")  # fmt: skip
    _line(of=pump, at=site, order=order, line_number=2, status=LineStatus.HELD, promised_date=FAR)
    _line(of=pump, at=site, order=given.order("SO-QUOTE", customer=customer), status=LineStatus.QUOTE)
    _line(of=given.item("ELSEWHERE"), at=given.site("S9"), order=given.order("SO-S9", customer=customer))
    _line(of=pump, at=site, order=given.order("SO-OTHERS", customer=other))
    return customer


def _line(**values: object) -> OrderLine:
    return given.order_line(**values)  # type: ignore[arg-type]  # as given.order_line takes them


def opened(link: CustomerLink, query: str = "") -> str:
    got = Client().get(f"/c/{link.token}/{query}")
    assert got.status_code == 200
    return got.content.decode()


def test_shows_the_state_of_the_customers_own_orders_and_nothing_else(site: Site, nordwind: Customer) -> None:
    planned = OrderLine.objects.get(status=LineStatus.PART_SHIPPED)
    given.outlook(planned, "late", -5, date(2099, 12, 24))  # type: ignore[arg-type]

    page = opened(given.customer_link(nordwind, at=site))

    for words in ("Nordwind Räder", "SO-77", "PUMP", "Gear pump", "40 EA", "12 EA", "2099-03-02", "Partly shipped",
                  "Held for you, not ordered yet"):  # fmt: skip
        assert words in page, words
    for secret in ("SO-OTHERS", "OTHERS", "SO-S9", "SO-QUOTE", "2099-12-24", "our own words"):
        assert secret not in page, secret


@pytest.mark.parametrize(
    ("status", "shipped", "promised", "words"),
    [
        (LineStatus.REQUESTED, 0, None, "Received, no date yet"),
        (LineStatus.CONFIRMED, 0, FAR, "Confirmed"),
        (LineStatus.CONFIRMED, 0, LONG_AGO, "Overdue: please ask us"),
        (LineStatus.PART_SHIPPED, 1, LONG_AGO, "Overdue: please ask us"),
        (LineStatus.SHIPPED, 10, LONG_AGO, "Shipped"),
        (LineStatus.CANCELLED, 0, LONG_AGO, "Cancelled"),
    ],
)
def test_says_in_plain_words_where_a_line_stands(
    site: Site, status: LineStatus, shipped: int, promised: date | None, words: str
) -> None:
    line = _line(at=site, status=status, shipped_quantity=shipped, promised_date=promised)

    assert f"</span>{words}</p>" in opened(given.customer_link(line.order.customer, at=site))


def test_speaks_the_customers_language_and_any_that_they_choose(site: Site, nordwind: Customer) -> None:
    link = given.customer_link(nordwind, at=site, language="zh-hans")

    assert '<html lang="zh-Hans">' in opened(link)
    assert "部分发货" in opened(link)
    assert '<html lang="zh-Hant">' in opened(link, "?language=zh-hant")
    assert '<html lang="zh-Hans">' in opened(link, "?language=xx")


def test_is_found_by_no_search_engine_and_told_to_no_other_place(site: Site, nordwind: Customer) -> None:
    got = Client().get(f"/c/{given.customer_link(nordwind, at=site).token}/")

    assert "noindex" in got["X-Robots-Tag"]
    assert got["Referrer-Policy"] == "no-referrer"
    assert "no-store" in got["Cache-Control"]


@pytest.mark.parametrize("change", ["expired", "revoked"])
def test_one_that_has_ended_says_so_and_whom_to_ask(site: Site, nordwind: Customer, change: str) -> None:
    before = timezone.now() - timedelta(days=2)
    ended = {
        "expired": {"made_at": before, "expires_at": before + timedelta(days=1)},
        "revoked": {"revoked_at": timezone.now()},
    }
    seller = given.user(Role.SALES, at=site, first_name="Ada", last_name="Lovelace")

    got = Client().get(f"/c/{given.customer_link(nordwind, at=site, by=seller, **ended[change]).token}/")

    assert got.status_code == 410
    assert "Ask Ada Lovelace for a new one." in got.content.decode()
    assert "SO-77" not in got.content.decode()
    assert "noindex" in got["X-Robots-Tag"]


def test_an_address_that_we_have_not_signed_opens_nothing(site: Site, nordwind: Customer) -> None:
    link, other = given.customer_link(nordwind, at=site), given.customer_link(given.customer("B"), at=site)
    forged = [f"{link.pk}", f"{other.pk}:{link.token.partition(':')[2]}", f"{link.token}x", "x:y", "％:1"]

    assert {Client().get(f"/c/{token}/").status_code for token in forged} == {404}


def test_what_is_opened_without_end_is_stopped_for_a_minute(
    site: Site, nordwind: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "OPENED_A_MINUTE", 2)
    link, other = given.customer_link(nordwind, at=site), given.customer_link(nordwind, at=site)

    answers = [Client().get(f"/c/{link.token}/") for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert Client().get(f"/c/{other.token}/").status_code == 200


def test_nothing_can_be_sent_to_it(site: Site, nordwind: Customer) -> None:
    link = given.customer_link(nordwind, at=site)

    assert Client().post(f"/c/{link.token}/").status_code == 405


class TestGiving:
    def test_a_seller_gives_a_link_and_takes_it_back(self, site: Site, nordwind: Customer) -> None:
        client, seller = Client(), given.user(Role.SALES, at=site, territory="north")
        client.force_login(seller)
        address = f"/customer-links/?customer={nordwind.code}&site=S1"

        client.post(address, {"days": "7", "language": "zh-hant"})

        link = CustomerLink.objects.get()
        assert (link.made_by, link.language, link.expires_at - link.made_at) == (seller, "zh-hant", timedelta(days=7))
        assert f"/c/{link.token}/" in client.get(address).content.decode()
        client.post(f"/customer-links/{link.pk}/revoke/")
        link.refresh_from_db()
        assert link.revoked_by == seller
        assert Client().get(f"/c/{link.token}/").status_code == 410
        assert "Revoked" in client.get(address).content.decode()

    def test_revoking_again_keeps_who_did_it_first(self, site: Site, nordwind: Customer) -> None:
        link = given.customer_link(nordwind, at=site)
        for person in (first := given.user(at=site), given.user(at=site)):
            client = Client()
            client.force_login(person)
            client.post(f"/customer-links/{link.pk}/revoke/")

        link.refresh_from_db()
        assert link.revoked_by == first

    @pytest.mark.parametrize("sent", [{"days": "9999", "language": "en"}, {"days": "7", "language": "xx"}])
    def test_only_what_is_offered_can_be_chosen(self, site: Site, nordwind: Customer, sent: dict[str, str]) -> None:
        client = Client()
        client.force_login(given.user(at=site))

        assert client.post(f"/customer-links/?customer={nordwind.code}&site=S1", sent).status_code == 400
        assert not CustomerLink.objects.exists()

    def test_a_seller_of_another_territory_gives_none(self, site: Site, nordwind: Customer) -> None:
        client = Client()
        client.force_login(given.user(Role.SALES, at=site, territory="south"))
        link = given.customer_link(nordwind, at=site)

        assert client.get(f"/customer-links/?customer={nordwind.code}&site=S1").status_code == 404
        assert client.post(f"/customer-links/{link.pk}/revoke/").status_code == 404
        link.refresh_from_db()
        assert link.revoked_at is None

    @pytest.mark.parametrize(("territory", "seen"), [("north", 1), ("south", 0), ("", 1)])
    def test_the_database_shows_a_link_to_who_sees_its_customer(
        self, site: Site, nordwind: Customer, territory: str, seen: int
    ) -> None:
        given.customer_link(nordwind, at=site)
        given.customer_link(nordwind, at=given.site("S2"))

        with within(scope.of(given.user(Role.SALES, at=site, territory=territory))):
            assert CustomerLink.objects.count() == seen

    @pytest.mark.parametrize(("role", "offered"), [(Role.PLANNER, True), (Role.MANAGER, False)])
    def test_an_order_offers_it_to_who_may(self, site: Site, nordwind: Customer, role: Role, offered: bool) -> None:
        client = Client()
        client.force_login(given.user(role, at=site))

        page = client.get("/orders/SO-77/").content.decode()

        assert ("/customer-links/?customer=NORDWIND&amp;site=S1" in page) is offered


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "desk"])
def test_axe_finds_nothing(
    visit: Visit, violations: Callable[[Page], list[str]], site: Site, nordwind: Customer, language: str, scheme: str,
    viewport: dict[str, int],
) -> None:  # fmt: skip
    link = given.customer_link(nordwind, at=site, language=language)
    seller = given.user(Role.SALES, at=site)

    page = visit(seller, f"/c/{link.token}/", language, viewport=viewport, color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nordwind Räder")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = visit(
        seller, f"/customer-links/?customer={nordwind.code}", language, viewport=viewport, color_scheme=scheme
    )
    expect(page.locator(f"#link-{link.pk}")).to_have_value(re.compile("/c/"))
    assert violations(page) == []
