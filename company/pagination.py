"""Lists come in pages that no client can make large."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

from company.ids import whole_number


class BoundedPagination(LimitOffsetPagination):
    """`?limit=&offset=` → `count`, `next`, `previous`, `results`; at most 500 a page, whatever is asked for."""

    default_limit = 100
    max_limit = 500

    def get_limit(self, request: Request) -> int | None:
        """Return how many to list. Raises ValidationError for what is no whole number greater than 0."""
        _refuse_nonsense(request, "limit", least=1)
        return super().get_limit(request)

    def get_offset(self, request: Request) -> int:
        """Return after how many the list begins. Raises ValidationError for what is no whole number."""
        _refuse_nonsense(request, "offset", least=0)
        return super().get_offset(request)


def _refuse_nonsense(request: Request, name: str, *, least: int) -> None:
    """Refuse a page that is none, like a filter that is none: the library would show the first one in silence."""
    text = request.query_params.get(name)
    if text is None:
        return
    number = whole_number(text)
    if number is None or number < least:
        raise ValidationError({name: [_("Write a whole number, %(least)d or more.") % {"least": least}]})
