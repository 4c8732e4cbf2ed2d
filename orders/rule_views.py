"""The page of change rules: zones and roles for a customer class, tried on last month's changes, and saved."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from company.access import allowed, site_there_is
from company.models import Role, Site, User
from orders import change_rules, rehearsal
from orders.change_rules import RulingChoice, Zone
from orders.fences import Rule, Ruling, SiteRule, Verdict
from orders.models import Customer

ASKING_ROLES = (Role.PLANNER, Role.MANAGER, Role.SALES)
EXAMPLES_SHOWN = 50
VERDICTS = {
    Verdict.FREE: gettext_lazy("Free"), Verdict.NEEDS_APPROVAL: gettext_lazy("Needs approval"),
    Verdict.REFUSED: gettext_lazy("Refused"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allowed("rules.change")
def change_rules_page(request: HttpRequest) -> HttpResponse:
    """Show the rules of a customer class (`?class=`); try what is filled in on last month's changes, or save it."""
    site = site_there_is(request, "rules.change")
    classes = _classes(site)
    chosen = request.GET.get("class", "")
    if chosen not in classes:
        raise Http404(_("There is no such customer class."))
    holding = change_rules.of_sites([site.pk]).get(site.pk, [])
    if request.method != "POST":
        return _page(request, classes, chosen, [rule for rule in holding if rule.customer_class == chosen])
    filled = _filled(request, chosen)
    if request.POST.get("do") == "save":
        person = cast("User", request.user)
        change_rules.replace(site=site, customer_class=chosen, rules=filled, by_id=person.pk)
        messages.success(request, _("The rules are saved. They hold from now on."))
        return redirect(f"{reverse('orders:change-rules')}?{urlencode({'class': chosen})}")
    others = [rule for rule in holding if rule.customer_class != chosen]
    return _page(request, classes, chosen, filled, rehearsal.rehearse(site, [*others, *filled]))


def _classes(site: Site) -> list[str]:
    """Return the customer classes that order from a site or have rules there; "" is every class."""
    ordering = Customer.objects.filter(orders__lines__site=site).values_list("customer_class", flat=True)
    ruled = site.change_rules.values_list("customer_class", flat=True)
    return ["", *sorted({*ordering.distinct(), *ruled} - {""})]


def _filled(request: HttpRequest, customer_class: str) -> list[SiteRule]:
    """Return the rules that the form says; what is left as usual is none."""
    found = []
    for zone in Zone:
        for role in ASKING_ROLES:
            ruling = request.POST.get(f"{zone.value}-{role.value}", "")
            if ruling in RulingChoice.values:
                found.append(SiteRule(customer_class, Rule(zone.value), role.value, Ruling(ruling)))
    return found


def _page(
    request: HttpRequest, classes: list[str], chosen: str, rules: list[SiteRule],
    tried: rehearsal.Rehearsal | None = None,
) -> HttpResponse:  # fmt: skip
    said = {(rule.zone.value, rule.role): rule.ruling.value for rule in rules}
    rows = [
        (zone.label, [(role, f"{zone.value}-{role.value}", said.get((zone, role), "")) for role in ASKING_ROLES])
        for zone in Zone
    ]
    context = {
        "classes": classes, "chosen": chosen, "rows": rows, "roles": ASKING_ROLES, "choices": RulingChoice.choices,
        "tried": _told(tried) if tried else None,
    }  # fmt: skip
    return render(request, "orders/change_rules.html", context)


def _told(tried: rehearsal.Rehearsal) -> dict[str, Any]:
    moves = sorted(tried.verdicts.items(), key=lambda item: -item[1])
    return {
        "count": tried.count, "days": rehearsal.LOOKED_BACK.days, "other": len(tried.other),
        "moves": [(VERDICTS[before], VERDICTS[after], before is not after, count) for (before, after), count in moves],
        "examples": [
            (one.request, VERDICTS[one.by_rules.verdict], VERDICTS[one.tried.verdict])
            for one in tried.other[:EXAMPLES_SHOWN]
        ],
    }  # fmt: skip
