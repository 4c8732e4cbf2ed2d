"""The event stream: every open page hears of new revisions and plans, and fetches what it shows by itself.

One Redis subscription serves all streams of the process. A stream holds no database connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from company import access
from mps.live import EVENTS_CHANNEL

logger = logging.getLogger(__name__)

PING_SECONDS = 10.0
RETRY_MILLISECONDS = 2_000
RECONNECT_SECONDS = 1.0
LONGEST_QUEUE = 100


@dataclass(slots=True)
class Hub:
    """Hands each message to every stream of one event loop."""

    queues: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    reader: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
        """Yield a queue that receives every message; the first listener starts the reader, the last one stops it."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(LONGEST_QUEUE)
        self.queues.add(queue)
        if self.reader is None or self.reader.done():
            self.reader = asyncio.create_task(self._read())
        try:
            yield queue
        finally:
            self.queues.discard(queue)
            if not self.queues and self.reader:
                self.reader.cancel()
                self.reader = None

    async def _read(self) -> None:
        """Read the channel; reconnect for as long as anyone listens."""
        while True:
            try:
                await self._read_until_it_breaks()
            except (redis.RedisError, OSError) as error:
                logger.warning("event channel lost, reconnecting: %s", error)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _read_until_it_breaks(self) -> None:
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
        try:
            async with client.pubsub() as channel:
                await channel.subscribe(EVENTS_CHANNEL)
                while True:
                    message = await channel.get_message(ignore_subscribe_messages=True, timeout=PING_SECONDS)
                    if message:
                        self._hand_out(json.loads(message["data"]))
        finally:
            await client.aclose()

    def _hand_out(self, message: dict[str, Any]) -> None:
        for queue in self.queues:
            # A page that does not keep up loses messages, not correctness: it fetches the state, not the messages.
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(message)


hubs: dict[int, Hub] = {}


@require_GET
@access.allowed("plan.standing")
async def events(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the events of the sites that the person may see."""
    response = StreamingHttpResponse(_stream(await _visible_codes(request)), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"
    return response


@sync_to_async
def _visible_codes(request: HttpRequest) -> frozenset[str]:
    """Return the codes of the sites whose plan's standing the person may know."""
    return frozenset(access.sites_for(request.user, "plan.standing").values_list("code", flat=True))


async def _stream(codes: frozenset[str]) -> AsyncIterator[str]:
    loop = id(asyncio.get_running_loop())
    async with hubs.setdefault(loop, Hub()).listening() as queue:
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        while True:
            try:
                message = await asyncio.wait_for(queue.get(), PING_SECONDS)
            except TimeoutError:
                yield ": ping\n\n"
                continue
            if message["data"]["site"] in codes:
                yield f"event: {message['event']}\ndata: {json.dumps(message['data'])}\n\n"
