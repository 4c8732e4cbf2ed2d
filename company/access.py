"""Who may do what, and where: one table, read by pages, API and admin alike. What is not in it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction
from types import MappingProxyType
from typing import Any, TypeVar, cast

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from company.models import Membership, Role, Site, User

Person = User | AnonymousUser

SESSION_SITE = "site"

# Each action is a noun and a verb; `desk.open` is what everyone with a role may do: open the first page, hear the news.
ACTIONS = frozenset({
    "desk.open", "plan.standing", "plan.view", "plan.steer", "plan.unlock",
    "orders.view", "orders.create", "orders.change", "orders.receive", "orders.approve", "orders.ship",
    "promise.quote", "promise.make", "items.view", "capacity.view", "capacity.change", "import.run",
    "master.view", "master.change", "people.change", "rules.change", "views.share",
    "hooks.change",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may reach with an action: its own sites, there perhaps its territory only; and which fields."""

    own_territory: bool = False
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """A site, and the territory within it (empty: all of it), that a person reaches with an action."""

    site_id: int
    territory: str
    fields: frozenset[str]


OWN_SITES = Grant()
OWN_TERRITORY = Grant(own_territory=True)
PLANNER_FIELDS = frozenset({
    "quantity", "requested_date", "promised_date", "priority", "may_split", "status", "planning_frozen", "note",
})  # fmt: skip

ACCESS: Mapping[Role, Mapping[str, Grant]] = MappingProxyType({
    Role.PLANNER: {
        "desk.open": OWN_SITES,
        "plan.standing": OWN_SITES,
        "plan.view": OWN_SITES,
        "plan.steer": OWN_SITES,
        "plan.unlock": OWN_SITES,  # inside the frozen fence, with a reason
        "orders.view": OWN_SITES,
        "orders.create": OWN_SITES,
        "orders.change": Grant(fields=PLANNER_FIELDS),
        "views.share": OWN_SITES,
        "orders.receive": OWN_SITES,  # what another system says: its machine is a planner with a token
        # What left the plant takes orders and stock out of the plan, which is the planner's. The ERP's machine, which
        # knows it first, is a planner too; the shop floor sees no orders, others would report what they were told.
        "orders.ship": OWN_SITES,
        "promise.quote": OWN_SITES,
        "promise.make": OWN_SITES,
        "items.view": OWN_SITES,
        "capacity.view": OWN_SITES,
        "import.run": OWN_SITES,
    },
    Role.MANAGER: {
        "desk.open": OWN_SITES,
        "plan.standing": OWN_SITES,
        "plan.view": OWN_SITES,
        "plan.steer": OWN_SITES,
        "plan.unlock": OWN_SITES,  # inside the frozen fence, with a reason
        "orders.view": OWN_SITES,
        "orders.change": Grant(fields=frozenset({"priority", "requested_date", "note"})),
        "orders.approve": OWN_SITES,
        "views.share": OWN_SITES,
        "promise.quote": OWN_SITES,
        "items.view": OWN_SITES,
        "capacity.view": OWN_SITES,
        "capacity.change": OWN_SITES,
    },
    Role.SALES: {
        "desk.open": OWN_SITES,
        "plan.standing": OWN_SITES,
        "orders.view": OWN_TERRITORY,
        "orders.create": OWN_TERRITORY,
        "orders.change": Grant(own_territory=True, fields=frozenset({"quantity", "requested_date", "note"})),
        "promise.quote": OWN_SITES,
        "promise.make": OWN_TERRITORY,
        "items.view": OWN_SITES,
    },
    Role.FLOOR: {
        "desk.open": OWN_SITES,
        "plan.standing": OWN_SITES,
        "plan.view": OWN_SITES,
        "items.view": OWN_SITES,
        "capacity.view": OWN_SITES,
    },
    Role.ADMIN: {
        "desk.open": OWN_SITES,
        "plan.standing": OWN_SITES,
        "plan.view": OWN_SITES,
        "orders.view": OWN_SITES,  # reads, for the audit; an administrator never edits an order silently
        "items.view": OWN_SITES,
        "capacity.view": OWN_SITES,
        "capacity.change": OWN_SITES,
        "import.run": OWN_SITES,
        "master.view": OWN_SITES,
        "master.change": OWN_SITES,
        "people.change": OWN_SITES,
        "rules.change": OWN_SITES,
        "hooks.change": OWN_SITES,  # what other systems are told of the site's promises, which an administrator reads
    },
})


def granted(role: Role, action: str) -> Grant | None:
    """Return what the table grants. Raises ValueError for an action that nobody has defined."""
    if action not in ACTIONS:
        raise ValueError(f"no such action: {action}")
    return ACCESS[role].get(action)


def roles_for(action: str, fields: Iterable[str] = ()) -> tuple[Role, ...]:
    """Return the roles that may do something, with these fields. Raises ValueError for an undefined action."""
    grants = {role: granted(role, action) for role in Role}
    return tuple(role for role, grant in grants.items() if grant is not None and grant.fields.issuperset(fields))


