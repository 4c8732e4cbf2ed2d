"""Entries from change requests that are not applied: they wait, were turned down, or taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from orders.history.entries import Entry, FieldChange, Kind
from orders.history.events import line_name
from orders.models import ChangeRequest, ChangeState, OrderLine

KINDS: Mapping[str, Kind] = {
    ChangeState.SUBMITTED: Kind.WAITING, ChangeState.REJECTED: Kind.REJECTED, ChangeState.WITHDRAWN: Kind.WITHDRAWN,
    ChangeState.RETURNED: Kind.RETURNED,
}  # fmt: skip


def of_lines(lines: Collection[OrderLine]) -> list[Entry]:
    """Return the requests that did not change the lines; those that did are told as the change they made."""
    by_id = {line.pk: line for line in lines}
    found = ChangeRequest.objects.filter(line__in=by_id, state__in=KINDS).select_related("requested_by", "decided_by")
    return [_entry(request, by_id[request.line_id]) for request in found.order_by("pk")]


def _entry(request: ChangeRequest, line: OrderLine) -> Entry:
    asked, decided = request.requested_by, request.decided_by
    return Entry(
        key=f"request-{request.pk}",
        at=request.decided_at or request.requested_at,
        kind=KINDS[request.state] if request.replaced_by_id is None else Kind.REPLACED,
        line_id=line.pk,
        line=line_name(line),
        who=asked.shown_name() if asked else "",
        user_id=request.requested_by_id,
        decided_by=decided.shown_name() if decided else "",
        channel=request.channel,
        why=request.why,
        changes=tuple(
            FieldChange(name, request.before.get(name, ""), after) for name, after in request.proposal.items()
        ),
    )
