"""Notices in words: what became of a promise, by how much, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from company.people import names_of
from mps import wording
from orders.history.entries import CHANNELS
from orders.models import PlanEffect
from orders.promises.models import PromiseEvent, PromiseNews

# Ways that give no reason of their own: what stands in `why` then is the way that it came by.
WAYS = frozenset({*CHANNELS, "hold", "database"})
TONES = {
    PromiseNews.AT_RISK: "late", PromiseNews.BROKEN: "late", PromiseNews.EXPIRED: "at_risk",
    PromiseNews.CANCELLED: "at_risk", PromiseNews.CHANGED: "at_risk", PromiseNews.HELD: "not_planned",
}  # fmt: skip


def notices_as_json(events: Sequence[PromiseEvent]) -> list[dict[str, Any]]:
    """Return notices with their promises' lines, as the page and the API show them."""
    people = names_of(event.by_id for event in events)
    plans = {event.plan_id for event in events if event.plan_id is not None}
    effects = PlanEffect.objects.in_bulk(plans)
    return [_notice(event, people, effects) for event in events]


def _notice(event: PromiseEvent, people: Mapping[int | None, str], effects: Mapping[int, PlanEffect]) -> dict[str, Any]:
    promise = event.promise
    line = promise.line
    effect = effects.get(event.plan_id or 0)
    return {
        "id": event.pk,
        "promise": promise.pk,
        "kind": event.kind,
        "tone": TONES.get(PromiseNews(event.kind), "on_time"),
        "at": event.at,
        "seen_at": event.seen_at,
        "order": line.order.number,
        "line": line.line_number,
        "customer": line.order.customer.code,
        "customer_name": line.order.customer.name,
        "item": line.item.code,
        "site": promise.site.code,
        "address": reverse("orders:order", args=[line.order.number]),
        "by": people.get(event.by_id, ""),
        "sentence": sentence(event, ZoneInfo(promise.site.time_zone)),
        "reason": _reason(event, people.get(event.by_id, ""), effect),
        "moves": reverse("orders:moves", args=[effect.pk]) if effect else "",
    }


def sentence(event: PromiseEvent, zone: ZoneInfo) -> str:
    """Return what became of the promise, in one sentence; times by the clocks of `zone`."""
    before, after = event.before, event.after
    kind = PromiseNews(event.kind)
    if kind is PromiseNews.AT_RISK:
        return _moved_by_plan(_day(before.get("date")), _day(after.get("planned")))
    if kind is PromiseNews.BROKEN:
        day = _shown(before.get("date"))
        return _("The promised day has passed (%(day)s), and it has not all left.") % {"day": day}
    if kind is PromiseNews.SAFE:
        days = {"planned": _shown(after.get("planned")), "promised": _shown(before.get("date"))}
        return _("The plan keeps it again: planned for %(planned)s, promised for %(promised)s.") % days
    if kind is PromiseNews.HELD and "until" in after:
        until = datetime.fromisoformat(after["until"]).astimezone(zone)
        return _("Held longer, until %(time)s.") % {"time": f"{wording.long_date(until.date())}, {until:%H:%M}"}
    parts = [_changed_date(before, after), _changed_quantity(before, after)]
    plain = {
        PromiseNews.HELD: _("It is held again."),
        PromiseNews.CONFIRMED: _("It was confirmed."),
        PromiseNews.CANCELLED: _("It was taken back."),
        PromiseNews.EXPIRED: _("The time of the hold is over: it can be promised to others again."),
        PromiseNews.SHIPPED: _("All of it has left."),
    }
    return " ".join(part for part in (plain.get(kind, ""), *parts) if part)


def _moved_by_plan(promised: date | None, planned: date | None) -> str:
    if planned is None or promised is None:
        return _("The plan has no day for it within its horizon any more.")
    days = (planned - promised).days
    words = ngettext(
        "Moved %(days)d day: planned for %(planned)s, promised for %(promised)s.",
        "Moved %(days)d days: planned for %(planned)s, promised for %(promised)s.",
        days,
    )
    return words % {"days": days, "planned": wording.long_date(planned), "promised": wording.long_date(promised)}


def _changed_date(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was, now = _day(before.get("date")), _day(after.get("date"))
    if was is None or now is None:
        return "" if now is None else _("Promised for %(day)s.") % {"day": wording.long_date(now)}
    days = (now - was).days
    later = ngettext("%(days)d day later", "%(days)d days later", abs(days))
    earlier = ngettext("%(days)d day earlier", "%(days)d days earlier", abs(days))
    by = (later if days > 0 else earlier) % {"days": abs(days)}
    words = _("Promised for %(now)s instead of %(was)s, %(by)s.")
    return words % {"now": wording.long_date(now), "was": wording.long_date(was), "by": by}


def _changed_quantity(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if "quantity" not in before or "quantity" not in after:
        return ""
    was, now = (wording.number(float(of["quantity"])) for of in (before, after))
    return _("%(now)s instead of %(was)s are promised.") % {"now": now, "was": was}


def _reason(event: PromiseEvent, by: str, effect: PlanEffect | None) -> str:
    """Return why: what a person wrote, else which way it came by, and what the plan covers."""
    if effect is not None:
        return _of_plan(effect)
    if event.why in WAYS:
        way = str(CHANNELS.get(event.why, ""))
        return ", ".join(part for part in (by, way) if part)
    return ": ".join(part for part in (by, event.why) if part)


def _of_plan(effect: PlanEffect) -> str:
    together = effect.revision - effect.revision_before
    if together == 0:
        return _("A better plan of the same orders, revision %(revision)d.") % {"revision": effect.revision}
    words = ngettext(
        "The plan of revision %(revision)d answers %(count)d change of orders or data. Lines moved: %(moved)d.",
        "The plan of revision %(revision)d answers %(count)d changes of orders or data. Lines moved: %(moved)d.",
        together,
    )
    return words % {"revision": effect.revision, "count": together, "moved": effect.moved}


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def _shown(text: object) -> str:
    day = _day(text)
    return "–" if day is None else wording.long_date(day)
