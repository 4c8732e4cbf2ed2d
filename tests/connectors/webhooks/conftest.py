"""A receiver on this machine, and the setting that lets it be sent to."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from pytest_django import Settings

from company.models import Role
from connectors.webhooks import endpoints
from connectors.webhooks.models import Endpoint
from orders.promises.models import Promise, PromiseNews
from tests import given
from tests.connectors.webhooks.receiver import Receiver, listening
from tests.processes import Processes


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver, in a network that the settings name."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with listening() as ours:
        yield ours


@pytest.fixture
def endpoint(receiver: Receiver) -> Endpoint:
    """An endpoint of the first site that is told everything."""
    admin = given.user(Role.ADMIN)
    return endpoints.add(site=given.site(), url=receiver.url, kinds=PromiseNews.values, by=admin)


@pytest.fixture
def courier_process(transactional_db: None, tmp_path: Path) -> Iterator[Processes]:
    """The application's processes, of which the courier may send to this machine; not started."""
    own = Processes(tmp_path, LOCKSTEP_WEBHOOK_NETWORKS="127.0.0.0/8")
    yield own
    own.stop()


@pytest.fixture
def promise() -> Promise:
    """A promise, made before anybody was told anything."""
    return given.promise(given.order_line(of=given.item("BIKE"), promised_date=given.day("W4")))
