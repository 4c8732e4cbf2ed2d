"""A machine that changes order lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from company.models import User
from orders.models import OrderLine

Api = Callable[[User | None], APIClient]
LINES = "/api/v1/order-lines/"


def patch(client: APIClient, line: OrderLine, version: str | None, **values: Any) -> Any:
    """Send a change of one line with the version seen (None: without any)."""
    headers = {} if version is None else {"If-Match": version}
    return client.patch(f"{LINES}{line.pk}/", values, format="json", headers=headers)
