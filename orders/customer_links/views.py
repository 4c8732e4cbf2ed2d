"""The page that a link opens, for anyone who has it; and the page where people give links and take them back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import allowed, site_there_is
from company.languages import HTML_LANGUAGES, LANGUAGE_NAMES
from company.models import Site, User
from orders.customer_links import giving, shown
from orders.customer_links.record import CustomerLink, id_in
from orders.models import Customer

OPENED_A_MINUTE = 60  # of one link, in one web process: far more than people do, far less than a machine
MINUTE_SECONDS = 60
LINKS_SHOWN = 50


@require_safe
@never_cache
def shown_to_customer(request: HttpRequest, token: str) -> HttpResponse:
    """
    Show a customer the state of their orders: `?language=` chooses among three.

    410 for a link that has ended, 404 for an address that we have not signed, 429 where it is opened without end.
    """
    answer = _answer(request, token)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key: no other place is told of it
    return answer


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    link_id = id_in(token)
    link = None if link_id is None else shown.link_of(link_id)
    if link is None:
        return _ended(request, HTTPStatus.NOT_FOUND)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGE_NAMES else link.language
    with translation.override(language):
        if not link.is_open(timezone.now()):
            return _ended(request, HTTPStatus.GONE, link)
        if _is_opened_too_often(link):
            answer = _ended(request, HTTPStatus.TOO_MANY_REQUESTS, link)
            answer["Retry-After"] = str(MINUTE_SECONDS)
            return answer
        return _orders(request, link, language)


def _orders(request: HttpRequest, link: CustomerLink, language: str) -> HttpResponse:
    today = link.site.planning_date(timezone.now())
    orders, more = shown.orders_of(link, today=today)
    context = {
        "link": link, "orders": orders, "more": more, "today": today, "language": language,
        "html_language": HTML_LANGUAGES[language],
        "languages": [(code, HTML_LANGUAGES[code], name) for code, name in LANGUAGE_NAMES.items()],
    }  # fmt: skip
    return render(request, "customer_links/orders.html", context)


def _ended(request: HttpRequest, status: HTTPStatus, link: CustomerLink | None = None) -> HttpResponse:
    ask = link.made_by.shown_name() if link and link.made_by else ""
    language = translation.get_language() or settings.LANGUAGE_CODE
    context = {
        "status": status.value, "link": link, "ask": ask, "html_language": HTML_LANGUAGES.get(language, language),
        "gone": status is HTTPStatus.GONE, "often": status is HTTPStatus.TOO_MANY_REQUESTS,
    }  # fmt: skip
    return render(request, "customer_links/ended.html", context, status=status)


def _is_opened_too_often(link: CustomerLink) -> bool:
    key = f"customer-link-{link.pk}"
    cache.add(key, 0, timeout=MINUTE_SECONDS)
    try:
        return cache.incr(key) > OPENED_A_MINUTE
    except ValueError:  # its minute ended between the two statements
        return False


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allowed(giving.ACTION)
def links(request: HttpRequest) -> HttpResponse:
    """Show the links of a customer (`?customer=CODE`), and give one: POST `days` and `language`."""
    site = site_there_is(request, giving.ACTION)
    customer = giving.customer_named(request.GET.get("customer", ""), request.user, site)
    if customer is None:
        raise Http404(_("There is no such customer, or not one of yours."))
    if request.method == "POST":
        _give(request, site, customer)
        return redirect(_address(customer, site))
    now = timezone.now()
    mine = giving.links_for(request.user).filter(site=site, customer=customer)[:LINKS_SHOWN]
    context: dict[str, Any] = {
        "site": site, "customer": customer, "languages": LANGUAGE_NAMES.items(), "days": giving.DAYS,
        "usual_days": giving.USUAL_DAYS, "chosen_language": translation.get_language(),
        "links": [(one, one.is_open(now), request.build_absolute_uri(_opened(one))) for one in mine],
    }  # fmt: skip
    return render(request, "customer_links/links.html", context)


@require_POST
@allowed(giving.ACTION)
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """End a link at once."""
    link = get_object_or_404(giving.links_for(request.user), pk=link_id)
    giving.revoke(link, by=cast("User", request.user), now=timezone.now())
    return redirect(_address(link.customer, link.site))


def _give(request: HttpRequest, site: Site, customer: Customer) -> None:
    days, language = request.POST.get("days", str(giving.USUAL_DAYS)), request.POST.get("language", "")
    if days not in map(str, giving.DAYS) or language not in LANGUAGE_NAMES:
        raise BadRequest("days and language are to be chosen from what is offered")
    by = cast("User", request.user)
    giving.give(customer=customer, site=site, by=by, days=int(days), language=language, now=timezone.now())


def _opened(link: CustomerLink) -> str:
    return reverse("orders:customer-link", args=[link.token])


def _address(customer: Customer, site: Site) -> str:
    return f"{reverse('orders:customer-links')}?{urlencode({'customer': customer.code, 'site': site.code})}"
