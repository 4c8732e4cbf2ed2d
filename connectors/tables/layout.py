"""The neutral table set: its tables, their columns, what each cell means, and by what other names they go."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from capacity.calendars import has_holidays
from company.models import is_time_zone
from connectors.tables import cells
from connectors.tables.cells import Checked, Day, Flag, Number, Text, Weekdays, Whole, folded
from connectors.tables.columns import Column as Column
from connectors.tables.columns import Table as Table
from connectors.tables.columns import may, must
from connectors.tables.words import DELIVERY_KIND, LOT_POLICY, MADE_OR_BOUGHT, STATUS
from orders.line_values import LARGEST_QUANTITY

ZERO, ONE = Decimal(0), Decimal(1)
HOURS_IN_A_WEEK = Decimal(168)


CODE = Text(64)
SHORT_CODE = Text(32)
NAME = Text(200)
QUANTITY = Number()
MONEY = Number()
DAYS = Whole()
SITE = may("site", SHORT_CODE, "site_code", "plant", "工厂", "工廠", "站点", "站點", "厂区", "廠區")
ITEM = must(
    "item", CODE, "item_code", "part", "part_number", "sku",
    "物料", "物料编码", "物料編碼", "料号", "料號", "品号", "品號", "产品编码", "產品編碼",
)
SHORT_NAME = may("name", NAME, "名称", "名稱", default="")
WORK_CENTER = must("work_center", SHORT_CODE, "work_centre", "workcenter", "工作中心", "工作中心编码", "工作中心編碼")
SUPPLIER = may("supplier", CODE, "vendor", "供应商", "供應商", default="")
HOLIDAY_COUNTRY = may(
    "holiday_country", Checked("country", has_holidays, upper=True), "holidays", "节假日", "節假日",
    default="",
)
NOTE = may("note", Text(2000, lines=True), "notes", "remark", "备注", "備註", default="")

SITE_TABLE = Table(
    "site",
    (
        must("site", SHORT_CODE, "site_code", "plant", "code", "工厂", "工廠", "站点", "站點", "厂区", "廠區"),
        may("name", NAME, "site_name", "名称", "名稱", default=""),
        may("time_zone", Checked("time_zone", is_time_zone), "timezone", "时区", "時區", default="UTC"),
        may("planning_date", Day(), "计划日期", "計劃日期"),
        may("currency", Checked("currency", cells.is_currency, upper=True), "币种", "幣種", "货币", default="EUR"),
        may("working_days", Weekdays(), "workdays", "工作日", default=(0, 1, 2, 3, 4)),
        may("working_minutes", Whole(1, 1440), "minutes_per_day", "每日分钟", "每日分鐘", default=480),
        HOLIDAY_COUNTRY,
        may("demand_time_fence_days", DAYS, "dtf", "需求时栅", "需求時柵", default=0),
        may("planning_time_fence_days", DAYS, "ptf", "计划时栅", "計劃時柵", default=0),
    ),
    key=("site",),
    others=("sites", "plants", "工厂", "工廠", "站点", "站點"),
)

CALENDARS = Table(
    "calendars",
    (
        SITE,
        must("calendar", SHORT_CODE, "calendar_code", "日历", "日曆"),
        SHORT_NAME,
        HOLIDAY_COUNTRY,
        may("weekdays", Weekdays(), "weekday", "days", "工作日", "星期"),
        may("date", Day(), "day", "日期"),
        may("shift", Whole(1, 9), "number", "班次", default=1),
        Column("minutes", Whole(0, 1440), needed=True, default=0, others=("分钟", "分鐘")),
        may("reason", NAME, "原因", default=""),
    ),
    key=("calendar", "weekdays", "date", "shift"),
    others=("calendar", "日历", "日曆"),
)

ITEMS = Table(
    "items",
    (
        SITE,
        ITEM,
        may("name", NAME, "item_name", "description", "名称", "名稱", "物料名称", "物料名稱", default=""),
        may("category", Text(100), "family", "group", "类别", "類別", "产品族", "產品族", default=""),
        must("make_or_buy", MADE_OR_BOUGHT, "source", "自制外购", "自製外購", "来源", "來源"),
        may("unit", Text(16), "uom", "单位", "單位", default="EA"),
        may("unit_cost", MONEY, "cost", "成本", "单位成本", "單位成本", default=ZERO),
        may("list_price", MONEY, "价格", "價格", "单价", "單價", default=ZERO),
        may("mps", Flag(), "is_mps", "主计划", "主計劃"),
        may("on_hand", QUANTITY, "stock", "库存", "庫存", "现有量", "現有量"),
        may("safety_stock", QUANTITY, "安全库存", "安全庫存", default=ZERO),
        may("safety_time_days", DAYS, "缓冲期", "緩衝期", default=0),
        may("lead_time_days", DAYS, "lead_time", "提前期", default=0),
        SUPPLIER,
        may("lot_policy", LOT_POLICY, "批量策略", default="period"),
        may("min_lot", QUANTITY, "lot_minimum", "moq", "最小批量", default=ZERO),
        may("lot_multiple", Number(least=None, above=ZERO), "批量倍数", "批量倍數", default=ONE),
        may("max_lot", QUANTITY, "lot_maximum", "最大批量", default=ZERO),
        may("period_of_supply_days", Whole(1), "期间天数", "期間天數", default=1),
        may("demand_time_fence_days", DAYS, "dtf", "需求时栅", "需求時柵"),
        may("planning_time_fence_days", DAYS, "ptf", "计划时栅", "計劃時柵"),
    ),
    key=("item",),
    others=("item", "parts", "materials", "物料"),
    shared_key=("item",),
    same_everywhere=("name", "category", "make_or_buy", "unit", "unit_cost", "list_price", "mps"),
)

BOM = Table(
    "bom",
    (
        SITE,
        must("parent", CODE, "parent_item", "assembly", "父件", "父项", "父項", "母件"),
        must("component", CODE, "child", "子件", "子项", "子項", "组件", "組件"),
        must("quantity_per", Number(least=None, above=ZERO), "quantity", "qty_per", "用量", "数量", "數量"),
        may("scrap_share", Number(below=ONE, decimals=5, digits=6), "scrap", "损耗率", "損耗率", default=ZERO),
        may("valid_from", Day(), "生效日期"),
        may("valid_to", Day(), "失效日期"),
    ),
    key=("parent", "component", "valid_from"),
    of_all_sites=True,
    others=("boms", "bill_of_materials", "物料清单", "物料清單"),
    shared_key=("parent", "component", "valid_from"),
    same_everywhere=("quantity_per", "scrap_share", "valid_to"),
)

WORK_CENTERS = Table(
    "work_centers",
    (
        SITE,
        WORK_CENTER,
        SHORT_NAME,
        may("hours_per_week", Number(least=None, above=ZERO, most=HOURS_IN_A_WEEK, decimals=3), "每周小时", "每週小時"),
        may("days_per_week", Whole(1, 7), "每周天数", "每週天數"),
        may("calendar", SHORT_CODE, "日历", "日曆"),
        may("machines", Whole(1, 9999), "机器数", "機器數", "设备数", "設備數", default=1),
        may("efficiency_share", Number(least=None, above=ZERO, digits=5), "efficiency", "效率", default=ONE),
        may("cost_per_hour", Number(digits=12), "每小时成本", "每小時成本", default=ZERO),
        may("overtime_hours_per_week", Number(digits=8, decimals=3), "每周加班小时", "每週加班小時", default=ZERO),
        may("overtime_cost_per_hour", Number(digits=12), "加班每小时成本", "加班每小時成本", default=ZERO),
    ),
    key=("work_center",),
    others=("work_centres", "workcenters", "工作中心"),
)

ROUTINGS = Table(
    "routings",
    (
        SITE,
        ITEM,
        may("routing", SHORT_CODE, "version", "工艺路线", "工藝路線", default="1"),
        must("step", Whole(1, 32767), "operation", "工序", "序号", "序號"),
        WORK_CENTER,
        may("setup_minutes", Number(digits=12), "setup", "准备分钟", "準備分鐘", default=ZERO),
        must("run_minutes_per_unit", Number(digits=12), "run_minutes", "单件分钟", "單件分鐘"),
        may("offset_days", DAYS, "偏置天数", "偏置天數", default=0),
        may("yield_share", Number(least=None, above=ZERO, most=ONE, decimals=5), "yield", "良率", default=ONE),
    ),
    key=("item", "routing", "step"),
    others=("routing", "operations", "工艺路线", "工藝路線"),
)

STOCK = Table(
    "stock",
    (
        SITE,
        ITEM,
        may("lot", CODE, "batch", "批次", "批号", "批號", default=""),
        may("place", CODE, "location", "warehouse", "库位", "庫位", "仓库", "倉庫", default=""),
        must("quantity", QUANTITY, "qty", "on_hand", "数量", "數量"),
        may("blocked", Flag(), "冻结", "凍結", default=False),
    ),
    key=("item", "lot", "place"),
    others=("stocks", "inventory", "lots", "库存", "庫存"),
)

RECEIPTS = Table(
    "receipts",
    (
        SITE,
        must("receipt", CODE, "document", "purchase_order", "po", "单号", "單號", "采购单", "採購單"),
        may("line", Whole(1, 2147483647), "行号", "行號", default=1),
        ITEM,
        must("quantity", Number(least=None, above=ZERO), "qty", "数量", "數量"),
        may("received_quantity", QUANTITY, "received", "已收数量", "已收數量", default=ZERO),
        must("arrives", Day(), "due_date", "arrival", "到货日期", "到貨日期"),
        may("confirmed_date", Day(), "确认日期", "確認日期"),
    ),
    key=("receipt", "line"),
    others=("receipt", "purchase_orders", "在途", "采购在途", "採購在途"),
)

ORDERS = Table(
    "orders",
    (
        SITE,
        must("order", CODE, "order_number", "sales_order", "so", "订单", "訂單", "订单号", "訂單號"),
        must("line", Whole(1, 2147483647), "line_number", "行", "行号", "行號"),
        may("schedule", Whole(1), "delivery", "schedule_number", "交货批次", "交貨批次", default=1),
        must("customer", CODE, "customer_code", "客户", "客戶", "客户编码", "客戶編碼"),
        may("customer_name", NAME, "客户名称", "客戶名稱", default=""),
        may("customer_class", SHORT_CODE, "客户类别", "客戶類別", default=""),
        may("territory", CODE, "region", "区域", "區域", "地区", "地區", default=""),
        ITEM,
        must("quantity", Number(least=None, above=ZERO, most=LARGEST_QUANTITY), "qty", "数量", "數量"),
        may("shipped_quantity", QUANTITY, "shipped", "已发数量", "已發數量", default=ZERO),
        may("order_date", Day(), "ordered", "下单日期", "下單日期", "订单日期", "訂單日期"),
        must("requested_date", Day(), "due_date", "wanted_date", "需求日期", "要求交期", "交期"),
        may("promised_date", Day(), "承诺日期", "承諾日期", "承诺交期", "承諾交期"),
        may("priority", Whole(1, 9), "优先级", "優先級", "優先順序", default=3),
        may("price", MONEY, "unit_price", "价格", "價格", "单价", "單價"),
        may("may_split", Flag(), "可分批", default=True),
        may("status", STATUS, "状态", "狀態", default="confirmed"),
        NOTE,
    ),
    key=("order", "line", "schedule"),
    others=("order", "order_lines", "sales_orders", "订单", "訂單", "销售订单", "銷售訂單"),
)

FORECAST = Table(
    "forecast",
    (
        SITE,
        ITEM,
        may("customer_class", SHORT_CODE, "客户类别", "客戶類別", default=""),
        must("period_start", Day(), "week_start", "from", "开始日期", "開始日期"),
        may("period_days", Whole(1, 366), "days", "天数", "天數", default=7),
        must("quantity", QUANTITY, "qty", "数量", "數量"),
    ),
    key=("item", "customer_class", "period_start"),
    others=("forecasts", "预测", "預測"),
)

DEMAND_HISTORY = Table(
    "demand_history",
    (
        SITE,
        ITEM,
        must("week_start", Day(), "period_start", "周", "週", "开始日期", "開始日期"),
        must("quantity", QUANTITY, "qty", "数量", "數量"),
    ),
    key=("item", "week_start"),
    others=("history", "sales_history", "历史需求", "歷史需求"),
)

DELIVERIES = Table(
    "deliveries",
    (
        SITE,
        must("delivery", CODE, "document", "lot", "receipt", "单号", "單號", "批次"),
        may("line", Whole(1, 2147483647), "行号", "行號", default=1),
        may("kind", DELIVERY_KIND, "类型", "類型", default="receipt"),
        ITEM,
        may("source", CODE, "supplier", "vendor", "work_center", "来源", "來源", "供应商", "供應商", default=""),
        must("due_date", Day(), "due", "promised", "应到日期", "應到日期"),
        must("actual_date", Day(), "actual", "delivered", "arrived", "实到日期", "實到日期"),
        must("quantity", Number(least=None, above=ZERO), "qty", "数量", "數量"),
    ),
    key=("delivery", "line"),
    others=("delivery_history", "past_deliveries", "交货记录", "交貨記錄"),
)

# In the order in which they are written: what a row refers to comes first.
TABLES: tuple[Table, ...] = (
    SITE_TABLE, CALENDARS, ITEMS, BOM, WORK_CENTERS, ROUTINGS, STOCK, RECEIPTS, ORDERS, FORECAST, DEMAND_HISTORY,
    DELIVERIES,
)
BY_NAME: Mapping[str, Table] = {folded(name): table for table in TABLES for name in (table.name, *table.others)}
