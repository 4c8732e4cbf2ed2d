"""What is done with scenarios on their pages: plain forms, each answered by the page that follows or by the reason."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from company.access import allowed, site_there_is
from company.ids import whole_number
from company.models import User
from mps import scenario_forms, scenario_merge, scenario_undo, scenario_views, scenarios
from mps.models import Scenario
from mps.scenarios import ACTION, ScenarioRefused

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@require_POST
@allowed(ACTION)
def create(request: HttpRequest) -> HttpResponse:
    """Begin a scenario, and go to its page."""
    site, name = site_there_is(request, ACTION), request.POST.get("name", "")
    typed = request.POST.get("plan", "")
    plan_id = whole_number(typed) if typed else None
    try:
        if typed and plan_id is None:
            raise ScenarioRefused(_("The site has no such plan."))
        made = scenarios.create(site=site, name=name, by=cast("User", request.user), plan_id=plan_id)
    except ScenarioRefused as refusal:
        context = {**scenario_views.list_context(request), "refused": str(refusal), "name": name}
        return render(request, "mps/scenarios.html", context, status=UNPROCESSABLE)
    return redirect("mps:scenario", made.pk)


@require_POST
@allowed(ACTION)
def act(request: HttpRequest, scenario_id: int, verb: str) -> HttpResponse:
    """Do something with a scenario; `mps.scenarios` says who may."""
    found, done = scenario_views.one_of(request, scenario_id), VERBS.get(verb)
    if done is None:
        raise Http404(_("There is no such action."))
    try:
        shown = done(request, found)
    except ScenarioRefused as refusal:
        return _refused(request, scenario_id, verb, refusal)
    return redirect("mps:scenario", shown.pk)


def _refused(request: HttpRequest, scenario_id: int, verb: str, why: ScenarioRefused) -> HttpResponse:
    """Show the page again as it is now: what was typed, and why not, beside the field that it is about."""
    found, wrong = scenario_views.one_of(request, scenario_id), why.fields
    words = "" if wrong else str(why)
    if verb == "merge" and found.is_open:
        typed_why = request.POST.get("why", "")
        context = scenario_views.merge_context(request, found, refused=words, why=typed_why, wrong=wrong)
        return render(request, "mps/scenario_merge.html", context, status=UNPROCESSABLE)
    form = request.POST.get("kind", "") if verb == "add" else verb
    typed = {name: str(value) for name, value in request.POST.items()}
    context = scenario_views.context_of(request, found, refused=words, form=form, typed=typed, wrong=wrong)
    return render(request, "mps/scenario.html", context, status=UNPROCESSABLE)


def _add(request: HttpRequest, scenario: Scenario) -> Scenario:
    by, asked = cast("User", request.user), {name: str(value) for name, value in request.POST.items()}
    change = scenario_forms.read(asked.get("kind", ""), asked, scenario.site, by)
    changes = [*scenario.changes_read(), change]
    return scenarios.change(scenario_id=scenario.pk, version=_version(request), changes=changes, by=by)


def _remove(request: HttpRequest, scenario: Scenario) -> Scenario:
    changes, place = scenario.changes_read(), _number(request, "place")
    left = [change for number, change in enumerate(changes) if number != place]
    return scenarios.change(
        scenario_id=scenario.pk, version=_version(request), changes=left, by=cast("User", request.user)
    )


def _plan(request: HttpRequest, scenario: Scenario) -> Scenario:
    return scenarios.ask(scenario_id=scenario.pk, by=cast("User", request.user))


def _bring_up(request: HttpRequest, scenario: Scenario) -> Scenario:
    return scenarios.bring_up_to_date(scenario_id=scenario.pk, by=cast("User", request.user))


def _rename(request: HttpRequest, scenario: Scenario) -> Scenario:
    name, by = request.POST.get("name", ""), cast("User", request.user)
    return scenarios.rename(scenario_id=scenario.pk, version=_version(request), name=name, by=by)


def _duplicate(request: HttpRequest, scenario: Scenario) -> Scenario:
    return scenarios.duplicate(
        scenario_id=scenario.pk, name=request.POST.get("name", ""), by=cast("User", request.user)
    )


def _drop(request: HttpRequest, scenario: Scenario) -> Scenario:
    why = request.POST.get("why", "")
    messages.success(request, _("Dropped. It can still be read and duplicated."))
    return scenarios.drop(scenario_id=scenario.pk, why=why, by=cast("User", request.user))


def _comment(request: HttpRequest, scenario: Scenario) -> Scenario:
    scenarios.comment(scenario_id=scenario.pk, text=request.POST.get("text", ""), by=cast("User", request.user))
    return scenario


def _merge(request: HttpRequest, scenario: Scenario) -> Scenario:
    done = scenario_merge.merge(
        scenario_id=scenario.pk, version=_version(request), why=request.POST.get("why", ""),
        by=cast("User", request.user), also_if_stale=bool(request.POST.get("also_if_stale")),
    )  # fmt: skip
    if done.waiting:
        words = ngettext(
            "Merged. %(count)d change waits for an approval: until then the plan is another one.",
            "Merged. %(count)d changes wait for an approval: until then the plan is another one.", done.waiting,
        )  # fmt: skip
        messages.success(request, words % {"count": done.waiting})
    elif done.gives_the_plan:
        messages.success(request, _("Merged. The plan that you saw is published next."))
    else:
        messages.success(request, _("Merged. The plan follows; it was stale, so it may differ from the one shown."))
    return done.scenario


def _take_back(request: HttpRequest, scenario: Scenario) -> Scenario:
    done = scenario_undo.take_back(
        scenario_id=scenario.pk, version=_version(request), why=request.POST.get("back", ""),
        by=cast("User", request.user),
    )  # fmt: skip
    if done.waiting:
        words = ngettext(
            "Taken back. %(count)d change waits for an approval: until then its line stays as the merge left it.",
            "Taken back. %(count)d changes wait for an approval: until then their lines stay as the merge left them.",
            done.waiting,
        )
        messages.success(request, words % {"count": done.waiting})
    else:
        messages.success(request, _("Taken back: everything is as it was before the merge. The plan follows."))
    return done.scenario


def _version(request: HttpRequest) -> int:
    return _number(request, "version")


def _number(request: HttpRequest, name: str) -> int:
    number = whole_number(request.POST.get(name, ""))
    if number is None:
        raise ScenarioRefused(_("Somebody has changed the scenario meanwhile. Look at it again."))
    return number


VERBS: dict[str, Callable[[HttpRequest, Scenario], Scenario]] = {
    "add": _add, "remove": _remove, "plan": _plan, "rename": _rename, "duplicate": _duplicate, "drop": _drop,
    "comment": _comment, "merge": _merge, "bring-up-to-date": _bring_up, "take-back": _take_back,
}  # fmt: skip
