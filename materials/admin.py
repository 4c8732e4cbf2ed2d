"""Items, bills of material, stock, suppliers and receipts on the admin site."""

from __future__ import annotations

from django.contrib import admin

from company.admin_rights import MasterData, ModelAdmin, StackedInline, TabularInline
from materials.models import BomLine, Item, ItemSite, ItemSupplier, ScheduledReceipt, StockBalance, Supplier


class ItemSiteInline(MasterData, StackedInline[ItemSite, Item]):
    """How each site plans the item."""

    model = ItemSite
    extra = 0


class BomLineInline(MasterData, TabularInline[BomLine, Item]):
    """The item's components."""

    model = BomLine
    fk_name = "parent"
    extra = 0
    autocomplete_fields = ("component",)


class ItemSupplierInline(MasterData, TabularInline[ItemSupplier, Item]):
    """Who delivers the item."""

    model = ItemSupplier
    extra = 0


@admin.register(Item)
class ItemAdmin(MasterData, ModelAdmin[Item]):
    """Items, each with its sites, components and suppliers."""

    list_display = ("code", "name", "family", "unit", "make_or_buy", "is_mps")
    list_filter = ("make_or_buy", "is_mps", "family")
    search_fields = ("code", "name")
    readonly_fields = ("version",)
    inlines = (ItemSiteInline, BomLineInline, ItemSupplierInline)


@admin.register(StockBalance)
class StockBalanceAdmin(MasterData, ModelAdmin[StockBalance]):
    """Stock."""

    list_display = ("item", "site", "lot", "place", "quantity", "blocked")
    list_filter = ("site", "blocked")
    list_select_related = ("item", "site")
    search_fields = ("item__code", "lot")
    autocomplete_fields = ("item",)
    readonly_fields = ("version",)


@admin.register(Supplier)
class SupplierAdmin(MasterData, ModelAdmin[Supplier]):
    """Suppliers."""

    list_display = ("code", "name")
    search_fields = ("code", "name")
    readonly_fields = ("version",)


@admin.register(ScheduledReceipt)
class ScheduledReceiptAdmin(MasterData, ModelAdmin[ScheduledReceipt]):
    """What is on its way."""

    list_display = ("document", "line", "item", "site", "quantity", "received_quantity", "due_date", "confirmed_date")
    list_filter = ("site", "due_date")
    list_select_related = ("item", "site")
    search_fields = ("document", "item__code")
    autocomplete_fields = ("item",)
    readonly_fields = ("version",)
