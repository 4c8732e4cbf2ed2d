"""Who opens the pages of a running instance in a real browser, and with what."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import dataclass
from http import HTTPStatus
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.management.base import CommandError
from django.test import Client
from django.utils.translation import gettext as _

from benchmarks import client
from company.models import Membership, Role, Site, User
from planning.bootstrap.browser import find_chromium


@dataclass(frozen=True, slots=True)
class Visitor:
    """A planner of a site, the address of the instance, and the path of the browser."""

    address: str
    site: Site
    planner: User
    chromium: str

    def who_sees(self, path: str) -> User:
        """Return who may open an address of the site: the planner, else another of its people (nobody: the planner)."""
        others = User.objects.filter(memberships__site=self.site).exclude(pk=self.planner.pk).distinct().order_by("pk")
        return next((one for one in (self.planner, *others) if self._opens(one, path)), self.planner)

    def _opens(self, person: User, path: str) -> bool:
        asked = Client(headers={"host": urlsplit(self.address).netloc})
        asked.force_login(person)
        return asked.get(path).status_code == HTTPStatus.OK


def visitor_of(options: Namespace) -> Visitor:
    """Return who opens what the options name. Raises CommandError where there is no instance, planner or browser."""
    if find_spec("playwright") is None:
        raise CommandError(_("The browser's driver is not installed: run `python3 manage.py test --fast` once."))
    address, site = client.address_of(options.url), client.site_of(options.site)
    chromium = os.environ.get("LOCKSTEP_CHROMIUM") or find_chromium()
    if chromium is None:
        raise CommandError(_("There is no Chromium here: name one in LOCKSTEP_CHROMIUM."))
    planner = Membership.objects.filter(site=site, role=Role.PLANNER).select_related("user").first()
    if planner is None:
        raise CommandError(_("The site has no planner to sign in as."))
    # Playwright keeps an event loop in this thread; our few reads and it wait for each other.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return Visitor(address, site, planner.user, str(chromium))
