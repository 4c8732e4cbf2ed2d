"""Sites, for machines."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import mixins, serializers, viewsets

from company.access import sites_for
from company.models import Site


class SiteSerializer(serializers.ModelSerializer[Site]):
    """A plant, with the revision of everything its plan depends on."""

    class Meta:
        model = Site
        fields = [
            "id", "code", "name", "time_zone", "currency", "horizon_start", "demand_time_fence_days",
            "planning_time_fence_days", "atp_rule", "order_revision", "version",
        ]  # fmt: skip
        read_only_fields = fields


class Sites(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Site]):
    """The sites where the asker has a role."""

    access = "desk.open"
    serializer_class = SiteSerializer
    queryset = Site.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Site]:
        """Return the asker's own sites."""
        return sites_for(self.request.user)
