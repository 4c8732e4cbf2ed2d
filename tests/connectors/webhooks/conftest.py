"""A receiver on this machine, and the setting that lets it be sent to."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from pytest_django.fixtures import SettingsWrapper

from company.models import Role
from connectors.webhooks import endpoints
from connectors.webhooks.models import Endpoint
from orders.promises.models import PromiseNews
from tests import given
from tests.connectors.webhooks.receiver import Receiver, listening


@pytest.fixture
def receiver(settings: SettingsWrapper) -> Iterator[Receiver]:
    """A receiver, in a network that the settings name."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with listening() as ours:
        yield ours


@pytest.fixture
def endpoint(receiver: Receiver) -> Endpoint:
    """An endpoint of the first site that is told everything."""
    admin = given.user(Role.ADMIN)
    return endpoints.add(site=given.site(), url=receiver.url, kinds=PromiseNews.values, by=admin)
