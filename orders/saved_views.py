"""Saved views of the order grid: which lines, in which order, in which columns; one's own, or shared with the site."""

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


class SentView(msgspec.Struct, forbid_unknown_fields=True):
    """A view as the page sends it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]
    settings: ViewSettings
    shared: bool = False


class NotSaved(Exception):
    """A view can't be kept; the text says why, to the person."""


class OrderView(models.Model):
    """How a person looks at the orders of a site."""

    site = models.ForeignKey(Site, verbose_name=gettext_lazy("site"), on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, verbose_name=gettext_lazy("owner"), on_delete=models.CASCADE, related_name="+")
    name = models.CharField(gettext_lazy("name"), max_length=LONGEST_NAME)
    shared = models.BooleanField(gettext_lazy("shared with the site"), default=False)
    settings = models.JSONField(gettext_lazy("settings"))

    class Meta:
        app_label = "orders"
        verbose_name = gettext_lazy("saved view")
        verbose_name_plural = gettext_lazy("saved views")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="order_view_name_once")]

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


def create(*, site: Site, owner: User, sent: SentView) -> OrderView:
    """Keep a new view. Raises NotSaved for a name that the person has already, or when they have too many."""
    return _write(OrderView(site=site, owner=owner), sent)


def change(*, view: OrderView, sent: SentView) -> OrderView:
    """Give a view another name, other settings, share it or no longer. Raises NotSaved as `create` does."""
    return _write(view, sent)


@transaction.atomic
def _write(view: OrderView, sent: SentView) -> OrderView:
    User.objects.select_for_update().get(pk=view.owner_id)  # two saves of one person are counted one after the other
    theirs = OrderView.objects.filter(owner=view.owner_id).exclude(pk=view.pk)
    name = sent.name.strip()
    if theirs.filter(name=name).exists():
        raise NotSaved(_("You have a view “%(name)s” already.") % {"name": name})
    if theirs.count() >= MOST_VIEWS:
        raise NotSaved(_("You have %(count)d views already. Delete one first.") % {"count": MOST_VIEWS})
    view.name, view.shared, view.settings = name, sent.shared, msgspec.to_builtins(_known(sent.settings))
    view.save()
    return view


def _known(chosen: ViewSettings) -> ViewSettings:
    """Leave out columns that the grid does not have, or that come again."""
    columns = {column.id: column for column in chosen.columns if column.id in GRID_COLUMNS}
    sort = chosen.sort if chosen.sort and chosen.sort.field in GRID_COLUMNS else None
    return msgspec.structs.replace(chosen, columns=list(columns.values()), sort=sort)
