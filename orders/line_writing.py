"""Writing what has been decided: lines in bulk, one version further, and the word to those who plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from company.revision import settle
from company.signals import inputs_changed
from orders.line_values import Value
from orders.models import ChangeRequest, OrderLine

ROWS_PER_STATEMENT = 250


def write(saved: Iterable[tuple[OrderLine, Mapping[str, Value]]]) -> None:
    """Set the values of lines; lines with the same fields go together."""
    by_fields: dict[tuple[str, ...], list[OrderLine]] = defaultdict(list)
    for line, values in saved:
        for name, value in values.items():
            setattr(line, name, value)
        by_fields[tuple(sorted(values))].append(line)
        line.version += 1  # as the database's trigger does
    for fields, lines in by_fields.items():
        OrderLine.objects.bulk_update(lines, fields, batch_size=ROWS_PER_STATEMENT)


def tell(site_ids: Collection[int]) -> None:
    """Count the sites' revisions, and let those hear who plan them."""
    inputs_changed.send(sender=ChangeRequest, site_ids=sorted(site_ids))
    settle()
