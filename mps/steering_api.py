"""Steering the master schedule by hand, for machines: a draft, its check, its publication, and the undoing."""

from __future__ import annotations

from typing import Any

import msgspec
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import sites_for
from company.models import Site
from company.once import IDEMPOTENCY_KEY, AnswersOnce
from mps import steering_desk
from mps.api import read_body, unknown_site
from mps.models import SteeringPublication
from orders.api import asker, etag

SITE = OpenApiParameter("site", str, required=True, description="The site, by its code.")
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
    description="The `version` of the draft as the asker saw it, quoted like its ETag or bare.",
)  # fmt: skip
STALE = OpenApiResponse(description="The draft is of another version: `current` has its steps and version.")
INVALID = OpenApiResponse(description="Some values are not right: `errors` by field, or by `steps[i]`.")
UNSEEN = OpenApiResponse(description="The version seen is missing.")
REFUSED = OpenApiResponse(
    description="Nothing was published: `violations` and `errors` name the steps that a rule refuses."
)


class SteeringStepsSerializer(serializers.Serializer[Any]):
    """
    The steps of a draft, at most 500, in the order in which they are done; each tells its `kind`.

    quantity, forecast (`item_id`, `bucket`, `quantity`), firm, unfirm (`lot_key`), move (`lot_key`, `finish_date`),
    split (`lot_key`, `quantities`), work_center (`item_id`, `step`, `work_center_id`, `rule`), lot_work_center
    (`lot_key`, `step`, `work_center_id`: for this lot, which it makes firm; null gives it back), capacity
    (`work_center_id`, `from`, `to`, `minutes_per_day`, `change`), unlock (`item_id`, `bucket`, `until`, `reason`: days
    of an item whose quantities the other steps may change inside its frozen fence).
    """

    steps = serializers.ListField(child=serializers.JSONField())


class SteeringChoiceSerializer(serializers.Serializer[Any]):
    """What of the draft is meant: `accepted` are places of its steps, from 0; without it, all of them."""

    version = serializers.IntegerField(min_value=0, required=False, help_text="The version of the draft that was seen.")
    accepted = serializers.ListField(child=serializers.IntegerField(min_value=0), max_length=500, required=False)


class SteeringAskedSerializer(SteeringChoiceSerializer):
    """What is checked of the draft; `thorough`: after the search for a better plan that would follow, too."""

    thorough = serializers.BooleanField(required=False, default=False)


class SteeringPublishSerializer(SteeringChoiceSerializer):
    """What is published of the draft, and why; with `checked` of a check, nothing else than was checked."""

    version = serializers.IntegerField(min_value=0, help_text="The version of the draft that was seen.")
    reason = serializers.CharField(max_length=steering_desk.LONGEST_REASON)
    checked = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)


class SteeringReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=steering_desk.LONGEST_REASON)


class SteeringPublicationSerializer(serializers.Serializer[Any]):
    """
    What somebody published by hand: `count` steps, the first 20 of them as `steps`, in the form of a draft's.

    The undoing of another one says of which it is (`undoes`). Its steps are those that it `took_back`; the undoing of
    an undoing `brought_back` them.
    """

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    reason = serializers.CharField()
    count = serializers.IntegerField()
    steps = serializers.ListField(child=serializers.JSONField())
    undoes = serializers.IntegerField(allow_null=True)
    took_back = serializers.BooleanField()
    brought_back = serializers.BooleanField()
    can_undo = serializers.BooleanField()


class SteeringDraftSerializer(SteeringStepsSerializer):
    """
    A person's own draft of a site. `holds` is what was published and holds; `published`, the last publications.

    `plan` is the one that it was begun on; `is_behind`: another one is current by now.
    """

    version = serializers.IntegerField()
    plan = serializers.JSONField(allow_null=True)
    is_behind = serializers.BooleanField()
    may_steer = serializers.BooleanField()
    items_of_lots = serializers.DictField(child=serializers.IntegerField())
    planned_lots = serializers.DictField(child=serializers.JSONField())
    holds = serializers.ListField(child=serializers.JSONField())
    published = SteeringPublicationSerializer(many=True)


class SteeringCheckSerializer(serializers.Serializer[Any]):
    """
    What the steps at the places `accepted` would do. `checked` says so of these steps when they are published.

    `violations` name steps by their places; those that `refuses` keep the step from being published. `items` and
    `loads` are the rows, by id, that differ from those of `plan`. `changed`: lots, order lines, cost and figures,
    without these steps and with them.
    """

    version = serializers.IntegerField()
    accepted = serializers.ListField(child=serializers.IntegerField())
    checked = serializers.CharField()
    plan = serializers.JSONField()
    violations = serializers.ListField(child=serializers.JSONField())
    items = serializers.DictField(child=serializers.JSONField())
    loads = serializers.DictField(child=serializers.JSONField())
    changed = serializers.JSONField()
    may_improve = serializers.BooleanField()


