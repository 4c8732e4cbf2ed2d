"""How far a plan was searched, in the words of a planner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mps.models import Plan, PlanningRun, RunOutcome

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


def outcomes_of(plans: Iterable[Plan]) -> dict[int, str]:
    """Return by id how far plans were searched, the searches included that found no better one and published none."""
    found = {plan.pk: str(plan.outcome) for plan in plans}
    through = PlanningRun.objects.filter(plan__in=found, outcome=RunOutcome.FEASIBLE)
    cut_short = [pk for pk in through.values_list("plan_id", flat=True) if found[pk] != RunOutcome.OPTIMAL]
    return found | dict.fromkeys(cut_short, RunOutcome.FEASIBLE.value)


def told(outcome: str) -> tuple[str, str]:
    """Return the word for how far a plan was searched, and what the word means."""
    word, meaning = WORDS[outcome]
    return str(word), str(meaning)


def legend(outcomes: Collection[str]) -> list[tuple[str, str]]:
    """Return the words that a list of plans uses, each with its meaning, the most searched first."""
    return [told(outcome) for outcome in WORDS if outcome in outcomes]
