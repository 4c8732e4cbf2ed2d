"""One client's connection to the API of a running instance, kept open; for benchmarks with several at once."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from benchmarks.client import GIVE_UP_SECONDS

NO_HEADERS: Mapping[str, str] = {}


class Caller:
    """Sends requests with a token, one after another."""

    def __init__(self, address: str, token: str) -> None:
        parts = urlsplit(address)
        self.server = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=GIVE_UP_SECONDS)
        self.own = {"Content-Type": "application/json", "Authorization": f"Token {token}"}

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] = NO_HEADERS
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON of the answer, whatever the status is."""
        sent = None if body is None else json.dumps(body)
        self.server.request(method, path, sent, {**headers, **self.own})
        answer = self.server.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        return answer.status, found


def at_once(works: Sequence[Callable[[], None]]) -> None:
    """Do all works at the same time, a thread each, and wait for them. Raises what the first that failed raised."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        start.wait()
        work()

    with ThreadPoolExecutor(len(works)) as threads:
        for each in [threads.submit(run, work) for work in works]:
            each.result()
