"""What lies in the way of somebody else's rows, taken away one at a time, to see whether what is left holds."""

from __future__ import annotations

import sys

import pytest

from orders import visible
from orders.models import OrderLine


def open_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every query forget whose lines these are."""
    door = visible.visible_to
    for module in list(sys.modules.values()):
        if getattr(module, "visible_to", None) is door:
            monkeypatch.setattr(module, "visible_to", lambda _user, _action="": OrderLine.objects.all())
