"""
What the rows of plans hold, and how they are stored: what stays as it was from plan to plan is stored once.

A plan of 20,000 lots after a change of one line costs the lots that moved. Views give each plan that is kept in full
all of its rows, so that nobody who reads a plan has to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from capacity.models import WorkCenter
from company.models import Site
from materials.models import Item

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What holds in the current plan holds until a plan that is not made yet.
FOREVER = 2**63 - 1

ReferredT = TypeVar("ReferredT", bound=models.Model)


def per_bucket(label: str | _StrPromise) -> ArrayField[Sequence[float], list[float]]:
    """Return a column with one number per bucket of the plan."""
    return ArrayField(models.FloatField(), verbose_name=label)


def plain_reference(
    to: type[ReferredT], label: str | _StrPromise, *, indexed: bool = False
) -> models.ForeignKey[ReferredT, ReferredT]:
    """Return a reference that outlives what it refers to: a plan of the past stays as it was."""
    return models.ForeignKey(
        to, verbose_name=label, on_delete=models.DO_NOTHING, db_constraint=False, db_index=indexed, related_name="+"
    )


class Stored(models.Model):
    """
    A row that is the same in every plan of a site from `from_plan_id` on, until (not in) `until_plan_id`.

    A plan is written as what differs from the one before; `digest` tells whether a row is the same.
    """

    site = plain_reference(Site, _("site"))
    from_plan_id = models.BigIntegerField(_("first plan"))
    until_plan_id = models.BigIntegerField(_("first plan without it"), default=FOREVER)
    digest = models.BigIntegerField(_("digest"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.from_plan_id}–{self.until_plan_id}"


class ItemRows(models.Model):
    """An item's rows of the master schedule, bucket by bucket."""

    item = plain_reference(Item, _("item"))
    opening_balance = models.FloatField(_("opening balance"))
    gross_requirement = per_bucket(_("gross requirement"))
    orders = per_bucket(_("orders"))
    forecast = per_bucket(_("forecast"))
    scheduled_receipts = per_bucket(_("scheduled receipts"))
    mps_receipts = per_bucket(_("MPS"))
    mps_starts = per_bucket(_("MPS starts"))
    projected_balance = per_bucket(_("projected balance"))
    atp = per_bucket(_("ATP"))
    cumulative_atp = per_bucket(_("cumulative ATP"))

    class Meta:
        abstract = True


class LoadRows(models.Model):
    """A work centre's load, bucket by bucket, in minutes."""

    work_center = plain_reference(WorkCenter, _("work centre"))
    available_minutes = per_bucket(_("available"))
    load_minutes = per_bucket(_("load"))
    setup_minutes = per_bucket(_("set-up"))
    overtime_minutes = per_bucket(_("overtime"))

    class Meta:
        abstract = True


class Lot(models.Model):
    """A lot. `lot_key` names the same lot from plan to plan."""

    item = plain_reference(Item, _("item"), indexed=True)
    quantity = models.FloatField(_("quantity"))
    start_date = models.DateField(_("start"))
    finish_date = models.DateField(_("finish"))
    status = models.CharField(_("status"), max_length=8)
    lot_key = models.CharField(_("lot"), max_length=96)

    class Meta:
        abstract = True
