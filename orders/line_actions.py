"""What a person can do with a line as it is now, besides editing its values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from company import access
from orders import ladder
from orders.models import OPEN_STATUSES, LineStatus, OrderLine
from orders.shipments.reporting import ACTION


@dataclass(frozen=True, slots=True)
class LineActions:
    """The actions to offer; `reopens` is the status that a closed line goes back to, empty where none."""

    ship: bool
    take_back: bool
    freeze: bool
    close: bool
    reopens: str

    @property
    def any(self) -> bool:
        """Whether there is anything to offer."""
        return self.ship or self.take_back or self.freeze or self.close or bool(self.reopens)


def actions_of(line: OrderLine, by: access.Person) -> LineActions:
    """Return what the person can do with the line. The line comes with its order's customer."""
    fields = access.fields_for(by, "orders.change", line.site_id, line.order.customer.territory)
    ships = access.can(by, ACTION, line.site_id)
    status = LineStatus(line.status)
    back = LineStatus.PART_SHIPPED if line.shipped_quantity else LineStatus.CONFIRMED
    return LineActions(
        ship=ships and status in ladder.SHIPS and line.open_quantity > 0,
        take_back=ships and status in ladder.TAKES_BACK and line.shipped_quantity > 0,
        freeze="planning_frozen" in fields and status in OPEN_STATUSES,
        close="status" in fields and status in OPEN_STATUSES,
        reopens=back.value if "status" in fields and status == LineStatus.CLOSED else "",
    )


def today_of(line: OrderLine) -> date:
    """Return the day on which what is reported now happened: today in the site's zone, or its fixed date."""
    return line.site.planning_date(timezone.now())
