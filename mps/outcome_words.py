"""How far a plan was searched, in the words of a planner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mps.models import Plan, RunOutcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Word, and what it means. Only these publish a plan (`RunOutcome`).
WORDS: Mapping[str, tuple[_StrPromise, _StrPromise]] = {
    RunOutcome.OPTIMAL: (
        pgettext_lazy("a plan", "Proven best"),
        _("It is proven that no plan of these orders costs less."),
    ),
    RunOutcome.FEASIBLE: (
        pgettext_lazy("a plan", "Searched to the end"),
        _("Everything that the engine tries was tried. That nothing is better is not proven."),
    ),
    RunOutcome.TIME_LIMIT: (
        pgettext_lazy("a plan", "Search cut short"),
        _("It keeps every rule, but the time was over before everything was tried: often a better one follows."),
    ),
    RunOutcome.STOPPED: (
        pgettext_lazy("a plan", "Made way"),
        _("The search made way for a newer change or question: it is the best plan found until then."),
    ),
    RunOutcome.STOPPED_BY_PERSON: (
        pgettext_lazy("a plan", "Stopped by a person"),
        _("Somebody stopped the search: it is the best plan found until then."),
    ),
}


def told(plan: Plan) -> tuple[str, str]:
    """Return the word for how far a plan was searched, and what the word means."""
    word, meaning = WORDS[plan.outcome]
    return str(word), str(meaning)


def legend(plans: Iterable[Plan]) -> list[tuple[str, str]]:
    """Return the words that a list of plans uses, each with its meaning, the most searched first."""
    used = {plan.outcome for plan in plans}
    return [(str(word), str(meaning)) for outcome, (word, meaning) in WORDS.items() if outcome in used]
