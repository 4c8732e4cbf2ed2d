"""
Which addresses may be sent to. A web address can point anywhere, also inside: at this machine, at a cloud's own data.

A name is resolved once for each attempt, every address it has must be fit, and the connection goes to the one that was
looked at: what the name means a moment later does not count. https to public addresses, unless whoever runs the server
names networks (`LOCKSTEP_WEBHOOK_NETWORKS`): inside these, plain http and any port are fit too.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

PORTS = {"https": 443, "http": 80}
PUBLIC_PORTS = frozenset({443, 8443})
WRITTEN = re.compile(r"[!-~]+")  # printable ASCII without spaces: what a parser drops or folds is not there
HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
# Never, whatever is named: a cloud's own data, oneself by no address, everybody at once.
NEVER = [ip_network(each) for each in ("169.254.0.0/16", "fe80::/10", "0.0.0.0/8", "::/128")]
# They carry an IPv4 address that something between here and there may unpack.
TRANSLATED = [ip_network(each) for each in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::/96")]

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]


class TargetRefused(Exception):
    """Nothing is sent there; the text says why, fit for an administrator."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: the address to connect to, and the name that was asked for."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def host_header(self) -> str:
        """Return what the `Host` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name, as the system knows it. Raises OSError where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(each[4][0]) for each in found]


def parsed(url: str) -> SplitResult:
    """
    Return the parts of an address that is written as it should be.

    Raises: TargetRefused for one that is not; also http where no network is named, for it could never be sent to.
    """
    if not WRITTEN.fullmatch(url):
        raise TargetRefused(_("Write the address in plain letters, without spaces (a name in other letters as xn--…)."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TargetRefused(_("This is not a web address.")) from error
    if parts.scheme not in PORTS or not parts.hostname or not HOST.fullmatch(parts.hostname) or port == 0:
        raise TargetRefused(_("This is not a web address."))
    if "@" in parts.netloc or "\\" in url or "#" in url:
        raise TargetRefused(_("The address may not hold a name, a password or a #: the signature says who sends."))
    if parts.scheme == "http" and not settings.WEBHOOK_NETWORKS:
        raise TargetRefused(_("Only https is allowed. Plain http is for networks that the server's settings name."))
    return parts


def checked(url: str) -> None:
    """Check an address as far as that goes without asking anybody. Raises TargetRefused."""
    parts = parsed(url)
    try:
        address = ip_address(parts.hostname or "")
    except ValueError:
        return  # a name: what it means is looked at when something is sent
    _fit(parts, address)


def target_of(url: str, resolver: Resolver | None = None) -> Target:
    """Resolve an address, once. Raises TargetRefused where it, or any address of its name, is not fit."""
    parts = parsed(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    try:
        found = [ip_address(each.partition("%")[0]) for each in (resolver or resolve)(host, port)]
    except (OSError, ValueError, UnicodeError) as error:
        raise TargetRefused(_("There is no address for the name %(host)s.") % {"host": host}) from error
    if not found:
        raise TargetRefused(_("There is no address for the name %(host)s.") % {"host": host})
    for address in found:
        _fit(parts, address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(found[0]))


def _fit(parts: SplitResult, address: Address) -> None:
    """Raise TargetRefused where an address may not be connected to."""
    inner = getattr(address, "ipv4_mapped", None) or address
    if any(inner in network for network in NEVER) or inner.is_multicast:
        raise TargetRefused(_("%(address)s is not sent to, whatever is named.") % {"address": address})
    if any(inner in network for network in settings.WEBHOOK_NETWORKS):
        return
    if not _is_public(address):
        words = _("%(address)s is inside. Whoever runs the server may name its network in LOCKSTEP_WEBHOOK_NETWORKS.")
        raise TargetRefused(words % {"address": address})
    if parts.scheme != "https":
        raise TargetRefused(_("Only https is allowed. Plain http is for networks that the server's settings name."))
    if (parts.port or PORTS["https"]) not in PUBLIC_PORTS:
        raise TargetRefused(_("Outside, only the ports 443 and 8443 are sent to."))


def _is_public(address: Address) -> bool:
    """Return whether an address is somebody's on the internet; one that is folded into another is not."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return False
    if any(address in network for network in TRANSLATED):
        return False
    return address.is_global and not address.is_reserved
