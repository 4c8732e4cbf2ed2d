"""What a late line waits for from a supplier, as its page says it: which component, by when, and what that gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from company.models import User
from mps import late_places
from mps.queries.causes import Lateness
from mps.repair_question import Piece, Pushed, RepairAnswer
from mps.scheduler.awaited import Awaited
from mps.wording import named, number, short_date
from orders.models import OrderLine

# What no step of ours does: the supplier or a customer has to agree.
OF_OTHERS = ("expedite", "buy_sooner", "split", "move", "move_part")


def told(
    late: Lateness | None,
    line: OrderLine,
    by: User,
    answer: RepairAnswer | None = None,
    *,
    names: Mapping[str, str],
) -> dict[str, Any] | None:
    """
    Return what a line waits for from a supplier; None where it does not. `names` are those of the site's items.

    With an answer it says too whether anything that we can do ourselves helps, and what sooner days would give. Only
    what can help is asked of the supplier: what is proven to, or, as long as nothing is, what is the first cause.
    """
    if late is None or late.waits is None:
        return None
    waits, today = late.waits, line.site.planning_date(timezone.now())
    needed = max(today, late.horizon.date_of(waits.needed_day))
    kind = "expedite" if waits.record else "buy_sooner"
    place = late_places.place_of(Piece(kind, waits.item, waits.record), line, by)
    known = [one for one in answer.pushed if (one.item, one.record) == (waits.item, waits.record)] if answer else []
    is_first = bool(late.links) and (late.links[0].code, late.links[0].record) == (waits.item, waits.record)
    return {
        "is_first": is_first,
        "is_enough": any(one.in_time for one in known),
        "nothing": _("No step of ours has it there in time: it is for the supplier to mend.")
        if answer and _is_all_of_others(answer)
        else "",
        "words": _words(waits, late.horizon.date_of(waits.arrives_day), needed, names, today),
        "wish": _proven_wish(known, needed, today) or (_wish(waits, needed, today) if is_first else ""),
        "place": asdict(place),
        "sooner": [_sooner_words(one, today) for one in known],
    }


def _is_all_of_others(answer: RepairAnswer) -> bool:
    """Whether the search has ended and every way out of the whole line needs the supplier or a customer."""
    whole = (way for way in answer.ways if not way.is_part)
    return answer.is_late and answer.finished and all(_needs_others(way.pieces) for way in whole)


def _needs_others(pieces: Iterable[Piece]) -> bool:
    return any(piece.kind in OF_OTHERS for piece in pieces)


def _words(waits: Awaited, arrives: date, needed: date, names: Mapping[str, str], today: date) -> str:
    words = {
        "what": named(waits.item, names), "record": waits.record,
        "arrives": short_date(arrives, today), "needed": short_date(needed, today),
    }  # fmt: skip
    if waits.record:
        return _(
            "It waits for the component %(what)s: the receipt %(record)s arrives on %(arrives)s, and it is needed on"
            " %(needed)s."
        ) % words
    return _(
        "It waits for the component %(what)s: ordered today it is there on %(arrives)s, and it is needed on %(needed)s."
    ) % words


def _wish(waits: Awaited, needed: date, today: date) -> str:
    words = {"quantity": number(waits.quantity), "needed": short_date(needed, today)}
    return _("Ask the supplier for at least %(quantity)s by %(needed)s.") % words


def _proven_wish(known: Iterable[Pushed], needed: date, today: date) -> str:
    """Return what a supplier is asked for where plans say what helps: by the last day that does; else nothing."""
    days = [one.to_date for one in known if one.in_time]
    if days:
        return _("Ask the supplier for it by %(day)s: that is enough.") % {"day": short_date(max(days), today)}
    soonest = max(needed, today + timedelta(days=1))
    return _("To have it sooner is not enough.") if any(one.to_date <= soonest for one in known) else ""


def _sooner_words(one: Pushed, today: date) -> str:
    """Return what becomes of the line where what it waits for comes sooner."""
    sooner = ngettext("%(days)d day sooner, on %(when)s", "%(days)d days sooner, on %(when)s", one.days) % {
        "days": one.days, "when": short_date(one.to_date, today),
    }  # fmt: skip
    words = {"sooner": sooner, "ready": "" if one.ready_date is None else short_date(one.ready_date, today)}
    if one.ready_date is None:
        return _("If it comes %(sooner)s, the line is still not there inside the plan.") % words
    if not one.in_time:
        return _("If it comes %(sooner)s, the line is there on %(ready)s: still late.") % words
    if one.breaks:
        return ngettext(
            "If it comes %(sooner)s, the line is there on %(ready)s, in time, but the promise of %(count)d other line"
            " breaks.",
            "If it comes %(sooner)s, the line is there on %(ready)s, in time, but the promises of %(count)d other lines"
            " break.", one.breaks,
        ) % (words | {"count": one.breaks})  # fmt: skip
    if one.ready_date < one.to_date:
        return _(
            "If it comes %(sooner)s, the line is there on %(ready)s, in time: it takes what is there, and others wait."
        ) % words
    return _("If it comes %(sooner)s, the line is there on %(ready)s, in time.") % words