class SteeringPublishedSerializer(serializers.Serializer[Any]):
    """The publication, the revision of the site that it made, and the version of the draft that is left."""

    publication = serializers.IntegerField()
    revision = serializers.IntegerField()
    version = serializers.IntegerField(required=False)


class SteeringDrafts(APIView):
    """The asker's own draft of a site."""

    access = {"GET": "plan.view", "PUT": "plan.steer"}

    @extend_schema(parameters=[SITE], responses={200: SteeringDraftSerializer, 422: INVALID})
    def get(self, request: Request) -> Response:
        """Return the draft; its ETag is the version that a change of it must name."""
        return _draft(steering_desk.told(site_asked(request, "plan.view"), asker(request)))

    @extend_schema(
        parameters=[SITE, IF_MATCH], request=SteeringStepsSerializer,
        responses={200: SteeringDraftSerializer, 412: STALE, 422: INVALID, 428: UNSEEN},
    )  # fmt: skip
    def put(self, request: Request) -> Response:
        """Replace the steps of the draft. It plans nothing."""
        site = site_asked(request, "plan.steer")
        return _draft(steering_desk.put(
            site, asker(request), seen=request.headers.get("If-Match", ""),
            read=lambda: read_body(SteeringStepsSerializer, request.data)["steps"],
        ))  # fmt: skip


class CheckSteeringDraft(APIView):
    """What the draft would do, before anyone publishes it."""

    access = "plan.steer"

    @extend_schema(
        parameters=[SITE], request=SteeringAskedSerializer,
        responses={
            200: SteeringCheckSerializer, 412: STALE, 422: INVALID,
            409: OpenApiResponse(description="The site has no plan yet."),
            503: OpenApiResponse(description="No worker has answered in time."),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Plan the site with the draft, or with some of its steps, in a worker. Changes nothing."""
        site, asked = site_asked(request, "plan.steer"), read_body(SteeringAskedSerializer, request.data)
        found = steering_desk.check(site, asker(request), **asked)
        return Response(msgspec.to_builtins(found))


class PublishSteeringDraft(AnswersOnce, APIView):
    """Publishes the draft, or some of its steps."""

    access = "plan.steer"

    @extend_schema(
        parameters=[SITE, IDEMPOTENCY_KEY], request=SteeringPublishSerializer,
        responses={200: SteeringPublishedSerializer, 409: REFUSED, 412: STALE, 422: INVALID},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Publish, in one revision; what is not accepted stays in the draft. The plan follows."""
        site, asked = site_asked(request, "plan.steer"), read_body(SteeringPublishSerializer, request.data)
        return Response(steering_desk.publish(site, asker(request), **asked))


class SteeringPublications(AnswersOnce, viewsets.GenericViewSet[SteeringPublication]):
    """What was published by hand, the newest first."""

    access = {"GET": "plan.view", "POST": "plan.steer"}
    serializer_class = SteeringPublicationSerializer
    queryset = SteeringPublication.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(parameters=[SITE], responses={200: SteeringPublicationSerializer(many=True), 422: INVALID})
    def list(self, request: Request) -> Response:
        """List the publications of a site."""
        site = site_asked(request, "plan.view")
        page = self.paginate_queryset(steering_desk.publications(site))
        return self.get_paginated_response(steering_desk.publications_told(site, page or ()))

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY], request=SteeringReasonSerializer,
        responses={
            200: SteeringPublishedSerializer, 422: INVALID,
            404: OpenApiResponse(description="No such publication of one of your sites."),
            409: OpenApiResponse(description="It is undone already, or a later one builds on it."),
        },
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Undo a publication, all of it. The undoing is a publication, and can be undone."""
        mine = SteeringPublication.objects.filter(site__in=sites_for(request.user, "plan.steer"))
        one = get_object_or_404(mine.select_related("site"), pk=pk)
        asked = read_body(SteeringReasonSerializer, request.data)
        return Response(steering_desk.undo(one.site, asker(request), publication_id=one.pk, reason=asked["reason"]))


def site_asked(request: Request, action: str) -> Site:
    """Return the site of `?site=`. Raises Problem 422 where it is none of the asker's."""
    code = request.query_params.get("site", "")
    site: Site | None = sites_for(request.user, action).filter(code=code).first()
    if site is None:
        raise unknown_site(code)
    return site


def _draft(told: dict[str, Any]) -> Response:
    return Response(told, headers={"ETag": etag(told["version"])})

