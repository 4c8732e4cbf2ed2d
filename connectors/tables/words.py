"""Words that stand in cells for a choice, with the other words that people write for them."""

from __future__ import annotations

from connectors.tables.cells import Choice

MADE_OR_BOUGHT = Choice(
    {
        **dict.fromkeys(("make", "made", "m", "自制", "自製", "制造", "製造", "生产", "生產"), "make"),
        **dict.fromkeys(("buy", "bought", "purchased", "b", "p", "外购", "外購", "采购", "採購"), "buy"),
    }
)
LOT_POLICY = Choice(
    {
        **dict.fromkeys(("lot_for_lot", "l4l", "按需"), "lot_for_lot"),
        **dict.fromkeys(("fixed", "foq", "固定批量"), "fixed"),
        **dict.fromkeys(("period", "poq", "期间批量", "期間批量"), "period"),
        **dict.fromkeys(("least_cost", "成本最低", "最低成本"), "least_cost"),
    }
)
STATUS = Choice(
    {
        **dict.fromkeys(("quote", "报价", "報價"), "quote"),
        **dict.fromkeys(("requested", "new", "待确认", "待確認"), "requested"),
        **dict.fromkeys(("confirmed", "open", "已确认", "已確認"), "confirmed"),
        **dict.fromkeys(("released", "已下达", "已下達"), "released"),
        **dict.fromkeys(("part_shipped", "partly_shipped", "部分发货", "部分發貨"), "part_shipped"),
        **dict.fromkeys(("shipped", "已发货", "已發貨"), "shipped"),
        **dict.fromkeys(("closed", "已关闭", "已關閉"), "closed"),
        **dict.fromkeys(("cancelled", "canceled", "已取消"), "cancelled"),
    }
)
DELIVERY_KIND = Choice(
    {
        **dict.fromkeys(("lot", "made", "生产批次", "生產批次"), "lot"),
        **dict.fromkeys(("receipt", "bought", "收货", "收貨"), "receipt"),
    }
)
