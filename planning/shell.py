"""What every page's frame needs to know: where one can go, for which site, how fresh its plan is, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from company import access
from company.languages import HTML_LANGUAGES, LANGUAGE_NAMES
from company.models import Role, Site, Theme, User
from company.views import DENSITY_COOKIE
from mps import revisions
from mps.queries.needs import count_messages
from orders.promises import notices
from planning.language import browser_catalogue

DENSITIES = {"compact": _("Compact"), "normal": pgettext_lazy("row height", "Normal"), "relaxed": _("Roomy")}

# key, address, label, letter of `g …`, what one must be allowed to do. Only what exists is here.
PLACES = (
    ("orders", "orders:orders", pgettext_lazy("page", "Orders"), "o", "orders.view"),
    ("approvals", "orders:approvals", _("Approvals"), "a", "orders.view"),
    ("master-schedule", "mps:master-schedule", _("Master schedule"), "m", "plan.view"),
    ("promise", "mps:promise", pgettext_lazy("page", "Promise"), "p", "promise.quote"),
    ("needs", "mps:needs", _("What needs you"), "n", "plan.view"),
    ("my-promises", "mps:my-promises", _("My promises"), "y", "orders.view"),
    ("rush", "mps:rush", _("Rush order"), "r", "orders.create"),
    ("overview", "mps:overview", _("Overview"), "v", "plan.view"),
    ("load", "mps:load", pgettext_lazy("page", "Load"), "l", "plan.view"),
    ("gantt", "mps:gantt", pgettext_lazy("page", "Schedule"), "t", "plan.view"),
    ("scenarios", "mps:scenarios", _("Scenarios"), "s", "plan.steer"),
    ("import", "tables:import", pgettext_lazy("page", "Import"), "i", "import.run"),
    ("webhooks", "webhooks:webhooks", _("Webhooks"), "w", "hooks.change"),
    ("master-data", "admin:index", _("Master data"), "d", "master.view"),
)
# Ids of the badges, by which the browser keeps them true.
BADGES = {"needs": "needs-badge", "my-promises": "notices-badge"}
# The bar of a phone has room for so many entries.
BAR_ENTRIES = 5
# Other words for a page, by which it is looked for and found, too.
ALSO_CALLED = {
    "master-schedule": _("MPS, master production schedule"), "promise": _("ATP, CTP, available to promise"),
    "needs": _("Exceptions, messages of the plan"),
    "load": _("Capacity, rough-cut"), "gantt": _("Gantt chart"), "scenarios": _("What if"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the rail; `badge`: the id of its badge, which counts what is `unseen`."""

    icon: str
    label: str
    address: str
    key: str
    is_here: bool
    unseen: int = 0
    also: str = ""
    badge: str = ""


