"""A system that is told of promises: a real HTTP server on this machine that answers as a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int, text: str = "", **headers: str) -> Behaviour:
    """Return a behaviour: answer this."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(text.encode())))
        handler.end_headers()
        handler.wfile.write(text.encode())

    return answer


def closing(handler: BaseHTTPRequestHandler) -> None:
    """Answer nothing, and close."""
    handler.connection.close()


@dataclass
class Receiver:
    """What was received. `behave` says what is answered; `let_go` ends a receiver that hangs."""

    port: int = 0
    behave: Behaviour = field(default_factory=lambda: answering(204))
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def hang(self, _handler: BaseHTTPRequestHandler) -> None:
        """Answer nothing, until the test ends."""
        self.let_go.wait()

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a byte at a time, each soon enough for a reader, until the test ends."""
        while not self.let_go.wait(0.02):
            try:
                handler.wfile.write(b"H")
            except OSError:
                return

    def messages(self, secret: str) -> list[tuple[str, dict[str, Any]]]:
        """Return ids and contents of all that was received, each verified as a receiver should."""
        verifier = Webhook(secret)
        return [(headers["webhook-id"], verifier.verify(body, headers)) for headers, body in self.received]


@contextmanager
def listening() -> Iterator[Receiver]:
    """Run a receiver for a block."""
    ours = Receiver()

    class Handler(BaseHTTPRequestHandler):
        """Takes every request down before it answers."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            ours.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            ours.behave(self)

        do_GET = do_POST  # noqa: N815  # the library's name

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ours.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield ours
    finally:
        ours.let_go.set()
        server.shutdown()
        server.server_close()


def eventually(what: Callable[[], bool], *, seconds: float = 60.0) -> None:
    """Wait until something is so. Raises AssertionError where it does not come to be."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.02)
