"""What columns are called: by us on the screen, in each of our languages, and by other systems in their exports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from connectors.tables.cells import folded

# By the name of the column, whatever its table.
LABELS: Mapping[str, str | Promise] = {
    "site": _("Site"), "name": _("Name"), "time_zone": _("Time zone"), "planning_date": _("Planning date"),
    "currency": _("Currency"), "working_days": _("Working days"), "working_minutes": _("Working minutes a day"),
    "holiday_country": _("Holidays of"), "demand_time_fence_days": _("Demand time fence (days)"),
    "planning_time_fence_days": _("Planning time fence (days)"), "calendar": _("Calendar"),
    "weekdays": _("Weekdays"), "date": _("Date"), "shift": _("Shift"), "minutes": _("Minutes"),
    "reason": _("Reason"), "item": _("Item"), "category": _("Product family"),
    "make_or_buy": _("Made or bought"), "unit": _("Unit"), "unit_cost": _("Unit cost"),
    "list_price": _("List price"), "mps": _("On the master schedule"), "on_hand": _("On hand"),
    "safety_stock": _("Safety stock"), "safety_time_days": _("Safety time (days)"),
    "lead_time_days": _("Lead time (days)"), "supplier": _("Supplier"), "lot_policy": _("Lot policy"),
    "min_lot": _("Lot minimum"), "lot_multiple": _("Lot multiple"), "max_lot": _("Lot maximum"),
    "period_of_supply_days": _("Period of supply (days)"), "parent": _("Parent"), "component": _("Component"),
    "quantity_per": _("Quantity per"), "scrap_share": _("Scrap share"), "valid_from": _("Valid from"),
    "valid_to": _("Valid to"), "work_center": _("Work centre"), "hours_per_week": _("Hours a week"),
    "days_per_week": _("Days a week"), "machines": _("Machines"), "efficiency_share": _("Efficiency"),
    "cost_per_hour": _("Cost an hour"), "overtime_hours_per_week": _("Overtime hours a week"),
    "overtime_cost_per_hour": _("Cost of an hour of overtime"), "routing": _("Routing"), "step": _("Step"),
    "setup_minutes": _("Set-up minutes"), "run_minutes_per_unit": _("Run minutes a unit"),
    "offset_days": _("Offset (days)"), "yield_share": _("Yield"), "lot": _("Lot"),
    "place": pgettext_lazy("of stock", "Place"), "quantity": _("Quantity"), "blocked": _("Blocked"),
    "receipt": _("Receipt"), "line": _("Line"), "received_quantity": _("Received quantity"),
    "arrives": _("Arrives"), "confirmed_date": _("Confirmed date"), "order": _("Order"),
    "schedule": _("Delivery"), "customer": _("Customer"), "customer_name": _("Customer's name"),
    "customer_class": _("Customer class"), "territory": _("Territory"),
    "shipped_quantity": _("Shipped quantity"), "order_date": _("Order date"),
    "requested_date": _("Requested date"), "promised_date": _("Promised date"), "priority": _("Priority"),
    "price": _("Price"), "may_split": _("May be split"), "status": _("Status"), "note": _("Note"),
    "period_start": _("Start of the period"), "period_days": _("Days of the period"),
    "week_start": _("Start of the week"), "delivery": _("Delivery"), "kind": _("Kind"),
    "source": _("Supplier or work centre"), "due_date": _("Due date"), "actual_date": _("Actual date"),
}  # fmt: skip

# What exports of ERP systems write above the same things, in English, German and Chinese.
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "site": ("Werk", "factory", "site id", "组织", "組織"),
    "order": (
        "Kundenauftrag", "Auftrag", "Auftragsnummer", "Verkaufsbeleg", "Bestellnummer", "sales document", "sales doc",
        "order no", "order id", "SO number", "document number", "销售单号", "銷售單號", "订单编号", "訂單編號",
    ),
    "line": ("Pos", "Position", "Pos.", "Auftragsposition", "item no", "line no", "line item", "项次", "項次", "序号"),
    "schedule": ("Einteilung", "schedule line", "交货序号"),
    "customer": (
        "Kunde", "Kundennummer", "Debitor", "Auftraggeber", "sold-to party", "sold to", "客户代码",
        "客戶代碼",
    ),
    "customer_name": ("Kundenname", "Name Kunde", "客户简称", "客戶簡稱"),
    "customer_class": ("Kundengruppe", "Kundenklasse", "customer group"),
    "territory": ("Gebiet", "Verkaufsgebiet", "sales district", "销售区域"),
    "item": (
        "Material", "Materialnummer", "Artikel", "Artikelnummer", "Artikelnr", "Teilenummer", "item number", "item no.",
        "product", "product code", "material number", "物料代码",
        "物料代碼", "存货编码", "存貨編碼", "料品编码", "产品编号",
    ),
    "quantity": (
        "Menge", "Auftragsmenge", "Bestellmenge", "order quantity", "order qty", "ordered", "Bestand", "订单数量",
        "訂單數量", "订购数量", "訂購數量",
    ),
    "requested_date": (
        "Wunschtermin", "Wunschlieferdatum", "Liefertermin", "Lieferdatum", "requested delivery date", "req date",
        "delivery date", "due", "need by date", "客户交期", "客戶交期", "交货日期", "交貨日期", "需求日",
    ),
    "promised_date": (
        "Bestätigter Termin", "Zusagetermin", "confirmed delivery date", "committed date", "promise date", "答复交期",
    ),
    "order_date": ("Auftragsdatum", "Belegdatum", "Bestelldatum", "document date", "单据日期", "單據日期"),
    "shipped_quantity": ("Gelieferte Menge", "delivered quantity", "qty shipped", "已出货数量", "已出貨數量"),
    "price": ("Preis", "Nettopreis", "Einzelpreis", "net price", "含税单价"),
    "priority": ("Priorität", "Lieferpriorität", "紧急程度"),
    "status": ("Auftragsstatus", "order status"),
    "note": ("Bemerkung", "Text", "comment", "comments", "说明", "說明"),
    "name": ("Bezeichnung", "Materialkurztext", "material description", "品名", "存货名称"),
    "category": ("Warengruppe", "Materialgruppe", "product group"),
    "unit": ("Mengeneinheit", "ME", "Basismengeneinheit", "base unit", "计量单位", "計量單位"),
    "unit_cost": ("Standardpreis", "Herstellkosten", "standard cost", "标准成本", "標準成本"),
    "supplier": ("Lieferant", "Kreditor"),
    "safety_stock": ("Sicherheitsbestand",),
    "lead_time_days": ("Planlieferzeit", "Wiederbeschaffungszeit", "采购提前期"),
    "make_or_buy": ("Beschaffungsart", "procurement type"),
    "parent": ("Baugruppe", "Kopfmaterial", "parent part"),
    "component": ("Komponente", "component part", "Bauteil"),
    "quantity_per": ("Menge je", "component quantity", "单位用量", "單位用量"),
    "scrap_share": ("Ausschuss",),
    "work_center": ("Arbeitsplatz", "resource", "设备", "設備"),
    "step": ("Vorgang", "operation no", "工序号", "工序號"),
    "setup_minutes": ("Rüstzeit", "setup time"),
    "run_minutes_per_unit": ("Bearbeitungszeit", "run time", "cycle time", "单件工时"),
    "lot": ("Charge",),
    "place": ("Lagerort", "storage location"),
    "receipt": ("Bestellung", "purchase order number", "po number", "采购订单号", "採購訂單號"),
    "arrives": ("Liefertermin", "Wareneingang", "expected date", "delivery date", "预计到货", "預計到貨"),
    "period_start": ("Periode", "period", "月份"),
}


@lru_cache(maxsize=1)
def labels_in_all_languages() -> Mapping[str, frozenset[str]]:
    """Return what each column is called on the screen, folded, in every language of ours."""
    found: dict[str, set[str]] = {name: set() for name in LABELS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name, label in LABELS.items():
                found[name].add(folded(str(label)))
    return {name: frozenset(labels) for name, labels in found.items()}
