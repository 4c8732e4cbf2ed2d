"""Lists come in pages that no client can make large."""

from __future__ import annotations

from rest_framework.pagination import LimitOffsetPagination


class BoundedPagination(LimitOffsetPagination):
    """`?limit=&offset=` → `count`, `next`, `previous`, `results`; at most 500 a page, whatever is asked for."""

    default_limit = 100
    max_limit = 500
