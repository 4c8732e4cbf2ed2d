"""The codes of exception messages: what in a plan somebody should look at."""

from __future__ import annotations

LATE = "late"
NOT_PLANNED = "not_planned"
LEFT_OUT = "left_out"
