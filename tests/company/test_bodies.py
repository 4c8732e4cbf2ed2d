"""A request that is too large is stopped while it arrives, and answered in plain words."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from tempfile import SpooledTemporaryFile

import pytest
from pytest_django import Settings

from company import bodies
from planning.bootstrap.environment import PROJECT

MOST = 1000
PIECE = b"x" * 300
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = MOST
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(bodies, "DISCARDED_BYTES", 5000)


@pytest.fixture
def spooled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what Django keeps of the bodies."""
    sizes: list[int] = []
    write = SpooledTemporaryFile.write

    def counted(file: SpooledTemporaryFile[bytes], piece: bytes) -> int:
        sizes.append(len(piece))
        return write(file, piece)

    monkeypatch.setattr(SpooledTemporaryFile, "write", counted)
    return sizes


class Browser:
    """One request as a server would pass it on: its pieces, and what was answered."""

    def __init__(self, pieces: int, *, path: str = "/api/v1/orders/", **headers: str) -> None:
        self.left = pieces
        self.taken = 0
        self.sent: list[bodies.Message] = []
        named = {"host": "testserver", "content-type": "application/json", **headers}
        self.scope: bodies.Scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
            "headers": [(name.replace("_", "-").encode(), text.encode()) for name, text in named.items()],
            "server": ("testserver", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip

    async def receive(self) -> bodies.Message:
        if self.left == 0:
            await asyncio.Event().wait()
        self.left -= 1
        self.taken += 1
        return {"type": "http.request", "body": PIECE, "more_body": self.left > 0}

    async def send(self, message: bodies.Message) -> None:
        self.sent.append(message)

    def ask(self) -> int:
        from planning.asgi import application

        asyncio.run(self.served(application))
        return int(self.sent[0]["status"]) if self.sent else 0

    async def served(self, application: bodies.BoundedBodies) -> None:
        await application(self.scope, self.receive, self.send)

    @property
    def body(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()


def test_the_bound_is_there_before_any_model_is_loaded() -> None:
    loaded = "import planning.asgi; print(type(planning.asgi.application).__name__)"
    started = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert started.stdout.strip() == "BoundedBodies", started.stderr


def test_that_fits_is_passed_on_whole(spooled: list[int]) -> None:
    assert Browser(3).ask() == 401
    assert sum(spooled) == 900


def test_that_says_so_is_kept_nowhere(spooled: list[int]) -> None:
    browser = Browser(4, content_length="1200")

    assert browser.ask() == 413
    assert (sum(spooled), browser.left) == (0, 0)


def test_that_does_not_say_so_is_stopped_at_the_bound(spooled: list[int]) -> None:
    browser = Browser(12)

    assert browser.ask() == 413
    assert (sum(spooled), browser.left) == (900, 0)


def test_that_asks_first_is_not_even_sent() -> None:
    browser = Browser(12, content_length="3600", expect="100-continue")

    assert browser.ask() == 413
    assert browser.taken == 0


def test_that_never_ends_is_hung_up_on() -> None:
    browser = Browser(1000)

    assert browser.ask() == 0
    assert browser.taken < 30


def test_of_a_machine_is_answered_with_a_problem() -> None:
    browser = Browser(12)
    browser.ask()

    assert '"status": 413' in browser.body
    assert "At most 0 MB can be sent in one go." in browser.body


@pytest.mark.parametrize("path", ["/", "/nothing/"])
def test_of_a_person_is_answered_with_a_page(path: str) -> None:
    browser = Browser(12, path=path, accept="text/html")

    assert browser.ask() == 413
    assert "That is too much at once." in browser.body
    assert "At most 0 MB can be sent in one go. Nothing of it was kept." in browser.body
    assert any(name == b"Content-Security-Policy" for name, _text in browser.sent[0]["headers"])


def test_may_be_larger_where_the_view_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "most_bytes_at", lambda path: 5000)

    assert Browser(12).ask() == 401
