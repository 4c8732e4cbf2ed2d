"""Watches a starting instance and says, once each, that it answers and that it is ready."""

from __future__ import annotations

import http.client
import os
import time
from dataclasses import dataclass, field

from planning.bootstrap import steps
from planning.embedded.state import StateFolder
from planning.supervisor.options import Options

SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_BETWEEN_IDLE_LOOKS = 5.0
SECONDS_TO_AN_EXPLANATION = 120.0


@dataclass
class Readiness:
    """The two moments: the address when the web answers, the sign-ins when every site has a plan."""

    options: Options
    state: StateFolder
    has_data: bool = True
    began: float = field(default_factory=lambda: float(os.environ.get("LOCKSTEP_STARTED") or time.time()))
    answers: bool = False
    is_ready: bool = False
    explained: bool = False
    next_look: float = 0.0

    def look(self, *, is_loaded: bool) -> None:
        """Ask the web process, unless all has been said. Ready is only what has its data and its sign-ins too."""
        if self.is_ready or time.monotonic() < self.next_look:
            return
        # Without data it gets ready only when a person brings some: no hurry then.
        hurry = not self.answers or self.has_data
        self.next_look = time.monotonic() + (SECONDS_BETWEEN_LOOKS if hurry else SECONDS_BETWEEN_IDLE_LOOKS)
        status, body = self._ask("/readyz")
        if status and not self.answers:
            self.answers = True
            steps.say(f"\nLockstep answers at {self.options.address}  ({self._seconds():.1f} s)")
            for address in self.options.other_addresses():
                steps.say(f"and for other machines at {address}")
            if not self.has_data:
                steps.say("This start loads no data: `python3 manage.py import_data FOLDER` loads yours,")
                steps.say("`python3 manage.py createsuperuser` makes a first user,")
                steps.say("`python3 manage.py add_user NAME --role planner` then gives people a role.")
                steps.say("Ctrl-C stops everything.")
        if status == http.client.OK and is_loaded:
            self._welcome()
        elif self.answers and self.has_data and self._seconds() > SECONDS_TO_AN_EXPLANATION:
            self._explain(body)

    def _welcome(self) -> None:
        self.is_ready = True
        steps.say(f"Ready: data loaded, every site has a plan  ({self._seconds():.1f} s)")
        sign_ins = self.state.recall("sign-ins")
        if sign_ins and self.has_data:
            steps.say(sign_ins)
        steps.say("Ctrl-C stops everything.")

    def _explain(self, body: str) -> None:
        if self.explained:
            return
        self.explained = True
        steps.say(f"Not ready yet; /readyz says: {body[:600]}")

    def _seconds(self) -> float:
        return time.time() - self.began

    def _ask(self, path: str) -> tuple[int, str]:
        """Return status and body, or status 0 while nobody answers."""
        host = self.options.address.removeprefix("http://").rpartition(":")[0].strip("[]")
        connection = http.client.HTTPConnection(host, self.options.port, timeout=2)
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
