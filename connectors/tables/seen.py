"""Which imports, and which sources of imports, a person sees, and where that person may import."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from company import access
from company.models import Site, User
from connectors.tables.models import ImportRun, ImportSource, RunState

FINISHED = (RunState.DONE, RunState.UNDONE)


def own_sites(user: User) -> frozenset[str] | None:
    """Return the codes of the sites at which a person may import; None is all, new ones too."""
    if user.is_superuser:
        return None
    return frozenset(access.sites_for(user, "import.run").values_list("code", flat=True))


def visible_runs(user: User) -> QuerySet[ImportRun]:
    """Return the imports that a person sees: the own ones, and what others brought to where that person may import."""
    sites = own_sites(user)
    if sites is None:
        return ImportRun.objects.filter(Q(created_by=user) | Q(state__in=FINISHED))
    at_own_sites = Q(state__in=FINISHED, sites__contained_by=sorted(sites)) & ~Q(sites=[])
    return ImportRun.objects.filter(Q(created_by=user) | at_own_sites)


def may_undo(user: User, run: ImportRun) -> bool:
    """Say whether a person may import at all sites that an import has touched."""
    sites = own_sites(user)
    return sites is None or set(run.sites) <= sites


def visible_sources(user: User) -> QuerySet[ImportSource]:
    """Return the sources of the sites at which a person may import; those of no site are a superuser's."""
    if user.is_superuser:
        return ImportSource.objects.all()
    return ImportSource.objects.filter(site__in=access.sites_for(user, "import.run"))


def site_of(user: User, code: str) -> Site | None:
    """Return the site of an upload's sources: the one that was chosen, else the person's only one."""
    sites = list(access.sites_for(user, "import.run"))
    chosen = [site for site in sites if site.code == code]
    return chosen[0] if chosen else sites[0] if len(sites) == 1 else None
