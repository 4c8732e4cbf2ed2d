"""Change requests that wait, beside new wishes for the same cells: one cell never waits for two answers."""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from company import access
from company.models import Site, User
from orders import line_values
from orders.drafts import HOLDS_UP, AnswerKind, Draft
from orders.models import ChangeRequest, ChangeState, OrderLine

REQUEST_OPEN = "request_open"


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """What a cell says of a request: the values asked for as text by field, who, when (site's zone), where it is."""

    id: int
    line: int
    values: Mapping[str, str]
    who: str
    at: str
    mine: bool
    address: str


def shown_in_cells(lines: QuerySet[OrderLine], site: Site, by: User) -> list[ShownRequest]:
    """Return the requests that wait for these lines of a site, oldest first; `lines` are those that `by` may see."""
    found = ChangeRequest.objects.filter(line__in=lines, state=ChangeState.SUBMITTED)
    decides, page = access.can(by, "orders.approve", site), reverse("orders:approvals")
    shown = []
    for request in found.select_related("requested_by", "line__order").order_by("pk"):
        mine = request.requested_by_id == by.pk
        listed = f"{page}?show={'to-decide' if decides else 'mine'}#asked-{request.pk}"
        address = listed if decides or mine else reverse("orders:order", args=[request.line.order.number])
        at = written(request.requested_at, site)
        shown.append(ShownRequest(request.pk, request.line_id, request.proposal, _who(request), at, mine, address))
    return shown


def beside(drafts: Sequence[Draft], by: User) -> list[Draft]:
    """
    Return the drafts as they stand beside what is asked for already; their lines are locked.

    What would wait for approval is refused where somebody else's request for the same cell waits; the person's own
    gives way. What is saved at once is no second request; the person's own that asked for nothing else gives way to it.
    """
    wished = [draft.line.pk for draft in drafts if draft.line and draft.values and draft.kind not in HOLDS_UP]
    if not wished:
        return list(drafts)
    found = ChangeRequest.objects.filter(line__in=wished, state=ChangeState.SUBMITTED).select_related("requested_by")
    by_line: dict[int, list[ChangeRequest]] = defaultdict(list)
    for request in found.order_by("pk"):
        by_line[request.line_id].append(request)
    return [
        _beside(draft, draft.line, by_line[draft.line.pk], by) if draft.line and draft.line.pk in by_line else draft
        for draft in drafts
    ]


def give_way(requests: Collection[ChangeRequest], *, to: ChangeRequest) -> None:
    """Withdraw a person's requests because of a newer one of the same person."""
    if requests:
        ChangeRequest.objects.filter(pk__in=[request.pk for request in requests]).update(
            state=ChangeState.WITHDRAWN, decided_by=to.requested_by, decided_at=timezone.now(), replaced_by=to
        )


def written(at: datetime, site: Site) -> str:
    """Return a moment as the site's clocks show it, to the minute."""
    return f"{timezone.localtime(at, zoneinfo.ZoneInfo(site.time_zone)):%Y-%m-%d %H:%M}"


def _beside(draft: Draft, line: OrderLine, requests: Iterable[ChangeRequest], by: User) -> Draft:
    same_cells = [request for request in requests if draft.values.keys() & request.proposal.keys()]
    if draft.kind is not AnswerKind.WAITING:
        own = [request for request in same_cells if request.requested_by_id == by.pk]
        return replace(draft, replaces=tuple(one for one in own if one.proposal.keys() <= draft.values.keys()))
    for request in same_cells:
        if request.requested_by_id != by.pk:
            return _in_the_way(draft, line, request)
        if _says_the_same(request, draft, line):
            return replace(draft, values={}, request_id=request.pk)
    kept: dict[str, object] = {}
    for request in same_cells:
        kept |= {name: text for name, text in request.proposal.items() if _still_holds(request, name, line)}
    others, reasons = line_values.read_all(line, kept)
    carried = {name: value for name, value in others.items() if name not in reasons}
    return replace(draft, values={**carried, **draft.values}, replaces=tuple(same_cells))


def _in_the_way(draft: Draft, line: OrderLine, request: ChangeRequest) -> Draft:
    reasons = {}
    for name in draft.values.keys() & request.proposal.keys():
        words = _("%(who)s asked for %(value)s here (request %(number)s, %(at)s): that must be decided first.")
        value = request.proposal[name] or "–"
        at = written(request.requested_at, line.site)
        reasons[name] = words % {"who": _who(request), "value": value, "number": request.pk, "at": at}
    return replace(draft, kind=AnswerKind.REFUSED, reasons=reasons, rule=REQUEST_OPEN, request_id=request.pk)


def _says_the_same(request: ChangeRequest, draft: Draft, line: OrderLine) -> bool:
    return all(
        request.proposal.get(name) == line_values.as_text(value) and _still_holds(request, name, line)
        for name, value in draft.values.items()
    )


def _still_holds(request: ChangeRequest, name: str, line: OrderLine) -> bool:
    """Return whether the line says what it said when this was asked for: otherwise it can't be approved any more."""
    return bool(request.before.get(name) == line_values.texts(line, name)[name])


def _who(request: ChangeRequest) -> str:
    return request.requested_by.shown_name() if request.requested_by else _("Somebody")
