"""How large a request may be: bounded while it arrives, before anything of it is kept. Loaded before any model is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.urls import Resolver404, resolve

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MEGABYTE = 1024 * 1024
# A browser reads no answer before it has sent everything; so much is taken in and thrown away for its sake.
DISCARDED_BYTES = 200 * MEGABYTE
TOO_LARGE = "lockstep.most_bytes"
NOTHING_MORE: Message = {"type": "http.request", "body": b"", "more_body": False}
HUNG_UP: Message = {"type": "http.disconnect"}

ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def up_to(most_bytes: int) -> Callable[[ViewT], ViewT]:
    """Let a view take larger requests than others."""

    def mark(view: ViewT) -> ViewT:
        view.__dict__["most_bytes"] = most_bytes
        return view

    return mark


def most_bytes_at(path: str) -> int:
    """Return how large a request to an address may be."""
    try:
        view = resolve(path).func
    except Resolver404:
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return int(getattr(view, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE))


class BoundedBodies:
    """The application behind a bound: of a request that is too large it gets an empty body, and a mark."""

    def __init__(self, application: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        bounded = BoundedBody(scope, receive).receive if scope["type"] == "http" else receive
        await self.application(scope, bounded, send)


class BoundedBody:
    """The body of one request, counted as it arrives."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"")
        self.scope = scope
        self.next = receive
        self.waits_for_leave = headers.get(b"expect", b"").lower() == b"100-continue"
        self.declared_bytes = int(declared) if declared.isdigit() else 0
        self.most_bytes = most_bytes_at(scope["path"])
        self.bytes = 0
        self.is_over = False

    async def receive(self) -> Message:
        """Return the next piece; of a body that is too large nothing more, once it has been taken in."""
        if self.is_over:
            await asyncio.Event().wait()  # the answer is on its way; whoever listens for a hang-up is cancelled then
        if self.declared_bytes > self.most_bytes:
            return await self._refused()
        message = await self.next()
        if message["type"] != "http.request":
            return message
        self.bytes += len(message.get("body", b""))
        if self.bytes > self.most_bytes:
            return await self._refused(is_more=message.get("more_body", False))
        return message

    async def _refused(self, *, is_more: bool = True) -> Message:
        self.scope[TOO_LARGE] = self.most_bytes
        self.is_over = True
        while is_more and not self.waits_for_leave:
            message = await self.next()
            if message["type"] != "http.request" or self.bytes > self.most_bytes + DISCARDED_BYTES:
                return HUNG_UP
            self.bytes += len(message.get("body", b""))
            is_more = message.get("more_body", False)
        return NOTHING_MORE
