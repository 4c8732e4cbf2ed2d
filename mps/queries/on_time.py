"""What of the open order lines is on time, were they to leave on other days than the published plan has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from company.models import Site
from company.statements import all_rows
from mps import kpis
from orders.models import OPEN_STATUSES, OrderLine


@dataclass(frozen=True, slots=True)
class OnTimeShares:
    """As `kpis.Figures` has them: from 0 to 1, None where no line has such a date."""

    promised: float | None
    requested: float | None


@all_rows("shares of the whole site, which its plan shows to people who see no orders, too")
def on_time_shares(site: Site, start: date, leaving: Mapping[int, date | None]) -> OnTimeShares:
    """Return the shares on time inside 13 weeks from `start`, by the day on which each line leaves; None: never."""
    end = kpis.delivery_end(start)
    lines = OrderLine.objects.filter(site=site, status__in=OPEN_STATUSES)
    promised: list[bool] = []
    requested: list[bool] = []
    for line, promise, wish in lines.values_list("pk", "promised_date", "requested_date"):
        day = leaving.get(line)
        for wanted, kept in ((promise, promised), (wish, requested)):
            if wanted is not None and wanted <= end:
                kept.append(day is not None and day <= wanted)
    return OnTimeShares(_share(promised), _share(requested))


def _share(kept: list[bool]) -> float | None:
    return sum(kept) / len(kept) if kept else None
