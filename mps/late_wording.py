"""Sentences for why a line is late and what would help: for the codes and numbers of `mps.repair_question`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mps.queries.hours_taken import FreeHours
from mps.repair_question import SPLIT, Cause, Piece, RepairAnswer
from mps.scheduler.explain import Holds
from mps.scheduler.horizon import MINUTES_IN_AN_HOUR
from mps.scheduler.repair_elements import LotRule
from mps.wording import long_date, named, number, short_date

# Less rounds to no hour.
LEAST_MINUTES = 3.0

def cause_words(cause: Cause, *, names: Mapping[str, str], today: date) -> str:
    """Return a cause in one sentence; `names` says what the codes of items and work centres are called."""
    words = {
        "what": named(cause.code, names),
        "from": short_date(cause.from_date, today),
        "to": short_date(cause.to_date, today),
        "record": cause.record,
        "days": span_words(cause, today=today),
        "amount": number(cause.amount),
        "part": number(cause.free),
        "hours": hours(cause.amount),
        "free": hours(cause.free),
    }
    if cause.kind == Holds.CAPACITY and words["free"] == words["hours"]:  # "7.4 h needed, 7.4 h free" explains nothing
        return _(
            "The work waits for %(what)s: it needs %(hours)s h there, could begin on %(from)s, and is done on %(to)s;"
            " a few minutes less than that are free %(days)s."
        ) % words
    return _cause_sentence(Holds(cause.kind)) % words


def _cause_sentence(kind: Holds) -> str:
    sentences = {
        Holds.DUE_IN_PAST: _("It was due on %(from)s, before the plan begins."),
        Holds.NO_ROOM: _("%(amount)s of %(what)s find no room until the plan ends on %(to)s."),
        Holds.MATERIAL: _("%(amount)s of the component %(what)s can be used from %(to)s on."),
        Holds.RECEIPT: _("The receipt %(record)s of %(amount)s %(what)s arrives on %(to)s."),
        Holds.CAPACITY: _(
            "The work waits for %(what)s: it needs %(hours)s h there, could begin on %(from)s, and is done on %(to)s;"
            " %(free)s h are free %(days)s."
        ),
        Holds.LEAD_TIME: _("%(what)s takes its lead time, from %(from)s to %(to)s."),
        Holds.FENCE: _("The plan of %(what)s is frozen until %(to)s."),
        Holds.FIRM: _("The lot of %(amount)s %(what)s is firm, from %(from)s to %(to)s."),
        Holds.KEPT: _("The change budget keeps the lot of %(amount)s %(what)s as it was, from %(from)s to %(to)s."),
        Holds.LOT_RULE: _("%(what)s is made in a lot of %(amount)s, %(part)s of them for this."),
        Holds.LOT_SIZE: _(
            "%(what)s is made in a lot of %(amount)s, done on %(to)s, %(part)s of them for this: there was enough to"
            " make these alone from %(from)s on."
        ),
        Holds.YIELDS: _(
            "Of the %(hours)s h of %(what)s %(days)s, %(free)s h are free; the plan lets other orders go first."
        ),
        Holds.UNKNOWN: _("Nothing that we know holds up %(what)s from %(from)s to %(to)s."),
    }
    return sentences[kind]


def span_words(cause: Cause, *, today: date) -> str:
    """Return the days of a cause, until before the one on which it went on, for the middle or end of a sentence."""
    return _days(cause.from_date, max(cause.from_date, cause.to_date - timedelta(days=1)), today)


def _days(first: date, last: date, today: date) -> str:
    """Return days, the first and the last, for the middle or end of a sentence: one alone is named once."""
    words = {"from": short_date(first, today), "to": short_date(last, today)}
    return (_("on %(from)s") if first == last else _("from %(from)s to %(to)s")) % words


def free_words(free: FreeHours, *, parts: date, names: Mapping[str, str], today: date) -> Iterator[str]:
    """Yield why the free hours of a work centre do not help; `parts` is when the components are there."""
    words = {
        "early": hours(free.early), "parts": short_date(parts, today), "rest": hours(free.rest),
        "needed": hours(free.needed), "other": named(free.other, names), "other_free": hours(free.other_free),
        "other_needed": hours(free.other_needed),
    }  # fmt: skip
    if free.early >= LEAST_MINUTES:
        yield _("%(early)s h of the free ones are before %(parts)s, when the components for it come.") % words
    if free.rest < LEAST_MINUTES:
        return
    if free.rest < free.needed:
        yield _("%(rest)s free h are too few: the lots that it waits for take %(needed)s h there.") % words
    elif free.other:
        yield _(
            "%(rest)s free h would be enough, but the same lots take %(other_needed)s h at %(other)s, where"
            " %(other_free)s h are free in these days."
        ) % words
    else:
        yield _(
            "%(rest)s free h would be enough: the lots that it waits for take %(needed)s h there. The plan does not"
            " tell what keeps them from being made sooner: move them in the master schedule, and Check says what"
            " follows."
        ) % words


def day_before_words(*, wanted: date, due: date, is_promised: bool) -> str:
    """Return why a line is due on another day than the one that stands in the order."""
    words = {"wanted": long_date(wanted), "due": long_date(due)}
    if is_promised:
        return _("Promised for %(wanted)s. Nothing leaves the site on that day: it is due on %(due)s.") % words
    return _("Requested for %(wanted)s. Nothing leaves the site on that day: it is due on %(due)s.") % words


def _risk_words(answer: RepairAnswer) -> str:
    """Return why nothing takes away the risk, where the search has ended."""
    if answer.wanted_by is None:
        return _("It is due so soon that there is no day to spare: keep an eye on it.")
    return _(
        "The search has ended: it can't be there sooner without overloading a work centre, lacking components or"
        " breaking a promise. Keep an eye on it."
    )


def nothing_words(answer: RepairAnswer, *, today: date) -> str:
    """Return why there is no way out, where the search has ended: what the most of everything would do at once."""
    if answer.is_at_risk:
        return _risk_words(answer)
    if not answer.all_tried:
        return _("The search has ended: nothing that we know has it there in time without breaking a promise.")
    if answer.all_in_time:
        words = ngettext(
            "The search has ended: with everything that we know at once it would be there in time, but the promise of"
            " %(count)s other line would break.",
            "The search has ended: with everything that we know at once it would be there in time, but the promises of"
            " %(count)s other lines would break.",
            answer.all_breaks,
        )
        return words % {"count": answer.all_breaks}
    if answer.all_ready_date is None:
        return _("The search has ended: even with everything that we know at once it is not there inside the plan.")
    return _(
        "The search has ended: planned with everything that we know at once (hours, purchases, other lines that wait,"
        " lot rules) it is there on %(day)s. Agree another date with the customer."
    ) % {"day": short_date(answer.all_ready_date, today)}


def piece_words(piece: Piece, *, names: Mapping[str, str], today: date) -> str:
    """Return what is to be done in one phrase; a line that the asker may not see is not named."""
    words = {
        "what": named(piece.code, names),
        "days": "" if piece.from_date is None else _days(piece.from_date, piece.to_date or piece.from_date, today),
        "to": "" if piece.to_date is None else short_date(piece.to_date, today),
        "record": piece.record,
        "item": named(piece.record, names),
        "line": piece.line or _("an order of others"),
        "quantity": number(piece.quantity),
        "hours": hours(piece.minutes),
    }
    sentence = _rule_sentence(LotRule(piece.record)) if piece.kind == "relax" else _piece_sentence(piece.kind)
    return sentence % words


def _piece_sentence(kind: str) -> str:
    sentences = {
        "overtime": _("%(hours)s h more at %(what)s, %(days)s"),
        "shift": _("A further shift at %(what)s, %(hours)s h in all, %(days)s"),
        "expedite": _("Get the receipt %(record)s of %(what)s on %(to)s"),
        "finish_sooner": _("Finish the work order %(record)s of %(what)s on %(to)s"),
        "own_lot": _("Finish %(quantity)s of %(what)s on %(to)s, whatever its lot rules say"),
        "buy_sooner": _("Order %(quantity)s of %(what)s today and get them on %(to)s"),
        "move": _("Deliver %(line)s on %(to)s"),
        "move_part": _("Deliver %(quantity)s of %(line)s on %(to)s, the rest as it is"),
        "split": _("Deliver %(quantity)s of this line on %(to)s, the rest in time"),
        "fix_lot": _("Have the lot %(record)s ready on %(to)s: %(quantity)s of %(what)s"),
        "move_lot": _("Finish the firm lot %(record)s of %(what)s on %(to)s: who waits for it can wait so long"),
        "other_center": _("Do step %(quantity)s of %(item)s at %(what)s"),
    }
    return sentences[kind]


def _rule_sentence(rule: LotRule) -> str:
    sentences = {
        LotRule.MINIMUM: _("Make %(what)s below its minimum lot"),
        LotRule.MULTIPLE: _("Make %(what)s in lots that are no multiple"),
        LotRule.MAXIMUM: _("Make %(what)s in a lot above its maximum"),
        LotRule.PERIOD: _("Make %(what)s for each order by itself"),
    }
    return sentences[rule]


def apart_words(piece: Piece) -> str:
    """Return what an element means that nobody pays: who waits, or what is sooner, by how long; empty where neither."""
    if piece.kind == "fix_lot":
        return ngettext("%(count)s day sooner", "%(count)s days sooner", piece.days) % {"count": piece.days}
    days = ngettext("%(count)s day later", "%(count)s days later", piece.days) % {"count": piece.days}
    if piece.kind == SPLIT:
        return _("%(quantity)s stay late: %(days)s") % {"quantity": number(piece.quantity), "days": days}
    return days if piece.kind in ("move", "move_part", "move_lot") else ""


def hand_words(piece: Piece) -> str:
    """Return how an element is done that no click can do: with whom it is to be agreed, or what speaks against it."""
    if piece.kind in ("expedite", "buy_sooner"):  # which is sooner than its lead time: no draft can say that
        return _("by hand: agree it with the supplier")
    if piece.refused:
        return _("by hand: %(why)s") % {"why": piece.refused}
    if piece.kind == "finish_sooner":
        return _("by hand: agree it with the shop floor")
    if piece.kind in (SPLIT, "move", "move_part"):
        return _("by hand: agree it with the customer")
    return _("by hand")


def no_whole_words(answer: RepairAnswer) -> str:
    """Return that no way out has the whole line in time, where those that there are do so with a part; else nothing."""
    if not answer.ways or not all(way.is_part for way in answer.ways):
        return ""
    if answer.finished:
        return _("The search has ended: no way out was found that has the whole line there in time, only a part of it.")
    return _("So far no way out has the whole line there in time, only a part of it.")


def hours(minutes: float) -> str:
    """Return minutes in hours."""
    return number(minutes / MINUTES_IN_AN_HOUR, decimals=1)
