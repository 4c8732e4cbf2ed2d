"""Items, for machines."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets

from company.access import sites_for
from materials.models import Item, ItemSite


class ItemSerializer(serializers.ModelSerializer[Item]):
    """Something made, bought or sold."""

    class Meta:
        model = Item
        fields = ["id", "code", "name", "family", "unit", "make_or_buy", "is_mps", "version"]
        read_only_fields = fields


class ItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`?site=&code=&family=&make_or_buy=&is_mps=`, and `?q=`: part of the code or name."""

    site = django_filters.CharFilter(method="at_site", label=_("site"))
    q = django_filters.CharFilter(method="search", label=_("part of the code or name"))

    class Meta:
        model = Item
        fields = ["code", "family", "make_or_buy", "is_mps"]

    def at_site(self, found: QuerySet[Item], _name: str, value: str) -> QuerySet[Item]:
        """Return the items that a site plans."""
        return found.filter(Exists(ItemSite.objects.filter(item=OuterRef("pk"), site__code=value)))

    def search(self, found: QuerySet[Item], _name: str, value: str) -> QuerySet[Item]:
        """Return the items whose code or name has a text in it."""
        return found.filter(Q(code__icontains=value) | Q(name__icontains=value))


class Items(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Item]):
    """The items that the asker's sites plan."""

    access = "items.view"
    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    queryset = Item.objects.none()
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Item]:
        """Return the items with a plan at one of the asker's sites."""
        here = ItemSite.objects.filter(item=OuterRef("pk"), site__in=sites_for(self.request.user, self.access))
        return Item.objects.filter(Exists(here)).order_by("code")
