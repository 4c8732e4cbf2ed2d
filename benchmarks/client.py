"""A client of a running instance: edits order lines through the API and looks up in the database what came of it."""

from __future__ import annotations

import http.client
import json
import random
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from benchmarks.arguments import none_or_more
from benchmarks.output import Line
from company.models import Membership, Role, Site
from mps.models import PlanningRun, SitePlanning
from orders.models import OPEN_STATUSES, OrderLine
from planning.embedded.state import StateFolder

LOOK_AGAIN_SECONDS = 0.05
GIVE_UP_SECONDS = 120.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare which instance, which site and which lines."""
    parser.add_argument("--site", help=_("code of the site to edit; default: the one with the most order lines"))
    parser.add_argument("--url", help=_("address of the instance; default: the one that `up` runs"))
    parser.add_argument("--seed", type=none_or_more, default=1)


@contextmanager
def signed_in(options: Namespace) -> Iterator[Instance]:
    """Give the instance that the options name, and sign out afterwards."""
    instance = Instance(address=address_of(options.url), site=site_of(options.site), seed=options.seed)
    try:
        yield instance
    finally:
        instance.close()


def address_of(given: str | None) -> str:
    """Return the address given, else that of this checkout's instance. Raises CommandError where none runs."""
    running = StateFolder.from_environment().instance()
    address = given or (running.address if running else "")
    if not address:
        raise CommandError(_("No instance is running here: start one with `python3 manage.py up`, or name its --url."))
    return address


def site_of(code: str | None) -> Site:
    """Return the site of a code, else the one with the most order lines. Raises CommandError where there is none."""
    sites = Site.objects.filter(code=code) if code else Site.objects.annotate(n=Count("order_lines")).order_by("-n")
    found = sites.first()
    if found is None:
        raise CommandError(_("There is no such site."))
    return found


@dataclass(frozen=True, slots=True)
class Edit:
    """An acknowledged edit: when it was sent, when answered, and the revision that contains it."""

    sent_at: datetime
    answered_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Landing:
    """Where an edit became part of the plan; all in seconds from the moment it was sent."""

    published: float
    wait: float
    steps: dict[str, float]


class Instance:
    """A running instance, seen by a planner of one site."""

    def __init__(self, *, address: str, site: Site, seed: int) -> None:
        """Sign in as any planner of the site."""
        membership = Membership.objects.filter(site=site, role=Role.PLANNER).select_related("user").first()
        if membership is None:
            words = _("The site %(site)s has no planner to sign in as: `%(command)s` makes one.")
            command = f"python3 manage.py add_user NAME --role planner --site {site.code}"
            raise CommandError(words % {"site": site.code, "command": command})
        self.address, self.site = address.rstrip("/"), site
        open_lines = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES)  # of others no edit moves the plan
        self.line_ids = list(open_lines.order_by("pk").values_list("pk", flat=True))
        self.chance = random.Random(seed)
        self.session, self.token = AuthToken.objects.create(user=membership.user)

    def close(self) -> None:
        """Sign out."""
        self.session.delete()

    def heading(self) -> Line:
        """Return which site it is, and how large."""
        record = {"site": self.site.code, "order_lines": len(self.line_ids)}
        return Line(f"site {self.site.code}, {len(self.line_ids)} open order lines", record)

    def edit(self, count: int) -> Edit:
        """Add one to the quantity of `count` lines in one request and one transaction."""
        ids = self.chance.sample(self.line_ids, count)
        lines = OrderLine.objects.filter(pk__in=ids).values("id", "version", "quantity")
        changes = [
            {"id": line["id"], "version": line["version"], "quantity": float(line["quantity"] + 1)} for line in lines
        ]
        sent_at = timezone.now()
        if count == 1:
            headers = {"If-Match": f'"{changes[0].pop("version")}"'}
            answer = self._send("PATCH", f"/api/v1/order-lines/{changes[0].pop('id')}/", changes[0], headers)
            revision = int(answer["order_revision"])
        else:
            answer = self._send("PATCH", "/api/v1/order-lines/", changes, {})
            revision = int(answer["order_revisions"][self.site.code])
        return Edit(sent_at, timezone.now(), revision)

    def any_line(self) -> OrderLine:
        """Return an order line, with its item."""
        return OrderLine.objects.select_related("item").get(pk=self.chance.choice(self.line_ids))

    def quote(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask for a promised date."""
        return self._send("POST", "/api/v1/promises/quote/", body, {})

    def preview(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask what a change would do."""
        return self._send("POST", "/api/v1/change-requests/preview/", body, {})

    def change(self, line_id: int, values: Mapping[str, Any]) -> int:
        """Change a line, whatever its version is; return the revision that contains it."""
        version = OrderLine.objects.values_list("version", flat=True).get(pk=line_id)
        body = {**values, "why": "benchmark"}
        answer = self._send("PATCH", f"/api/v1/order-lines/{line_id}/", body, {"If-Match": f'"{version}"'})
        return int(answer["order_revision"])

    def settle(self) -> None:
        """Return when the plan covers everything."""
        self.wait_for(Site.objects.get(pk=self.site.pk).order_revision)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        parts = urlsplit(self.address)
        server = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=GIVE_UP_SECONDS)
        try:
            server.request(method, path, json.dumps(body), {**headers, **self._own_headers})
            answer = server.getresponse()
            text = answer.read()
            if answer.status >= http.HTTPStatus.BAD_REQUEST:
                raise RuntimeError(f"{path} answered {answer.status}: {text[:500].decode(errors='replace')}")
            found: dict[str, Any] = json.loads(text)
        finally:
            server.close()
        return found

    @property
    def _own_headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Authorization": f"Token {self.token}"}

    def wait_for(self, revision: int) -> None:
        """Return when the plan covers a revision. Raises TimeoutError."""
        until = time.monotonic() + GIVE_UP_SECONDS
        while SitePlanning.objects.get(pk=self.site.pk).planned_revision < revision:
            if time.monotonic() > until:
                raise TimeoutError(f"revision {revision} was not planned within {GIVE_UP_SECONDS:.0f} s")
            time.sleep(LOOK_AGAIN_SECONDS)

    def landing(self, edit: Edit) -> Landing:
        """Return where an edit became part of the plan."""
        run = (
            PlanningRun.objects.filter(site=self.site, asked_revision__gte=edit.revision, plan__isnull=False)
            .order_by("pk")
            .first()
        )
        if run is None or run.finished_at is None:
            raise LookupError(f"revision {edit.revision} is in no published plan")
        return Landing(
            published=(run.finished_at - edit.sent_at).total_seconds(),
            wait=(run.started_at - edit.sent_at).total_seconds(),
            steps=run.seconds_by_step,
        )

    def runs_since(self, moment: datetime) -> int:
        """Return how many planning runs began since a moment."""
        return PlanningRun.objects.filter(site=self.site, started_at__gte=moment).count()
