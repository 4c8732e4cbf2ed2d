"""No message goes to where it must not: nothing is ever connected to, whatever way the address is written."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from company.models import Role
from connectors.webhooks import courier, endpoints, targets
from connectors.webhooks.models import Delivery, DeliveryState, Endpoint
from connectors.webhooks.targets import TargetRefused, target_of
from tests import given
from tests.connectors.webhooks.receiver import Receiver, answering, listening

# {port}: where something listens on this machine.
CORPUS = [
    "https://127.0.0.1:{port}/", "http://127.0.0.1:{port}/", "https://127.1:{port}/", "https://127.0.1:{port}/",
    "https://2130706433:{port}/", "https://0x7f000001:{port}/", "https://0x7f.1:{port}/", "https://0177.0.0.1:{port}/",
    "https://017700000001:{port}/", "https://0177.0x0.0.1:{port}/", "https://127.000.000.001:{port}/",
    "https://localhost:{port}/", "https://LOCALHOST:{port}/", "https://localhost.:{port}/", "https://127.0.0.1.:{port}/",
    "https://0:{port}/", "https://0.0.0.0:{port}/", "https://[::]:{port}/", "https://[::1]:{port}/",
    "https://[0:0:0:0:0:0:0:1]:{port}/", "https://[::ffff:127.0.0.1]:{port}/", "https://[::ffff:7f00:1]:{port}/",
    "https://[::127.0.0.1]:{port}/", "https://[64:ff9b::7f00:1]:{port}/", "https://[64:ff9b:1::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/", "https://[2001:0:7f00:1::]:{port}/", "https://[fe80::1%25lo]:{port}/",
    "https://[fec0::1]:{port}/", "https://[fc00::1]:{port}/", "https://[ff02::1]:{port}/", "https://[::1%lo]:{port}/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.0.1/", "https://100.64.0.1/", "https://100.127.1.1/",
    "https://169.254.169.254/latest/meta-data/", "https://0xA9FEA9FE/", "https://2852039166/", "https://198.18.0.1/",
    "https://192.0.0.1/", "https://192.0.2.1/", "https://203.0.113.1/", "https://224.0.0.1/", "https://240.0.0.1/",
    "https://255.255.255.255/", "https://[fd00:ec2::254]/", "https://[::ffff:169.254.169.254]/",
    "https://user@127.0.0.1:{port}/", "https://user:word@127.0.0.1:{port}/", "https://example.com@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}@example.com/", "https://@127.0.0.1:{port}/", "https://example.com#@127.0.0.1:{port}/",
    "https://example.com\\@127.0.0.1:{port}/", "https:\\\\127.0.0.1:{port}/", "https://127。0。0。1:{port}/",
    "https://127．0．0．1:{port}/", "https://①②⑦.⓪.⓪.①:{port}/", "https://ⓛocalhost:{port}/", "https://127.0.0.1\t:{port}/",
    "https://127.0.0.1\r\nX-Evil:{port}/", " https://127.0.0.1:{port}/", "https://%31%32%37.0.0.1:{port}/",
    "https://127.0.0.1%2f:{port}/", "//127.0.0.1:{port}/", "127.0.0.1:{port}", "https:127.0.0.1:{port}/",
    "https:///127.0.0.1:{port}/", "https://:{port}/", "https://127.0.0.1:99999/", "https://127.0.0.1:0/", "",
    "ftp://127.0.0.1:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/_", "javascript:alert(1)",
    "HTTP://127.0.0.1:{port}/", "unix:///tmp/socket", "https://example.com:22/", "https://example.com:6379/",
]  # fmt: skip
PUBLIC = "93.184.215.14"


@pytest.fixture
def listener() -> Iterator[Receiver]:
    """Something that listens on this machine, in no network that the settings name."""
    with listening() as ours:
        yield ours


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks a name server: names outside mean a public address, numbers and this machine what they are."""
    real = socket.getaddrinfo

    def resolve(host: str, port: int) -> Sequence[str]:
        if host.endswith("example.com"):
            return [PUBLIC]
        return [str(each[4][0]) for each in real(host, port, flags=0 if "localhost" in host else socket.AI_NUMERICHOST)]

    monkeypatch.setattr(targets, "resolve", resolve)


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every connection that is begun, to wherever; those outside are not made."""
    begun, real = [], socket.create_connection

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        begun.append(address)
        if address[0] == PUBLIC:
            raise ConnectionRefusedError
        return real(address, timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    return begun


@pytest.mark.django_db
@pytest.mark.usefixtures("names")
class TestCorpus:
    @pytest.mark.parametrize("written", CORPUS)
    def test_is_never_connected_to(
        self, written: str, listener: Receiver, connections: list[tuple[str, int]], settings: Settings
    ) -> None:
        settings.WEBHOOK_NETWORKS = []
        url = written.format(port=listener.port) if "{port}" in written else written
        endpoint = Endpoint.objects.create(site=given.site(), url=url, kinds=["held"], secret="whsec_c2VjcmV0")
        Delivery.objects.create(endpoint=endpoint)

        courier.turn_of(endpoint.pk)

        assert connections == []
        assert listener.received == []
        refused = Delivery.objects.get()
        assert refused.state == DeliveryState.GIVEN_UP
        assert refused.last_error

    def test_control_named_networks_are(
        self, listener: Receiver, connections: list[tuple[str, int]], settings: Settings
    ) -> None:
        settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
        endpoint = endpoints.add(site=given.site(), url=listener.url, kinds=["held"], by=given.user(Role.ADMIN))
        endpoints.try_out(endpoint=endpoint)
        courier.turn_of(endpoint.pk)

        assert connections == [("127.0.0.1", listener.port)]
        assert len(listener.received) == 1

    def test_control_the_outside_is(self, connections: list[tuple[str, int]]) -> None:
        endpoint = endpoints.add(
            site=given.site(), url="https://hooks.example.com/x", kinds=["held"], by=given.user(Role.ADMIN)
        )
        endpoints.try_out(endpoint=endpoint)
        courier.turn_of(endpoint.pk)

        assert connections == [(PUBLIC, 443)]


@pytest.mark.parametrize("named", ["169.254.0.0/16", "0.0.0.0/0"])
def test_a_clouds_own_data_is_out_of_reach_whatever_is_named(named: str, settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network(named)]
    for url in ("http://169.254.169.254/", "http://[::ffff:169.254.169.254]/"):
        with pytest.raises(TargetRefused):
            target_of(url)


@pytest.mark.django_db
class TestRebinding:
    def test_the_answer_that_was_looked_at_is_connected_to(
        self, listener: Receiver, connections: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = []

        def fickle(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

        monkeypatch.setattr(targets, "resolve", fickle)
        endpoint = Endpoint.objects.create(
            site=given.site(), url="https://fickle.example/", kinds=["held"], secret="whsec_c2VjcmV0"
        )
        for _attempt in range(3):
            endpoints.try_out(endpoint=endpoint)
            courier.turn_of(endpoint.pk)

        assert asked == ["fickle.example"] * 3  # once for each attempt
        assert connections == [(PUBLIC, 443)]
        assert listener.received == []

    def test_one_bad_address_among_good_ones_is_enough(self) -> None:
        with pytest.raises(TargetRefused):
            target_of("https://mixed.example/", lambda _host, _port: [PUBLIC, "10.0.0.1"])

    @pytest.mark.parametrize("found", [[], ["no address"]])
    def test_a_name_that_means_nothing_is_refused(self, found: list[str]) -> None:
        with pytest.raises(TargetRefused):
            target_of("https://nothing.example/", lambda _host, _port: found)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_not_followed(
    receiver: Receiver, endpoint: Endpoint, connections: list[tuple[str, int]], status: int
) -> None:
    with listening() as inside:
        for location in ("http://169.254.169.254/latest/", inside.url):
            receiver.behave = answering(status, Location=location)
            endpoints.try_out(endpoint=endpoint)
            courier.turn_of(endpoint.pk)
        assert inside.received == []

    assert set(connections) == {("127.0.0.1", receiver.port)}
    assert len(receiver.received) == 2


def test_the_name_is_what_the_receiver_and_the_certificate_hear() -> None:
    target = target_of("https://hooks.example:8443/a?b=c", lambda _host, _port: [PUBLIC])

    assert (target.address, target.host, target.host_header) == (PUBLIC, "hooks.example", "hooks.example:8443")
    assert target.path == "/a?b=c"
