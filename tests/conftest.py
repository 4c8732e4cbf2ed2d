"""What every test may ask for. Builders are plain functions in `tests.given`; keep this file small."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from company.models import User


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """Return a function that gives an API client which acts for a person (None: for nobody)."""

    def client_for(person: User | None = None) -> APIClient:
        client = APIClient()
        client.force_authenticate(person)
        return client

    return client_for
