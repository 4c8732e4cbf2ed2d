"""Sentences for what needs somebody: one for each root cause of a plan's messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mps.queries.causes import Cause, CauseKind
from mps.wording import named, number, short_date


def sentence(cause: Cause, *, count: int, money: float, currency: str, names: Mapping[str, str], today: date) -> str:
    """
    Return in one sentence what is wrong with so many order lines (or records), and why.

    `names` says what the codes of items and work centres are called; `money` is the lines' value.
    """
    words = {
        "count": count, "money": number(round(money)), "currency": currency, "what": named(cause.code, names),
        "document": cause.document, "when": short_date(cause.when, today) if cause.when else "",
    }  # fmt: skip
    if cause.kind is CauseKind.RECORD:
        return _left_out(cause.code, count) % words
    if cause.kind in (CauseKind.PAST, CauseKind.OTHERS_FIRST, CauseKind.UNKNOWN):
        return _by_date(cause, count) % words
    return _lines(cause.kind, count) % words


def _lines(kind: CauseKind, count: int) -> str:
    if kind is CauseKind.CENTER:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late because work centre %(what)s is full.",
            "%(count)d order lines worth %(money)s %(currency)s are late because work centre %(what)s is full.", count,
        )  # fmt: skip
    if kind is CauseKind.RECEIPT:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s waits for %(what)s, which arrives on %(when)s"
            " (%(document)s).",
            "%(count)d order lines worth %(money)s %(currency)s wait for %(what)s, which arrives on %(when)s"
            " (%(document)s).", count,
        )  # fmt: skip
    if kind is CauseKind.LEAD_TIME:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late because %(what)s takes its lead time from"
            " today.",
            "%(count)d order lines worth %(money)s %(currency)s are late because %(what)s takes its lead time from"
            " today.", count,
        )  # fmt: skip
    return _held(kind, count)


def _held(kind: CauseKind, count: int) -> str:
    if kind is CauseKind.FENCE:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late because the plan of %(what)s is frozen.",
            "%(count)d order lines worth %(money)s %(currency)s are late because the plan of %(what)s is frozen.",
            count,
        )
    if kind is CauseKind.FIRM:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late because a lot of %(what)s is firm.",
            "%(count)d order lines worth %(money)s %(currency)s are late because lots of %(what)s are firm.", count,
        )  # fmt: skip
    if kind is CauseKind.LOT_SIZE:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late because %(what)s is made in a larger lot than it"
            " needs.",
            "%(count)d order lines worth %(money)s %(currency)s are late because %(what)s is made in larger lots than"
            " they need.", count,
        )  # fmt: skip
    if kind is CauseKind.BUDGET:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late because the change budget keeps a lot of"
            " %(what)s as it was.",
            "%(count)d order lines worth %(money)s %(currency)s are late because the change budget keeps lots of"
            " %(what)s as they were.", count,
        )  # fmt: skip
    return ngettext(
        "%(count)d order line worth %(money)s %(currency)s does not fit into the horizon, or not in time: %(what)s.",
        "%(count)d order lines worth %(money)s %(currency)s do not fit into the horizon, or not in time: %(what)s.",
        count,
    )


def _by_date(cause: Cause, count: int) -> str:
    """Return what holds up lines that nothing in the plant does: their own date, or the dates of others."""
    if cause.kind is CauseKind.PAST:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s was due before the plan begins.",
            "%(count)d order lines worth %(money)s %(currency)s were due before the plan begins.", count,
        )  # fmt: skip
    if cause.kind is CauseKind.UNKNOWN:
        return ngettext(
            "%(count)d order line worth %(money)s %(currency)s is late, and nothing that we know holds it up.",
            "%(count)d order lines worth %(money)s %(currency)s are late, and nothing that we know holds them up.",
            count,
        )
    return ngettext(
        "%(count)d order line worth %(money)s %(currency)s is late because the plan lets other orders go first at work"
        " centre %(what)s.",
        "%(count)d order lines worth %(money)s %(currency)s are late because the plan lets other orders go first at"
        " work centre %(what)s.", count,
    )  # fmt: skip


def _left_out(code: str, count: int) -> str:
    reasons = {
        "duplicate": _("it is there twice"),
        "unknown_item": _("it names an item that is not planned here"),
        "unknown_work_center": _("it names a work centre that is not there"),
        "bom_loop": _("an item would be a part of itself"),
        "after_horizon": _("it lies after the planning horizon"),
        "far_past": _("it lies too far in the past"),
        "unknown_holidays": _("the holidays of its country are not known"),
    }
    why = reasons.get(code) or _("a number in it makes no sense")
    words = ngettext(
        "%(count)d record was left out of the plan: {why}.",
        "%(count)d records were left out of the plan: {why}.",
        count,
    )
    return words.replace("{why}", why.replace("%", "%%"))
