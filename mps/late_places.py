"""Where an element of a way out is done that no click does: the page of its record, and who may do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from company.access import can, roles_for
from company.models import Role, User
from materials.models import Item, ScheduledReceipt
from mps.repair_question import SPLIT, Piece
from orders.models import OrderLine
from orders.visible import visible_to


@dataclass(frozen=True, slots=True)
class Place:
    """A page, by name, and the roles that may do it there; no `href` where the asker may not open it."""

    words: str
    href: str
    who: str


def place_of(piece: Piece, line: OrderLine, by: User) -> Place:
    """Return where an element of a way out of the line is done by hand, as far as who asks may go there."""
    if piece.kind in ("expedite", "finish_sooner", "buy_sooner"):
        return _receipt(piece, line, by)
    if piece.kind == "relax":
        return _lot_rules(piece, line, by)
    if piece.kind in (SPLIT, "move", "move_part"):
        return _order(piece, line, by)
    return _schedule(line, by)


def _receipt(piece: Piece, line: OrderLine, by: User) -> Place:
    """Return where a receipt gets another day, or where one that was ordered becomes known."""
    document, _slash, number = piece.record.rpartition("/")
    found = ScheduledReceipt.objects.filter(site=line.site, document=document, line=int(number or 0)).first()
    words, href = _("Receipt %(record)s") % {"record": piece.record} if piece.record else _("Add its receipt"), ""
    if can(by, "master.change", line.site):
        verb, about = ("change", [found.pk]) if found else ("add", [])
        href = reverse(f"admin:materials_scheduledreceipt_{verb}", args=about)
    elif can(by, "import.run", line.site):
        words, href = _("Import its date"), reverse("tables:import")
    return Place(words, href, _who({*roles_for("master.change"), *roles_for("import.run")}))


def _lot_rules(piece: Piece, line: OrderLine, by: User) -> Place:
    found = Item.objects.filter(code=piece.code).first() if can(by, "master.change", line.site) else None
    href = reverse("admin:materials_item_change", args=[found.pk]) if found else ""
    return Place(_("Lot rules of %(what)s") % {"what": piece.code}, href, _who(roles_for("master.change")))


def _order(piece: Piece, line: OrderLine, by: User) -> Place:
    about = visible_to(by).filter(pk=piece.line_id).select_related("order").first() if piece.line_id else None
    about = line if piece.is_own else about
    who = _who(roles_for("orders.change", ["requested_date"]))
    if about is None:
        return Place(_("Its order"), "", who)
    number = about.order.number
    return Place(_("Order %(number)s") % {"number": number}, reverse("orders:order", args=[number]), who)


def _schedule(line: OrderLine, by: User) -> Place:
    is_open = can(by, "plan.view", line.site)
    href = f"{reverse('mps:master-schedule')}?{urlencode({'site': line.site.code})}" if is_open else ""
    return Place(_("Master schedule"), href, _who(roles_for("plan.steer")))


def _who(roles: Iterable[Role]) -> str:
    chosen = set(roles)
    return ", ".join(str(role.label) for role in Role if role in chosen)
