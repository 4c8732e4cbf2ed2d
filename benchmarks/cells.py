"""`benchmark cells`: random cells of a running instance: does what the drawer says of each add up?"""

from __future__ import annotations

import http.client
import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from importlib import import_module
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks import client
from benchmarks.arguments import count_of
from benchmarks.cell_sums import (
    LOAD,
    Cell,
    Json,
    faults_of_cell,
    faults_of_load,
    faults_of_lot,
    name_of,
    random_cells,
)
from benchmarks.output import Line, show
from company.models import Membership, Role, Site, User

LOTS_OF_A_CELL = 2
Ask = Callable[[str, dict[str, Any]], Json]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    client.add_arguments(parser)
    parser.add_argument("--count", type=count_of, default=200, help=_("how many cells"))


def run(options: Namespace) -> int:
    """Look behind random cells; name each that does not add up. The status is 1 where one does not."""
    address, site = client.address_of(options.url), client.site_of(options.site)
    with_planner = Membership.objects.filter(site=site, role=Role.PLANNER).select_related("user").first()
    if with_planner is None:
        raise CommandError(_("The site has no planner to sign in as."))
    look = Look(pages_of(address, with_planner.user, site), Random(options.seed))
    show(look.cells(options.count, options.seed), as_json=options.json)
    show([look.summary(site.code)], as_json=options.json)
    return int(look.added_up < look.cell_count or look.lots_added_up < look.lot_count)


def pages_of(address: str, person: User, site: Site) -> Ask:
    """Return what fetches JSON from the pages of an instance, as a person who has signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    cookie = SimpleCookie({settings.SESSION_COOKIE_NAME: session.session_key or ""})
    headers = {"Cookie": cookie.output(header="", sep=";").strip(), "Accept": "application/json"}
    host = urlsplit(address)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=client.GIVE_UP_SECONDS)

    def ask(path: str, query: dict[str, Any]) -> Json:
        connection.request("GET", f"{path}?{urlencode({**query, 'site': site.code})}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise CommandError(f"{path}: {answer.status} {body[:200].decode(errors='replace')}")
        return dict(json.loads(body))

    return ask


@dataclass(slots=True)
class Look:
    """A look behind random cells through the pages' own addresses; it counts what adds up."""

    ask: Ask
    random: Random
    cell_count: int = 0
    added_up: int = 0
    lot_count: int = 0
    lots_added_up: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def cells(self, count: int, seed: int) -> Iterator[Line]:
        """Yield a line for each cell and each lot that does not add up."""
        plan = self.ask("/master-schedule/rows/", {})["plan"]
        if plan is None:
            raise CommandError(_("The site has no plan yet."))
        for cell in random_cells(plan, count=count, seed=seed):
            behind, faults = self._behind(plan, cell)
            self.cell_count += 1
            self.kinds[f"{cell.kind} by {cell.zoom}"] += 1
            self.added_up += not faults
            if faults:
                name = name_of(plan, cell)
                yield Line(f"  {name}: {'; '.join(faults)}", {"cell": name, "faults": faults})
            yield from self._lots(plan, behind)

    def summary(self, site: str) -> Line:
        """Return the figures."""
        text = (
            f"{site}: {self.added_up} of {self.cell_count} cells add up ({len(self.kinds)} kinds and zooms);"
            f" {self.lots_added_up} of {self.lot_count} lots add up, pegged up to orders and down to components"
        )
        record = {
            "site": site, "cells": self.cell_count, "cells_that_add_up": self.added_up, "lots": self.lot_count,
            "lots_that_add_up": self.lots_added_up, "by_kind": dict(self.kinds),
        }  # fmt: skip
        return Line(text, record)

    def _behind(self, plan: Json, cell: Cell) -> tuple[Json, list[str]]:
        days = {"plan": plan["plan_id"], "first": cell.span.first, "last": cell.span.last}
        if cell.kind == LOAD:
            center = plan["load"]["id"][cell.place]
            behind = self.ask("/master-schedule/load/", {**days, "center": center})
            return behind, list(faults_of_load(plan, cell, behind))
        behind = self.ask("/master-schedule/cell/", {**days, "item": plan["items"]["id"][cell.place]})
        return behind, list(faults_of_cell(plan, cell, behind))

    def _lots(self, plan: Json, behind: Json) -> Iterator[Line]:
        """Look behind some of the lots that stand behind a cell."""
        keys = sorted({lot["lot"] for lot in (*behind["lots"], *behind.get("parent_lots", ()))})
        for key in self.random.sample(keys, min(LOTS_OF_A_CELL, len(keys))):
            faults = list(faults_of_lot(self.ask("/master-schedule/lot/", {"plan": plan["plan_id"], "lot": key})))
            self.lot_count += 1
            self.lots_added_up += not faults
            if faults:
                yield Line(f"  lot {key}: {'; '.join(faults)}", {"lot": key, "faults": faults})
