"""Work centres, for machines."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets

from capacity.models import WorkCenter
from company.access import sites_for
from company.models import Site


class WorkCenterSerializer(serializers.ModelSerializer[WorkCenter]):
    """Machines or people that do the same work. Shares are 0…1."""

    site: serializers.SlugRelatedField[Site] = serializers.SlugRelatedField(slug_field="code", read_only=True)
    calendar = serializers.CharField(source="calendar.code", read_only=True)
    efficiency_share = serializers.FloatField(read_only=True)

    class Meta:
        model = WorkCenter
        fields = [
            "id", "site", "code", "name", "calendar", "machines", "efficiency_share", "overtime_minutes_per_week",
            "version",
        ]  # fmt: skip
        read_only_fields = fields


class WorkCenterFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`?site=&code=`."""

    site = django_filters.CharFilter(field_name="site__code", label=_("site"))

    class Meta:
        model = WorkCenter
        fields = ["site", "code"]


class WorkCenters(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[WorkCenter]):
    """The work centres of the asker's sites."""

    access = "capacity.view"
    serializer_class = WorkCenterSerializer
    filterset_class = WorkCenterFilter
    queryset = WorkCenter.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[WorkCenter]:
        """Return the work centres of the sites whose capacity the asker may see."""
        sites = sites_for(self.request.user, self.access)
        found = WorkCenter.objects.filter(site__in=sites).select_related("site", "calendar")
        return found.order_by("site__code", "code")
