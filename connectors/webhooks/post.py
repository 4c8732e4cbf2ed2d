"""
Posting a message to an address that was looked at.

By the standard library: `http.client` sends over a socket that we connect ourselves, which is how a connection is held
to one address; it follows nothing, knows no proxy, keeps no cookie. A library above it would have to be talked out of
all of that. A whole attempt has a limit, not only each read: a receiver may send a byte a second for ever.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer

from connectors.webhooks.models import LONGEST_ANSWER
from connectors.webhooks.targets import Target

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: the status that was answered and the beginning of the answer, or why there is none."""

    status: int | None
    text: str = ""
    error: str = ""

    @property
    def is_good(self) -> bool:
        """Return whether the receiver took it. A redirection is not followed, and is a refusal."""
        return self.status is not None and 200 <= self.status < 300


def post(target: Target, headers: Mapping[str, str], body: bytes) -> Answer:
    """Post a body; return what was answered, or why nothing was. Never raises for what the receiver does."""
    try:
        with _connected(target) as connection:
            sent = {"Host": target.host_header, "Connection": "close", **headers}
            connection.request("POST", target.path, body, sent)
            got = connection.getresponse()
            return Answer(got.status, _shown(got.read(LONGEST_ANSWER)))
    except TimeoutError:
        return Answer(None, error="timed out")
    except (OSError, HTTPException, ValueError) as error:
        return Answer(None, error=(f"{type(error).__name__}: {error}")[:LONGEST_ANSWER])


def _shown(content: bytes) -> str:
    """Return the beginning of an answer as text that the database takes."""
    return content.decode("utf-8", "replace").replace("\x00", "")[:LONGEST_ANSWER]


@contextmanager
def _connected(target: Target) -> Iterator[HTTPConnection]:
    """Connect to the target's address, with TLS by its name; cut the connection when the attempt's time is over."""
    line = socket.create_connection((target.address, target.port), timeout=CONNECT_SECONDS)
    if target.scheme == "https":
        context = ssl.create_default_context()
        line = context.wrap_socket(line, server_hostname=target.host, do_handshake_on_connect=False)
    over = Timer(WHOLE_SECONDS, _cut, (line,))
    over.daemon = True
    over.start()
    connection = HTTPConnection(target.host, target.port)
    try:
        line.settimeout(READ_SECONDS)
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        connection.sock = line
        yield connection
    finally:
        over.cancel()
        connection.close()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # not TLS's own, which would wait for an answer