def memberships_of(user: Person) -> list[Membership]:
    """Return a person's roles at sites, read once per user object. A superuser is an administrator everywhere too."""
    if not isinstance(user, User) or not user.is_active:
        return []
    everywhere: Iterable[Site] = Site.objects.all() if user.is_superuser else ()
    above = [Membership(user=user, site=site, role=Role.ADMIN) for site in everywhere]
    if "memberships" not in getattr(user, "_prefetched_objects_cache", {}):
        prefetch_related_objects([user], Prefetch("memberships", Membership.objects.select_related("site")))
    return [*user.memberships.all(), *above]


def reach(user: Person, action: str) -> list[Reach]:
    """Return where a person may do something; empty: nowhere."""
    reaches = []
    for membership in memberships_of(user):
        grant = granted(Role(membership.role), action)
        if grant is not None:
            territory = membership.territory if grant.own_territory else ""
            reaches.append(Reach(membership.site_id, territory, grant.fields))
    return reaches


def can(user: Person, action: str, site: Site | int | None = None) -> bool:
    """Return whether a person may do something at a site (a row or its id), or at any of theirs."""
    is_above = isinstance(user, User) and user.is_active and user.is_superuser
    if site is None and is_above and granted(Role.ADMIN, action) is not None:
        return True  # also before the first site exists
    site_id = site.pk if isinstance(site, Site) else site
    return any(site_id in (None, reached.site_id) for reached in reach(user, action))


def fields_for(user: Person, action: str, site_id: int, territory: str | None = None) -> frozenset[str]:
    """Return the fields that a person may write with an action at a site; of things of a territory, if one is named."""
    there = [reached for reached in reach(user, action) if reached.site_id == site_id]
    within = [reached for reached in there if territory is None or reached.territory in ("", territory)]
    return frozenset().union(*(reached.fields for reached in within))


def roles_at(user: Person, site_id: int) -> frozenset[str]:
    """Return the roles of a person at a site."""
    return frozenset(membership.role for membership in memberships_of(user) if membership.site_id == site_id)


def sites_for(user: Person, action: str = "desk.open") -> QuerySet[Site]:
    """Return the sites where a person may do something, by code."""
    return Site.objects.filter(pk__in={reached.site_id for reached in reach(user, action)}).order_by("code")


def current_site(request: HttpRequest, action: str = "desk.open") -> Site | None:
    """
    Return the site a page is about: `?site=CODE`, else the one chosen last, else the person's first; or None.

    Raises: Http404 for a code that is not one of the person's sites, whether it exists or not.
    """
    sites = {site.code: site for site in sites_for(request.user, action)}
    asked = request.GET.get("site")
    if asked is not None:
        if asked not in sites:
            raise Http404(_("There is no site “%(code)s” among yours.") % {"code": asked})
        if request.session.get(SESSION_SITE) != asked:
            request.session[SESSION_SITE] = asked
        return sites[asked]
    return sites.get(request.session.get(SESSION_SITE, "")) or next(iter(sites.values()), None)


def keeping_site(request: HttpRequest, address: str) -> str:
    """Return the address with the `?site=` that the request names, where it names one: to lead on from it."""
    if "site" not in request.GET:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'site': request.GET['site']})}"


def site_there_is(request: HttpRequest, action: str) -> Site:
    """Return the site a page is about, as `current_site` does. Raises Http404 also where the person has none."""
    site = current_site(request, action)
    if site is None:
        raise Http404(_("There is no site yet."))
    return site


ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def allowed(action: str) -> Callable[[ViewT], ViewT]:
    """Guard a page's view (plain or async) by an action: strangers are sent to sign in, others get a 403."""
    granted(Role.ADMIN, action)

    def guard(view: ViewT) -> ViewT:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return refusal(request, action) or cast("HttpResponseBase", view(request, *args, **kwargs))

        @wraps(view)
        async def async_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = await sync_to_async(refusal)(request, action)
            return refused or cast("HttpResponseBase", await view(request, *args, **kwargs))

        guarded = async_page if iscoroutinefunction(view) else page
        guarded.__dict__["access"] = action
        return cast("ViewT", guarded)

    return guard


def refusal(request: HttpRequest, action: str) -> HttpResponse | None:
    """Return the answer to someone who may not, else None. Raises PermissionDenied where a page is wanted (403)."""
    if can(request.user, action):
        return None
    signed_in = request.user.is_authenticated
    if wants_page(request.headers.get("Accept", "*/*").split(",")):
        if signed_in:
            raise PermissionDenied(why_not(request.user, action))
        return redirect_to_login(request.get_full_path())
    status, title = (403, why_not(request.user, action)) if signed_in else (401, _("Please sign in."))
    problem = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(problem, status=status, content_type="application/problem+json")


def why_not(user: Person, action: str | None = None) -> str:
    """Return why someone who signed in may not: no role at any site, or one that does not allow it, and which do."""
    roles = [str(role.label) for role in Role if action and granted(role, action)]
    if roles and memberships_of(user):
        words = _("Your role does not allow this. These do: %(roles)s.")
        return words % {"roles": ", ".join(roles)}
    if memberships_of(user) or (isinstance(user, User) and user.is_superuser):
        return _("Your role does not allow this.")
    return _("You have no role at any site yet. Ask your administrator.")


def wants_page(accepted: Iterable[str]) -> bool:
    """Return whether the asker takes HTML: a browser going somewhere, not a script fetching data."""
    return any(kind.strip().startswith(("text/html", "*/*")) for kind in accepted)
