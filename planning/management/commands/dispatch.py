"""`manage.py dispatch`: the dispatcher process."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from planning import dispatcher


class Command(BaseCommand):
    """Ask for a new plan wherever the published one is behind, until stopped."""

    help = str(_("Ask for a new plan wherever the published one is behind, until stopped."))
    stopping = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        dispatcher.run_forever(lambda: self.stopping)

    def _stop(self, *_signal: Any) -> None:
        self.stopping = True
