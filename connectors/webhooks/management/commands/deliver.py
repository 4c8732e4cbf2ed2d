"""`manage.py deliver`: the process that sends webhooks."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from connectors.webhooks import courier


class Command(BaseCommand):
    """Tell other systems what became of promises, until stopped."""

    help = str(_("Tell other systems what became of promises, until stopped."))
    stopping = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        courier.run_forever(lambda: self.stopping)

    def _stop(self, *_signal: Any) -> None:
        self.stopping = True
