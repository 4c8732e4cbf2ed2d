"""The words for where a change lies, and why it is held up there: on the approvals page, in the grid, in the API."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.fences import Fences, Judgement, Rule

PLACES: Mapping[Rule, str | Promise] = {
    Rule.DEMAND_FENCE: gettext_lazy("inside the demand time fence"),
    Rule.PLANNING_FENCE: gettext_lazy("inside the planning time fence"),
    Rule.LINE_FROZEN: gettext_lazy("the line is frozen"),
    Rule.OUTSIDE: gettext_lazy("outside of the fences"),
}
DATED: Mapping[Rule, str | Promise] = {
    Rule.DEMAND_FENCE: gettext_lazy("inside the demand time fence, which ends on %(day)s"),
    Rule.PLANNING_FENCE: gettext_lazy("inside the planning time fence, which ends on %(day)s"),
}


def place(zone: str | Rule | None, fences: Fences) -> str:
    """Return where a change lies, with the last day of the fence; empty for what is no place."""
    if zone not in list(Rule) or Rule(zone) not in PLACES:
        return ""
    rule = Rule(zone)
    day = fences.last_day(rule)
    return str(PLACES[rule]) if day is None else str(DATED[rule]) % {"day": day.isoformat()}


def refused(judgement: Judgement, fences: Fences) -> str:
    """Return why a rule of the site refuses a change."""
    words = _("A change rule of this site refuses this: %(place)s. Who administers the rules can change that.")
    return words % {"place": place(judgement.zone, fences)}


def reason_wanted(judgement: Judgement, fences: Fences) -> str:
    """Return what is asked of a person who may make the change, but has to say why."""
    where = {"place": place(judgement.zone, fences)}
    if judgement.rule is Rule.POLICY_REASON:
        return _("A change rule of this site wants a reason here: %(place)s. Say why it must change.") % where
    return _("A change needs a reason here: %(place)s. Say why it must change.") % where
