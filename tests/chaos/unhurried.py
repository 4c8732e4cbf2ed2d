"""
Workers in which nobody goes on with a chunk before another has begun one, and then dwells on it for a moment.

How soon a message reaches a second worker is the machine's affair: without this, one worker may have planned
everything by then, and a test that wants somebody killed in mid-chunk finds nobody.
"""

from __future__ import annotations

import time
from unittest.mock import patch

from mps import live, spread
from mps.chunk_store import Board

GIVE_UP_SECONDS = 60.0
DWELL_SECONDS = 0.3


class UnhurriedBoard(Board):
    """The board, for those who wait for company."""

    def begin(self, digest: str) -> bool:
        """Take a chunk as the board does, then wait until another process has one too, and a moment longer."""
        taken = super().begin(digest)
        if taken:
            until = time.monotonic() + GIVE_UP_SECONDS
            while self._is_alone() and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(DWELL_SECONDS)
        return taken

    def _is_alone(self) -> bool:
        server = live.server()
        return len(set(server.mget(server.keys(f"lockstep:begun:{self.run}:*")))) < 2


patch.object(spread, "Board", UnhurriedBoard).start()