def address_of(name: str) -> str:
    """Return the address of a page; empty where its room is not there, for a connector is a folder one may delete."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Frame:
    """The frame of one answer. Nothing is read before a template asks for it."""

    has_demo_data = settings.DEMO_DATA
    languages = tuple(LANGUAGE_NAMES.items())
    themes = tuple(Theme.choices)
    densities = tuple(DENSITIES.items())

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> User | None:
        """The person who signed in."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def site(self) -> Site | None:
        """The site that the pages show. From now on times are written as its clocks say; `apps.py` ends that."""
        site = access.current_site(self.request) if self.user else None
        if site is not None:
            timezone.activate(ZoneInfo(site.time_zone))
        return site

    @cached_property
    def sites(self) -> list[Site]:
        """The sites that this person may choose from."""
        return list(access.sites_for(self.user)) if self.user else []

    @cached_property
    def standing(self) -> revisions.Standing | None:
        """How far the plan of the site is behind its orders."""
        return revisions.standing(self.site) if self.site else None

    @cached_property
    def places(self) -> list[Place]:
        """The pages this person may open."""
        allowed = [place for place in PLACES if self.user and access.can(self.user, place[-1], self.site)]
        return [
            Place(
                icon, str(label), address, key, is_here=self.request.path.startswith(address),
                unseen=self._counted(icon), also=str(ALSO_CALLED.get(icon, "")),
                badge=BADGES.get(icon, ""),
            )
            for icon, name, label, key, _action in allowed
            if (address := address_of(name))
        ]  # fmt: skip

    def _counted(self, icon: str) -> int:
        if icon == "needs":
            return count_messages(self.standing.plan_id) if self.standing and self.standing.plan_id else 0
        return self.unseen if icon == "my-promises" else 0

    @property
    def first_places(self) -> list[Place]:
        """The pages in the bar of a phone: all, or as many as there is room for beside the entry of the others."""
        return self.places if len(self.places) <= BAR_ENTRIES else self.places[: BAR_ENTRIES - 1]

    @property
    def more_places(self) -> list[Place]:
        """The pages that the bar of a phone has behind its last entry."""
        return self.places[len(self.first_places) :]

    @cached_property
    def hears_notices(self) -> bool:
        """Whether this person makes promises at the site, and is told what becomes of them."""
        return self.site is not None and access.can(self.request.user, "promise.make", self.site)

    @cached_property
    def unseen(self) -> int:
        """How many notices this person has not seen."""
        return notices.count_unseen(self.user, self.site) if self.user and self.hears_notices else 0

    @property
    def language(self) -> str:
        """The language of this page, as Django names it."""
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def html_language(self) -> str:
        """The language of this page, as HTML names it."""
        return HTML_LANGUAGES.get(self.language, self.language)

    @cached_property
    def theme_choice(self) -> str:
        """The colours that this person chose."""
        return self.user.theme if self.user else Theme.SYSTEM

    @property
    def theme(self) -> str:
        """What `data-theme` says: nothing where the system decides."""
        return "" if self.theme_choice == Theme.SYSTEM else self.theme_choice

    @property
    def density_choice(self) -> str:
        """The row height that this browser was told to use."""
        chosen = self.request.COOKIES.get(DENSITY_COOKIE, "")
        return chosen if chosen in DENSITIES else "normal"

    @property
    def density(self) -> str:
        """What `data-density` says: nothing for the normal one."""
        return "" if self.density_choice == "normal" else self.density_choice

    @property
    def user_name(self) -> str:
        """The name to greet."""
        return self.user.shown_name() if self.user else ""

    @property
    def initials(self) -> str:
        """One or two letters for the round badge."""
        words = self.user_name.split()
        return "".join(word[0] for word in words[:2])

    @property
    def role_label(self) -> str:
        """What this person does at the site."""
        here = [each for each in access.memberships_of(self.request.user) if self.site and each.site_id == self.site.pk]
        return ", ".join(str(Role(membership.role).label) for membership in here)

    @property
    def may_steer(self) -> bool:
        """Whether this person may stop a planning run at the site."""
        return self.site is not None and access.can(self.request.user, "plan.steer", self.site)

    @property
    def catalogue(self) -> dict[str, Any]:
        """The translations of the browser's own texts."""
        return browser_catalogue(self.language)

    @property
    def notices_address(self) -> str:
        """Where the browser asks how many notices there are; empty for who gets none."""
        if self.site is None or not self.hears_notices:
            return ""
        asked = {"seen": "false", "limit": "1", "site": self.site.code}
        return f"{reverse('api:promise-notices')}?{urlencode(asked)}"

    @property
    def needs_address(self) -> str:
        """Where the browser asks how many messages the plan has; empty for who does not see plans."""
        if self.site is None or not access.can(self.request.user, "plan.view", self.site):
            return ""
        return f"{reverse('mps:needs-count')}?{urlencode({'site': self.site.code})}"

    @property
    def browser_data(self) -> dict[str, Any]:
        """What the frame's scripts need: addresses, the site, and where its plan stands."""
        return {
            "site": self.site.code if self.site else "",
            "language": self.html_language,
            "currency": self.site.currency if self.site else "",
            "today": self.site.planning_date(timezone.now()).isoformat() if self.site else "",
            "events": reverse("mps:events"),
            "standing_address": reverse("mps:standing"),
            "search": reverse("orders:search"),
            "notices": self.notices_address,
            "needs": self.needs_address,
            "standing": revisions.as_json(self.standing) if self.standing else None,
        }


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame for the templates."""
    return {"frame": Frame(request)}
