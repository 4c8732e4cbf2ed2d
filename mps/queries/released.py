"""Released orders of ours on their way: what is being made now, and what of it is reported as received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce

from company.models import Site
from materials.models import ItemSite, MakeOrBuy, ScheduledReceipt


@dataclass(frozen=True, slots=True)
class Released:
    """
    A released order. Its work is no longer planned: it is shown as long before its arrival as its item's lead time.

    `share` of it, from 0 to 1, is received.
    """

    document: str
    item_id: int
    code: str
    name: str
    unit: str
    quantity: float
    share: float
    first: date
    last: date
    overdue: bool


def released(site: Site, today: date) -> tuple[Released, ...]:
    """Return the site's released orders of made items that are not received in full, the first to arrive first."""
    rows = (
        ScheduledReceipt.objects.filter(site=site, quantity__gt=F("received_quantity"))
        .filter(item__make_or_buy=MakeOrBuy.MAKE)
        .annotate(arrives=Coalesce("confirmed_date", "due_date"))
        .select_related("item")
        .order_by("arrives", "document", "line")
    )
    lead = dict(ItemSite.objects.filter(site=site).values_list("item_id", "lead_time_days"))
    return tuple(_shown(row, row.arrives, lead.get(row.item_id, 0), today) for row in rows)


def _shown(row: ScheduledReceipt, arrives: date, lead_days: int, today: date) -> Released:
    last = max(arrives, today)  # what is overdue can arrive today at the earliest
    return Released(
        document=str(row), item_id=row.item_id, code=row.item.code, name=row.item.name, unit=row.item.unit,
        quantity=float(row.quantity), share=float(row.received_quantity / row.quantity),
        first=min(last, arrives - timedelta(days=max(0, lead_days - 1))), last=last, overdue=arrives < today,
    )  # fmt: skip
