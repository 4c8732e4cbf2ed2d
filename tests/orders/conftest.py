"""Who acts in the tests of orders."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from company.models import Role
from tests import given
from tests.orders.machine import Api


@pytest.fixture
def planner(api: Api) -> APIClient:
    return api(given.user(Role.PLANNER))
