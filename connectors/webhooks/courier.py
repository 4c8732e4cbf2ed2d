"""
The courier sends what is due, until stopped. Killing it loses nothing: the database has what is not delivered yet.

Each endpoint has one thread at a time, and its turn ends with the first failure: one that hangs holds up its own
deliveries, for the time of an attempt, and nobody else's. Planning is in other processes altogether.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from company.statements import all_rows
from connectors.webhooks import deliveries
from mps import heartbeats

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.5
PAUSE_AFTER_ERROR_SECONDS = 1.0
FORGET_EVERY_SECONDS = 3600.0
BEAT_EVERY_SECONDS = 5.0
AT_ONCE = 16
IN_A_TURN = 20
TELLS_SYSTEMS = "an endpoint is told of every promise of its site: an administrator, who reads them all, chose it"


@all_rows(TELLS_SYSTEMS)
def turn_of(endpoint_id: int) -> int:
    """Send what is due for an endpoint, up to a small number, until one fails; return how many attempts were made."""
    for count in range(IN_A_TURN):
        delivery = deliveries.take(endpoint_id)
        if delivery is None:
            return count
        if not deliveries.attempt(delivery).is_good:
            return count + 1
    return IN_A_TURN


def _in_thread(endpoint_id: int) -> None:
    try:
        turn_of(endpoint_id)
    except (OperationalError, InterfaceError) as error:
        logger.warning("database out of reach, sending again later: %s", error)
    finally:
        connection.close()


@dataclass(slots=True)
class Courier:
    """The threads under way, by endpoint."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "courier"))
    under_way: dict[int, Future[None]] = field(default_factory=dict)
    forgot_at: float | None = None
    beat_at: float | None = None

    @all_rows(TELLS_SYSTEMS)
    def look(self, now: float) -> None:
        """Look once: begin a turn of each endpoint for which something is due and that has none. `now`: monotonic."""
        if self.beat_at is None or now - self.beat_at >= BEAT_EVERY_SECONDS:
            heartbeats.beat("courier")
            self.beat_at = now
        for endpoint_id, turn in list(self.under_way.items()):
            if turn.done():
                del self.under_way[endpoint_id]
                if error := turn.exception():
                    logger.error("a delivery failed in the application itself", exc_info=error)
        for endpoint_id in set(deliveries.due(timezone.now()).order_by().values_list("endpoint_id", flat=True)):
            if endpoint_id not in self.under_way:
                self.under_way[endpoint_id] = self.pool.submit(_in_thread, endpoint_id)
        if self.forgot_at is None or now - self.forgot_at >= FORGET_EVERY_SECONDS:
            deliveries.forget_old(timezone.now())
            self.forgot_at = now


def run_forever(stopping: Callable[[], bool]) -> None:
    """Look twice a second until told to stop."""
    courier = Courier()
    while not stopping():
        try:
            courier.look(time.monotonic())
            time.sleep(LOOK_EVERY_SECONDS)
        except (OperationalError, InterfaceError) as error:
            logger.warning("database out of reach, looking again: %s", error)
            connection.close()
            time.sleep(PAUSE_AFTER_ERROR_SECONDS)
    courier.pool.shutdown(wait=False, cancel_futures=True)
