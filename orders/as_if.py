"""Orders as they would be once all that was asked for is decided: written, read by the caller, and rolled back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _

from orders import entry, line_values
from orders.drafts import FINISHED, REOPENS, LineChange
from orders.line_values import Value
from orders.line_writing import write
from orders.models import OrderLine

if TYPE_CHECKING:
    from orders.entry import NewLine


class NotInTransaction(TransactionManagementError):
    """What is written here is of nobody: it must be rolled back."""


def change_lines(changes: Sequence[LineChange], *, site_id: int) -> dict[int, str]:
    """
    Write changes of a site's lines as if all of them were approved; nothing where one can't be made.

    Return why those can't be made, by line. Roles and fences are not asked: they say who decides, not what then is.
    """
    _need_transaction()
    lines = _locked([change.line_id for change in changes], site_id)
    wishes: list[tuple[OrderLine, Mapping[str, Value]]] = []
    refused: dict[int, str] = {}
    for change in changes:
        line = lines.get(change.line_id)
        if line is None:
            refused[change.line_id] = _("The line is not there any more.")
            continue
        values, reasons = line_values.read_all(line, change.values)
        if reasons:
            refused[line.pk] = " ".join(dict.fromkeys(reasons.values()))
        elif values and is_over(line, values):
            refused[line.pk] = _("The line is finished: %(status)s.") % {"status": line.get_status_display()}
        elif values:
            wishes.append((line, values))
    if not refused:
        write(wishes)
    return refused


def new_order(*, number: str, customer: str, line: NewLine) -> OrderLine:
    """Write a new order of one line as if somebody who may had entered it. Raises EntryRefused."""
    _need_transaction()
    return entry.write_as_if(number=number, customer=customer, line=line)


def is_over(line: OrderLine, values: Mapping[str, Value]) -> bool:
    """Whether a line is finished, so that these values can't be written any more (as `decisions.approve` holds it)."""
    return line.status in FINISHED or (line.status in REOPENS and "status" not in values)


def _locked(line_ids: Sequence[int], site_id: int) -> dict[int, OrderLine]:
    lines = OrderLine.objects.filter(pk__in=line_ids, site_id=site_id).order_by("pk")
    return {line.pk: line for line in lines.select_related("item").select_for_update(of=("self",))}


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction("orders are written as if inside a transaction that is rolled back")


__all__ = ["NotInTransaction", "change_lines", "is_over", "new_order"]
