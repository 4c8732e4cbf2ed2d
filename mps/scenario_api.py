"""Scenarios, for machines: begun, changed, planned, compared, merged and dropped as their pages do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import sites_for
from company.models import Site, User
from company.once import IDEMPOTENCY_KEY, AnswersOnce
from company.problems import Problem
from mps import scenario_differences, scenario_forms, scenario_merge, scenario_told, scenario_undo, scenarios
from mps.api import read_body, unknown_site
from mps.models import Scenario
from mps.scenario_changes import Change, from_data
from mps.scenario_record import ScenarioState
from mps.scenario_serializers import (
    ChangedScenarioSerializer,
    DropScenarioSerializer,
    ForetoldMergeSerializer,
    MergedScenarioSerializer,
    MergeScenarioSerializer,
    NewScenarioSerializer,
    ScenarioComparisonSerializer,
    ScenarioSerializer,
    TakeBackScenarioSerializer,
    TakenBackScenarioSerializer,
)
from mps.scenario_views import compared, is_planned
from mps.scenarios import ScenarioRefused
from orders.api import asker, etag, seen_version

IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
    description="The `version` of the scenario as the asker saw it, quoted like its ETag or bare.",
)  # fmt: skip
NO_SUCH = OpenApiResponse(description="No such scenario of a site whose plan you steer.")
REFUSED = OpenApiResponse(description="It can't be done: the scenario is over, or `detail` says why.")
STALE = OpenApiResponse(description="Somebody has changed the scenario meanwhile: `current` is its version.")
INVALID = OpenApiResponse(description="Some values are not right: `errors` by field, or by `changes[i]`.")

ResultT = TypeVar("ResultT")


class Scenarios(AnswersOnce, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Scenario]):
    """The scenarios of the sites whose plan the asker steers, the newest first."""

    access = scenarios.ACTION
    serializer_class = ScenarioSerializer
    queryset = Scenario.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Scenario]:
        """Return the scenarios, those of `?site=` and `?state=` only where they are named."""
        found = scenarios.visible_to(self.request.user).select_related("site", "plan", "created_by", "ended_by")
        code, state = (self.request.query_params.get(name) for name in ("site", "state"))
        if code:
            found = found.filter(site=_site(self.request, code))
        if state and state not in ScenarioState.values:
            words = _("There is no such state.")
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors={"state": [words]})
        return (found.filter(state=state) if state else found).order_by("-pk")

    @extend_schema(parameters=[
        OpenApiParameter("site", str, description="of this site only, by its code"),
        OpenApiParameter(
            "state", str, enum=ScenarioState.values, description="open, merged, undone (taken back) or dropped only"
        ),
    ])  # fmt: skip
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List scenarios."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a scenario; its ETag is the version that a change must name."""
        return _told(self.get_object())

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=NewScenarioSerializer,
        responses={201: ScenarioSerializer, 409: REFUSED, 422: INVALID},
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """Begin a scenario; with changes, its plan is asked for at once."""
        asked, by = read_body(NewScenarioSerializer, request.data), asker(request)
        site = _site(request, asked["site"])
        changes = _changes(asked.get("changes", ()), (), site, by)
        made = _done(lambda: scenarios.create(
            site=site, name=asked["name"], by=by, changes=changes, plan_id=asked.get("plan")
        ))  # fmt: skip
        return _told(self._again(made), HTTPStatus.CREATED)

    @extend_schema(
        parameters=[IF_MATCH], request=ChangedScenarioSerializer,
        responses={200: ScenarioSerializer, 404: NO_SUCH, 409: REFUSED, 412: STALE, 422: INVALID,
                   428: OpenApiResponse(description="The version seen is missing.")},
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give a scenario another name, or other changes, which are planned at once."""
        one, by = self.get_object(), asker(request)
        version = _seen(one, seen_version(request.headers.get("If-Match"), f"scenarios/{pk}"))
        asked = read_body(ChangedScenarioSerializer, request.data)
        if not asked:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _("Say what is to be different."))
        if "name" in asked:
            one = _done(lambda: scenarios.rename(scenario_id=one.pk, version=version, name=asked["name"], by=by))
            one.refresh_from_db(fields=["version"])
            version = one.version
        if "changes" in asked:
            changes = _changes(asked["changes"], one.changes, one.site, by)
            _done(lambda: scenarios.change(scenario_id=one.pk, version=version, changes=changes, by=by))
        return _told(self._again(one))

    @extend_schema(request=None, responses={202: ScenarioSerializer, 404: NO_SUCH, 409: REFUSED})
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: str) -> Response:
        """Ask for its plan. A worker makes it: `standing` says when it is there."""
        done = _done(lambda: scenarios.ask(scenario_id=self.get_object().pk, by=asker(request)))
        return _told(self._again(done), HTTPStatus.ACCEPTED)

    @extend_schema(request=None, responses={202: ScenarioSerializer, 404: NO_SUCH, 409: REFUSED})
    @action(detail=True, methods=["post"], url_path="bring-up-to-date", url_name="bring-up-to-date")
    def bring_up_to_date(self, request: Request, pk: str) -> Response:
        """Let a scenario of an earlier plan go on from the data of now, and ask for its plan."""
        done = _done(lambda: scenarios.bring_up_to_date(scenario_id=self.get_object().pk, by=asker(request)))
        return _told(self._again(done), HTTPStatus.ACCEPTED)

    @extend_schema(responses={200: ScenarioComparisonSerializer, 404: NO_SUCH, 409: REFUSED})
    @action(detail=True, methods=["get"])
    def comparison(self, request: Request, pk: str) -> Response:
        """Say how its plan differs from the plan beside which it stands."""
        one = self.get_object()
        found = compared(one.site, [one], request.user) if is_planned(one) else None
        if found is None:
            words = _("The scenario has to be planned first: nobody knows yet what it would do.")
            raise Problem(HTTPStatus.CONFLICT, words)
        return Response(ScenarioComparisonSerializer(scenario_told.comparison_of(found)).data)

    @extend_schema(responses={200: ForetoldMergeSerializer, 404: NO_SUCH, 409: REFUSED})
    @action(detail=True, methods=["get"], url_path="merge/foretell", url_name="foretell-merge")
    def foretell_merge(self, request: Request, pk: str) -> Response:
        """Say what a merge would do now: what goes to approval, and what can't be merged by the asker."""
        one = self.get_object()
        if not one.is_open:
            words = _("The scenario is over: %(state)s.") % {"state": one.get_state_display()}
            raise Problem(HTTPStatus.CONFLICT, words)
        told, base = scenario_merge.foretell(one, asker(request)), scenario_differences.base_told(one)
        body = {**asdict(told), "gives_the_plan": told.gives_the_plan, "differences": base.differences if base else ()}
        return Response(ForetoldMergeSerializer(body).data)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=MergeScenarioSerializer,
        responses={200: MergedScenarioSerializer, 404: NO_SUCH, 409: REFUSED, 412: STALE, 422: INVALID},
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Make its changes the site's, by the rules of each room: all of it or nothing, in one revision."""
        one, asked = self.get_object(), read_body(MergeScenarioSerializer, request.data)
        version = _seen(one, asked["version"])
        done = _done(lambda: scenario_merge.merge(
            scenario_id=one.pk, version=version, why=asked["why"], by=asker(request),
            also_if_stale=asked["also_if_stale"],
        ))  # fmt: skip
        body = {
            "saved": done.saved, "waiting": done.waiting, "gives_the_plan": done.gives_the_plan,
            "scenario": self._again(done.scenario),
        }  # fmt: skip
        return Response(MergedScenarioSerializer(body).data)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=TakeBackScenarioSerializer,
        responses={200: TakenBackScenarioSerializer, 404: NO_SUCH, 409: REFUSED, 412: STALE, 422: INVALID},
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Undo its merge: all of it, in one revision, or nothing where somebody has changed some of it since."""
        one, asked = self.get_object(), read_body(TakeBackScenarioSerializer, request.data)
        version = _seen(one, asked["version"])
        done = _done(lambda: scenario_undo.take_back(
            scenario_id=one.pk, version=version, why=asked["why"], by=asker(request)
        ))  # fmt: skip
        body = {"waiting": done.waiting, "scenario": self._again(done.scenario)}
        return Response(TakenBackScenarioSerializer(body).data)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=DropScenarioSerializer,
        responses={200: ScenarioSerializer, 404: NO_SUCH, 409: REFUSED, 422: INVALID},
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """Give a scenario up. It can still be read."""
        one, why = self.get_object(), read_body(DropScenarioSerializer, request.data)["why"]
        return _told(self._again(_done(lambda: scenarios.drop(scenario_id=one.pk, why=why, by=asker(request)))))

    def _again(self, one: Scenario) -> Scenario:
        found = scenarios.visible_to(self.request.user).select_related("site", "plan", "created_by")
        return get_object_or_404(found, pk=one.pk)


def _done(work: Callable[[], ResultT]) -> ResultT:
    """Return what the work returns. Raises Problem 409 where it is refused."""
    try:
        return work()
    except ScenarioRefused as refusal:
        raise Problem(HTTPStatus.CONFLICT, str(refusal)) from refusal


def _seen(one: Scenario, version: int) -> int:
    if version != one.version:
        raise Problem(HTTPStatus.PRECONDITION_FAILED, current={"version": one.version}, record=f"scenarios/{one.pk}")
    return version


def _changes(sent: Sequence[dict[str, Any]], known: Sequence[Any], site: Site, by: User) -> list[Change]:
    """Return the changes; one that the scenario has told comes back as it is. Raises Problem 422 by `changes[i]`."""
    changes: list[Change] = []
    errors: dict[str, list[str]] = {}
    for place, one in enumerate(sent):
        if one in known:
            changes += from_data([one])
            continue
        typed = {name: "" if value is None else str(value) for name, value in one.items()}
        try:
            changes.append(scenario_forms.read(typed.get("kind", ""), typed, site, by))
        except ScenarioRefused as refusal:
            errors[f"changes[{place}]"] = [str(refusal)]
    if errors:
        words = " ".join(dict.fromkeys(words for one in errors.values() for words in one))
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors=errors)
    return changes


def _site(request: Request, code: str) -> Site:
    site: Site | None = sites_for(request.user, scenarios.ACTION).filter(code=code).first()
    if site is None:
        raise unknown_site(code)
    return site


def _told(one: Scenario, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(ScenarioSerializer(one).data, status=status, headers={"ETag": etag(one.version)})
