"""
Saved views of a page: how a person looks at the orders, or at the master schedule; one's own, or shared with the site.

What a view chooses is a surface's own; whose it is, who may use it and how many there may be is the same for all.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from company.access import sites_for
from company.models import Site, User

MOST_VIEWS = 50  # of a person
LONGEST_NAME = 60
# The columns of static/src/orders/columns.ts. Frozen ones are always shown; they may be sorted by and have a width.
GRID_COLUMNS = frozenset({
    "status", "order", "customer", "item", "description", "quantity", "requested_date", "promised_date", "planned_date",
    "slack", "priority", "value", "shipped_quantity", "open_quantity", "planning_frozen", "make_to_order_key", "note",
})  # fmt: skip


class SortedBy(msgspec.Struct, forbid_unknown_fields=True):
    """The column that the lines are sorted by."""

    field: str
    descending: bool


class ShownColumn(msgspec.Struct, forbid_unknown_fields=True):
    """A column that is shown; its width in CSS pixels, where somebody has drawn it."""

    id: str
    width: Annotated[int, msgspec.Meta(ge=36, le=2000)] | None = None


class ViewSettings(msgspec.Struct, forbid_unknown_fields=True):
    """What a view chooses. Without columns: all of them, as the grid has them."""

    status: Literal["all", "late", "at_risk", "not_planned"] = "all"
    search: Annotated[str, msgspec.Meta(max_length=200)] = ""
    sort: SortedBy | None = None
    columns: Annotated[list[ShownColumn], msgspec.Meta(max_length=100)] = []


class ScheduleSettings(msgspec.Struct, forbid_unknown_fields=True):
    """What a view of the master schedule chooses. `expanded`: the rows of families and items that are open."""

    filter: Literal["all", "at-risk", "shortage"] = "all"
    search: Annotated[str, msgspec.Meta(max_length=200)] = ""
    scale: Literal["day", "week", "month"] = "week"
    all_levels: bool = False
    all_centers: bool = False
    by_family: bool = False
    expanded: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[fi][^\x00]{0,400}$")]], msgspec.Meta(max_length=500)
    ] = []


Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]


class SentView(msgspec.Struct, forbid_unknown_fields=True):
    """A view of the orders as the page sends it."""

    name: Name
    settings: ViewSettings
    shared: bool = False
    surface: Literal["orders"] = "orders"


class SentScheduleView(msgspec.Struct, forbid_unknown_fields=True):
    """A view of the master schedule as the page sends it."""

    name: Name
    settings: ScheduleSettings
    surface: Literal["schedule"]
    shared: bool = False


class OfSurface(msgspec.Struct):
    """Of which page a view is that is sent."""

    surface: Literal["orders", "schedule"] = "orders"


class Surface(models.TextChoices):
    """The pages that have saved views."""

    ORDERS = "orders", gettext_lazy("Orders")
    SCHEDULE = "schedule", gettext_lazy("Master schedule")


AnyView = SentView | SentScheduleView


def read(body: bytes) -> AnyView:
    """Return a view that a page sends. Raises msgspec.DecodeError."""
    if msgspec.json.decode(body, type=OfSurface).surface == "orders":
        return msgspec.json.decode(body, type=SentView)
    return msgspec.json.decode(body, type=SentScheduleView)


class NotSaved(Exception):
    """A view can't be kept; the text says why, to the person."""


class OrderView(models.Model):
    """How a person looks at a site on one of the pages that have views."""

    site = models.ForeignKey(Site, verbose_name=gettext_lazy("site"), on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, verbose_name=gettext_lazy("owner"), on_delete=models.CASCADE, related_name="+")
    surface = models.CharField(gettext_lazy("page"), max_length=16, choices=Surface.choices, default=Surface.ORDERS)
    name = models.CharField(gettext_lazy("name"), max_length=LONGEST_NAME)
    shared = models.BooleanField(gettext_lazy("shared with the site"), default=False)
    settings = models.JSONField(gettext_lazy("settings"))

    class Meta:
        app_label = "orders"
        verbose_name = gettext_lazy("saved view")
        verbose_name_plural = gettext_lazy("saved views")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "surface", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name


def usable_by(user: User) -> QuerySet[OrderView]:
    """Return the views that a person may use: their own and the shared ones, of sites whose orders they see."""
    return OrderView.objects.filter(Q(owner=user) | Q(shared=True), site__in=sites_for(user, "orders.view"))


def told(view: OrderView, user: User) -> dict[str, Any]:
    """Return what the page is told of a view."""
    return {
        "id": view.pk, "name": view.name, "shared": view.shared, "mine": view.owner_id == user.pk,
        "owner": view.owner.get_full_name() or view.owner.get_username(), "settings": view.settings,
    }  # fmt: skip


def told_of(user: User, site: Site, surface: Surface) -> list[dict[str, Any]]:
    """Return what a page is told of the views that a person may use there."""
    there = usable_by(user).filter(site=site, surface=surface).select_related("owner")
    return [told(view, user) for view in there]


def create(*, site: Site, owner: User, sent: AnyView) -> OrderView:
    """Keep a new view. Raises NotSaved for a name that the person has already, or when they have too many."""
    return _write(OrderView(site=site, owner=owner, surface=sent.surface), sent)


def change(*, view: OrderView, sent: AnyView) -> OrderView:
    """Give a view another name, other settings, share it or no longer. Raises NotSaved as `create` does."""
    if view.surface != sent.surface:
        raise NotSaved(_("This is a view of another page."))
    return _write(view, sent)


@transaction.atomic
def _write(view: OrderView, sent: AnyView) -> OrderView:
    User.objects.select_for_update().get(pk=view.owner_id)  # two saves of one person are counted one after the other
    theirs = OrderView.objects.filter(owner=view.owner_id, surface=view.surface).exclude(pk=view.pk)
    name = sent.name.strip()
    if theirs.filter(name=name).exists():
        raise NotSaved(_("You have a view “%(name)s” already.") % {"name": name})
    if theirs.count() >= MOST_VIEWS:
        raise NotSaved(_("You have %(count)d views already. Delete one first.") % {"count": MOST_VIEWS})
    settings = _known(sent.settings) if isinstance(sent.settings, ViewSettings) else sent.settings
    view.name, view.shared, view.settings = name, sent.shared, msgspec.to_builtins(settings)
    view.save()
    return view


def _known(chosen: ViewSettings) -> ViewSettings:
    """Leave out columns that the grid does not have, or that come again."""
    columns = {column.id: column for column in chosen.columns if column.id in GRID_COLUMNS}
    sort = chosen.sort if chosen.sort and chosen.sort.field in GRID_COLUMNS else None
    return msgspec.structs.replace(chosen, columns=list(columns.values()), sort=sort)
