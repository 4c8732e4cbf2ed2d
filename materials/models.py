"""Items, bills of material, stock and what is on its way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import NOT_PROVIDED, F, Q
from django.utils.translation import gettext_lazy as _

from company.models import Site
from company.revision import counts_version, planning_input, version_field
from materials.bom import path_down

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SITES_OF_ITEM = "SELECT site_id FROM materials_itemsite WHERE item_id = {row}.%s"


def quantity_field(
    label: str | _StrPromise, default: int | None = 0
) -> models.DecimalField[Decimal | float | str, Decimal]:
    """Return a column for a quantity in the item's own unit: exact, four decimals, never negative."""
    return models.DecimalField(
        label,
        max_digits=18,
        decimal_places=4,
        validators=[MinValueValidator(0)],
        default=NOT_PROVIDED if default is None else default,
    )


class MakeOrBuy(models.TextChoices):
    """Where an item comes from."""

    MAKE = "make", _("Made")
    BUY = "buy", _("Bought")


class Item(models.Model):
    """Something made, bought or sold. What differs from site to site is in `ItemSite`."""

    code = models.CharField(_("item"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    family = models.CharField(_("family"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=16, default="EA")
    make_or_buy = models.CharField(_("made or bought"), max_length=4, choices=MakeOrBuy.choices)
    is_mps = models.BooleanField(_("on the master schedule"), default=False)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=18, decimal_places=4, default=0)
    list_price = models.DecimalField(_("list price"), max_digits=18, decimal_places=4, default=0)
    version = version_field()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["code"]
        triggers = planning_input(
            "code", "make_or_buy", "is_mps", "unit_cost",
            others=("name", "family", "unit", "list_price"), sites=SITES_OF_ITEM % "id",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.code


class LotPolicy(models.TextChoices):
    """How requirements become lots."""

    LOT_FOR_LOT = "lot_for_lot", _("Lot for lot")
    FIXED = "fixed", _("Fixed quantity")
    PERIOD = "period", _("Period of supply")
    LEAST_COST = "least_cost", _("Least cost")


class ItemSite(models.Model):
    """How a site plans an item. `lot_maximum` 0 means none; an empty fence means the site's."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="item_sites")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="item_sites")
    lot_policy = models.CharField(_("lot policy"), max_length=16, choices=LotPolicy.choices, default=LotPolicy.PERIOD)
    lot_minimum = quantity_field(_("lot minimum"))
    lot_multiple = quantity_field(_("lot multiple"), 1)
    lot_maximum = quantity_field(_("lot maximum"))
    period_of_supply_days = models.PositiveSmallIntegerField(_("period of supply (days)"), default=1)
    safety_stock = quantity_field(_("safety stock"))
    safety_time_days = models.PositiveSmallIntegerField(_("safety time (days)"), default=0)
    lead_time_days = models.PositiveSmallIntegerField(_("lead time (days)"), default=0)
    demand_time_fence_days = models.PositiveSmallIntegerField(_("demand time fence (days)"), null=True, blank=True)
    planning_time_fence_days = models.PositiveSmallIntegerField(_("planning time fence (days)"), null=True, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("item at a site")
        verbose_name_plural = _("items at sites")
        constraints = [models.UniqueConstraint(fields=["item", "site"], name="item_site_once")]
        triggers = planning_input(
            "item", "site", "lot_policy", "lot_minimum", "lot_multiple", "lot_maximum", "period_of_supply_days",
            "safety_stock", "safety_time_days", "lead_time_days", "demand_time_fence_days",
            "planning_time_fence_days",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} @ {self.site}"


class BomLine(models.Model):
    """A component of a parent, from a date to a date; `scrap_share` of it is lost on the way."""

    parent = models.ForeignKey(Item, verbose_name=_("parent"), on_delete=models.CASCADE, related_name="components")
    component = models.ForeignKey(Item, verbose_name=_("component"), on_delete=models.PROTECT, related_name="parents")
    quantity_per = quantity_field(_("quantity per"), None)
    scrap_share = models.DecimalField(
        _("scrap share"),
        max_digits=6,
        decimal_places=5,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("0.05 means a loss of 5 %."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    alternative_group = models.CharField(_("alternative group"), max_length=32, blank=True)
    alternative_rank = models.PositiveSmallIntegerField(_("rank among alternatives"), default=1)
    version = version_field()

    class Meta:
        verbose_name = _("BOM line")
        verbose_name_plural = _("BOM lines")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "component", "valid_from"], nulls_distinct=False, name="bom_line_once"
            ),
            models.CheckConstraint(condition=~Q(parent=F("component")), name="bom_line_not_itself"),
            models.CheckConstraint(condition=Q(scrap_share__gte=0) & Q(scrap_share__lt=1), name="bom_line_scrap_share"),
        ]
        triggers = planning_input(
            "parent", "component", "quantity_per", "scrap_share", "valid_from", "valid_to", "alternative_group",
            "alternative_rank",
            sites=SITES_OF_ITEM % "parent_id",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.parent} ← {self.component}"

    def clean(self) -> None:
        """Refuse a line that closes a loop, naming the loop."""
        component_id: int | None = self.component_id
        if component_id is None:
            return  # the form says already that it is missing
        others = BomLine.objects.exclude(pk=self.pk).values_list("parent__code", "component__code")
        way = path_down(others, start=self.component.code, goal=self.parent.code)
        if way:
            loop = " → ".join((self.parent.code, *way))
            raise ValidationError({"component": _("This would make a loop: %(loop)s") % {"loop": loop}})


class StockBalance(models.Model):
    """What lies where; blocked stock is counted but not planned with."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="stock_balances")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="stock_balances")
    lot = models.CharField(_("lot"), max_length=64, blank=True)
    place = models.CharField(_("place"), max_length=64, blank=True)
    quantity = quantity_field(_("quantity"))
    blocked = models.BooleanField(_("blocked"), default=False)
    make_to_order_key = models.CharField(_("make-to-order key"), max_length=64, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("stock balance")
        verbose_name_plural = _("stock balances")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "site", "lot", "place", "make_to_order_key"], name="stock_balance_once"
            )
        ]
        triggers = planning_input("item", "site", "quantity", "blocked", "make_to_order_key", others=("lot", "place"))

    def __str__(self) -> str:
        return f"{self.item} @ {self.site}: {self.quantity}"


class Supplier(models.Model):
    """Someone we buy from."""

    code = models.CharField(_("supplier"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    version = version_field()

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["code"]
        triggers = [counts_version("code", "name")]

    def __str__(self) -> str:
        return self.name


class ItemSupplier(models.Model):
    """On what terms a supplier delivers an item."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="item_suppliers")
    supplier = models.ForeignKey(Supplier, verbose_name=_("supplier"), on_delete=models.CASCADE, related_name="items")
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    lead_time_days = models.PositiveSmallIntegerField(_("lead time (days)"), default=0)
    lot_minimum = quantity_field(_("lot minimum"))
    lot_multiple = quantity_field(_("lot multiple"), 1)
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4, default=0)
    version = version_field()

    class Meta:
        verbose_name = _("item of a supplier")
        verbose_name_plural = _("items of suppliers")
        constraints = [models.UniqueConstraint(fields=["item", "supplier"], name="item_supplier_once")]
        triggers = [
            counts_version("item", "supplier", "rank", "lead_time_days", "lot_minimum", "lot_multiple", "unit_price")
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.supplier}"


class ScheduledReceipt(models.Model):
    """A released order of ours or a purchase order on its way."""

    document = models.CharField(_("document"), max_length=64)
    line = models.PositiveIntegerField(_("line"), default=1)
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="scheduled_receipts")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="scheduled_receipts")
    quantity = quantity_field(_("quantity"), None)
    received_quantity = quantity_field(_("received"))
    due_date = models.DateField(_("due date"))
    confirmed_date = models.DateField(_("confirmed date"), null=True, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("scheduled receipt")
        verbose_name_plural = _("scheduled receipts")
        constraints = [models.UniqueConstraint(fields=["site", "document", "line"], name="scheduled_receipt_once")]
        triggers = planning_input(
            "item", "site", "quantity", "received_quantity", "due_date", "confirmed_date",
            others=("document", "line"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document}/{self.line}"
