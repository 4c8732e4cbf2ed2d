"""Published plans, for machines: which there are, and what is different between two of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import sites_for
from company.models import Site
from company.problems import Problem
from mps import revisions
from mps.api import StandingSerializer, unknown_site
from mps.changed_lots import LotFate
from mps.models import Plan, PlanDetail, SitePlanning
from mps.queries import compare as comparing
from orders.history.moves import Moves, moves_between
from orders.models import OrderLine


class PlanSerializer(serializers.ModelSerializer[Plan]):
    """
    A published plan: what it covers, what it cost (`cost` by term, in the site's currency), and by what it can be told.

    `in_full`: its lots are still kept, so that it can be compared. `digests` are of the parts of its result.
    """

    site = serializers.CharField(source="site.code")
    age_seconds = serializers.SerializerMethodField()
    in_full = serializers.BooleanField()
    is_current = serializers.BooleanField()

    class Meta:
        model = Plan
        fields = [
            "id", "site", "revision", "sequence", "created_at", "age_seconds", "is_current", "in_full", "outcome",
            "engine_version", "seed", "steps", "seconds", "cost", "bound", "kpis", "problem_hash", "digests",
            "horizon_end",
        ]  # fmt: skip
        read_only_fields = fields

    def get_age_seconds(self, plan: Plan) -> float:
        """Return how long ago it was published."""
        return round((timezone.now() - plan.created_at).total_seconds(), 1)


class MadeSerializer(serializers.Serializer[Any]):
    """A lot as one plan has it."""

    quantity = serializers.FloatField()
    start_date = serializers.DateField()
    finish_date = serializers.DateField()


class LotChangeSerializer(serializers.Serializer[Any]):
    """
    A lot that is not the same; `changed` (another quantity or finish) and `gone` ones are changed lots.

    `key` is its key in the newer plan, in the older one where it is gone; `key_before` that in the older one.
    """

    key = serializers.CharField(source="change.key")
    key_before = serializers.CharField(source="change.key_before", allow_null=True)
    item = serializers.CharField(source="item.code")
    fate = serializers.ChoiceField(list(LotFate), source="change.fate")
    before = MadeSerializer(source="change.before", allow_null=True)
    after = MadeSerializer(source="change.after", allow_null=True)


class LoadChangeSerializer(serializers.Serializer[Any]):
    """A work centre with more or less to do; minutes of the whole horizon."""

    work_center = serializers.CharField(source="work_center.code")
    load_before = serializers.FloatField()
    load_after = serializers.FloatField()
    overtime_before = serializers.FloatField()
    overtime_after = serializers.FloatField()


class PlanMoveSerializer(serializers.Serializer[Any]):
    """An order line whose planned date moved."""

    order_line = serializers.IntegerField(source="line.pk")
    name = serializers.SerializerMethodField()
    before = serializers.DateField(allow_null=True)
    after = serializers.DateField(allow_null=True)

    def get_name(self, move: Any) -> str:
        """Return the order's number and the line's."""
        line: OrderLine = move.line
        return str(line)


class ComparisonSerializer(serializers.Serializer[Any]):
    """
    How one plan became another. At most 500 lots and lines are listed, the soonest first; the counts are of all.

    `lots_changed`: lots of `before` that are gone or have another quantity or finish, `lots_changed_soon` those of them
    that finish within the `soon_days` of `after`.

    `others_moved` counts the lines that are not the asker's to see.
    """

    before = PlanSerializer()
    after = PlanSerializer()
    nervousness = serializers.FloatField()
    lot_count = serializers.IntegerField()
    lots_by_fate = serializers.DictField(child=serializers.IntegerField())
    lots_changed = serializers.IntegerField()
    lots_changed_soon = serializers.IntegerField()
    lots = LotChangeSerializer(many=True)
    loads = LoadChangeSerializer(many=True)
    line_count = serializers.IntegerField()
    others_moved = serializers.IntegerField()
    lines = PlanMoveSerializer(many=True)
    plan = StandingSerializer()


class Plans(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Plan]):
    """The published plans of the asker's sites, the newest first."""

    access = "plan.view"
    serializer_class = PlanSerializer
    queryset = Plan.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Plan]:
        """Return the plans, those of `?site=` only where one is named."""
        sites = sites_for(self.request.user, self.access)
        code = self.request.query_params.get("site")
        if code and not sites.filter(code=code).exists():
            raise unknown_site(code)
        plans = Plan.objects.filter(site__in=sites.filter(code=code) if code else sites)
        in_full = Exists(PlanDetail.objects.filter(plan=OuterRef("pk")))
        is_current = Exists(SitePlanning.objects.filter(current_plan=OuterRef("pk")))
        return plans.annotate(in_full=in_full, is_current=is_current).select_related("site").order_by("-pk")

    @extend_schema(parameters=[OpenApiParameter("site", str, description="of this site only, by its code")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List plans; `plan` says where each of the asker's sites stands."""
        response = super().list(request, *args, **kwargs)
        sites = sites_for(request.user, self.access)
        response.data["plan"] = [
            revisions.as_json(where) for where in revisions.standings(sites.values_list("pk", flat=True))
        ]
        return response

    @extend_schema(
        responses={
            200: ComparisonSerializer,
            404: OpenApiResponse(description="No such plans of one of your sites."),
            409: OpenApiResponse(description="One of the plans is no longer kept in full."),
        }
    )
    @action(detail=True, url_path="compare/(?P<other>[0-9]{1,18})", url_name="compare")
    def compare(self, request: Request, pk: str, other: str) -> Response:
        """Say what is different between a plan and another one of the same site; the older one is `before`."""
        one = self.get_object()
        second = get_object_or_404(self.get_queryset().filter(site=one.site_id), pk=other)
        before, after = sorted((one, second), key=lambda plan: plan.pk)
        for plan in (before, after):
            if not PlanDetail.objects.filter(plan=plan).exists():
                words = _("Plan %(plan)s is no longer kept in full.") % {"plan": plan.pk}
                raise Problem(HTTPStatus.CONFLICT, words, record=f"plans/{plan.pk}")
        return Response(ComparisonSerializer(_compared(before, after, one.site, request)).data)


def _compared(before: Plan, after: Plan, site: Site, request: Request) -> dict[str, Any]:
    lots, moves = comparing.lots(before, after), moves_between(site, before.pk, after.pk, request.user)
    return {
        "before": before,
        "after": after,
        "nervousness": lots.nervousness,
        "lot_count": lots.count,
        "lots_by_fate": lots.counts.by_fate,
        "lots_changed": lots.counts.changed,
        "lots_changed_soon": lots.counts.changed_soon,
        "lots": lots.soonest,
        "loads": comparing.loads(before, after),
        **_lines(moves),
        "plan": revisions.as_json(revisions.standing(site)),
    }


def _lines(moves: Moves | None) -> dict[str, Any]:
    if moves is None:
        return {"line_count": 0, "others_moved": 0, "lines": ()}
    return {"line_count": moves.count, "others_moved": moves.unseen_count, "lines": moves.seen}
