"""What an entry of a history is, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Field
from django.template.defaultfilters import yesno
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.line_values import as_text
from orders.models import LineStatus, OrderLine, SalesOrder

PATH_SHOWN = 4
Value = Decimal | date | int | bool | str | None


class Kind(StrEnum):
    """What happened."""

    CREATED = "created"
    CHANGED = "changed"
    REVERTED = "reverted"
    DELETED = "deleted"
    WAITING = "waiting"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    PROMISED = "promised"
    MOVED = "moved"
    SHIPPED = "shipped"
    CAME_BACK = "came_back"
    PUT_RIGHT = "put_right"


class Group(StrEnum):
    """The kinds that a person tells apart when filtering."""

    CHANGES = "changes"
    REQUESTS = "requests"
    PLAN = "plan"


GROUPS: Mapping[Kind, Group] = {
    Kind.WAITING: Group.REQUESTS, Kind.REJECTED: Group.REQUESTS, Kind.WITHDRAWN: Group.REQUESTS,
    Kind.RETURNED: Group.REQUESTS, Kind.REPLACED: Group.REQUESTS, Kind.PROMISED: Group.PLAN, Kind.MOVED: Group.PLAN,
}  # fmt: skip
GROUP_LABELS = {
    Group.CHANGES: gettext_lazy("Changes"), Group.REQUESTS: gettext_lazy("Requests"), Group.PLAN: gettext_lazy("Plan"),
}  # fmt: skip

SENTENCES = {
    Kind.CREATED: gettext_lazy("%(who)s entered %(what)s."),
    Kind.CHANGED: gettext_lazy("%(who)s changed %(what)s."),
    Kind.REVERTED: gettext_lazy("%(who)s took back a change of %(what)s."),
    Kind.DELETED: gettext_lazy("%(who)s deleted %(what)s."),
    Kind.WAITING: gettext_lazy("%(who)s asked for a change of %(what)s. It waits for approval."),
    Kind.REJECTED: gettext_lazy("%(decided_by)s turned down the change of %(what)s that %(who)s asked for."),
    Kind.RETURNED: gettext_lazy("%(decided_by)s sent back the change of %(what)s that %(who)s asked for."),
    Kind.WITHDRAWN: gettext_lazy("%(who)s no longer wants a change of %(what)s."),
    Kind.REPLACED: gettext_lazy("%(who)s asked for something else for %(what)s: this request gave way to a newer one."),
    Kind.PROMISED: gettext_lazy("The plan promised a date for %(what)s."),
    Kind.MOVED: gettext_lazy("The plan moved %(what)s because something else changed."),
    Kind.SHIPPED: gettext_lazy("%(who)s reported a shipment of %(what)s."),
    Kind.CAME_BACK: gettext_lazy("%(who)s reported a return of %(what)s."),
    Kind.PUT_RIGHT: gettext_lazy("%(who)s reversed a report of %(what)s."),
}
ICONS = {
    Kind.CREATED: "add", Kind.CHANGED: "edit", Kind.REVERTED: "undo", Kind.DELETED: "bin", Kind.WAITING: "clock",
    Kind.REJECTED: "close", Kind.RETURNED: "undo", Kind.WITHDRAWN: "undo", Kind.REPLACED: "undo",
    Kind.PROMISED: "promise", Kind.MOVED: "move", Kind.SHIPPED: "truck", Kind.CAME_BACK: "truck",
    Kind.PUT_RIGHT: "undo",
}  # fmt: skip
BETTER_PLAN = gettext_lazy("A better plan moved %(what)s.")
CHANNELS = {
    "web": gettext_lazy("in the browser"), "api": gettext_lazy("through the API"), "import": gettext_lazy("by import"),
    "import undo": gettext_lazy("by undoing an import"),
    "event": gettext_lazy("by another system"), "plan": gettext_lazy("by the plan"),
    "scenario": gettext_lazy("by merging a scenario"),
    "": gettext_lazy("outside the application"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a line (or, `of_order`, of the order) before and after."""

    name: str
    before: Value
    after: Value
    of_order: bool = False

    @property
    def label(self) -> str:
        """The field as the screen calls it."""
        return field_label(self.name, of_order=self.of_order)

    @property
    def before_words(self) -> str:
        """The value before, as a person reads it."""
        return as_words(self.name, self.before)

    @property
    def after_words(self) -> str:
        """The value after, as a person reads it."""
        return as_words(self.name, self.after)


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """
    What the plan that covers a change did: to the line, and to how many others.

    `together`: how many transactions the plan covers; 0 for a better plan of the same orders. Days are calendar days;
    `days` is positive where the line is planned later, None where it was or is not planned.
    """

    plan_id: int
    revision: int
    made_at: datetime
    together: int
    planned_before: date | None
    planned_date: date | None
    is_first: bool
    others_moved: int
    most_days_later: int
    most_days_earlier: int

    @property
    def days(self) -> int | None:
        """By how many days the line moved."""
        if self.planned_before is None or self.planned_date is None:
            return None
        return (self.planned_date - self.planned_before).days

    @property
    def days_away(self) -> int:
        """By how many days the line moved, whichever way."""
        return abs(self.days or 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    Something that happened. `line` is the line's number within the order, empty for the order itself; `event_id` names
    a change of a line that can be put back, which `revertable` fields of it the person may. `version` is the line's
    after it, `version_now` the line's as it is. `shipment_id` names a report that is `reversible` by the person.
    `moves` are movements that are told together, the latest first, and `path` the planned dates they went through.
    """

    key: str
    at: datetime
    kind: Kind
    line_id: int | None = None
    line: str = ""
    who: str = ""
    user_id: int | None = None
    decided_by: str = ""
    channel: str = ""
    why: str = ""
    changes: tuple[FieldChange, ...] = ()
    event_id: int | None = None
    version: int | None = None
    plan: PlanAnswer | None = None
    awaits_plan: bool = False
    revertable: tuple[str, ...] = ()
    version_now: int | None = None
    shipment_id: int | None = None
    document: str = ""
    reversible: bool = False
    moves: tuple[Entry, ...] = ()
    path: tuple[date | None, ...] = ()

    @property
    def group(self) -> Group:
        """The kind as one filters by it."""
        return GROUPS.get(self.kind, Group.CHANGES)

    @property
    def what(self) -> str:
        """What it happened to."""
        return _("line %(line)s") % {"line": self.line} if self.line_id is not None else _("the order")

    @property
    def sentence(self) -> str:
        """What happened, in a sentence."""
        if self.moves:
            return self._run_sentence()
        is_better = self.kind is Kind.MOVED and self.plan is not None and not self.plan.together
        words = BETTER_PLAN if is_better else SENTENCES[self.kind]
        return str(words) % {"who": self.who_words, "what": self.what, "decided_by": self.decided_by or _("Somebody")}

    def _run_sentence(self) -> str:
        words = ngettext(
            "%(count)d plan moved %(what)s, nobody changed it.", "%(count)d plans moved %(what)s, nobody changed it.",
            len(self.moves),
        )  # fmt: skip
        return words % {"count": len(self.moves), "what": self.what}

    @property
    def days_moved(self) -> int | None:
        """By how many days the movements told together moved the line in the end; None: to or from no date."""
        first, last = (self.path[0], self.path[-1]) if self.path else (None, None)
        return (last - first).days if first and last else None

    @property
    def days_earlier(self) -> int:
        """By how many days they moved it forward; negative: back."""
        return -(self.days_moved or 0)

    @property
    def path_words(self) -> str:
        """The dates that it went through; of many, the first and the last, and between which days it was meanwhile."""
        words = [day.isoformat() if day else _("no date") for day in self.path]
        if len(words) <= PATH_SHOWN:
            return " → ".join(words)
        known = sorted(day for day in self.path if day)
        within = _("between %(first)s and %(last)s") % {"first": known[0], "last": known[-1]} if known else ""
        return f"{words[0]} → … → {words[-1]} ({within})"

    @property
    def icon(self) -> str:
        """The stroke that stands for the kind."""
        return ICONS[self.kind]

    @property
    def returns(self) -> tuple[FieldChange, ...]:
        """The fields that would come back."""
        return tuple(change for change in self.changes if change.name in self.revertable)

    @property
    def who_words(self) -> str:
        """Who did it, or what, where nobody is named."""
        if self.who:
            return self.who
        return _("An import") if self.channel == "import" else _("Somebody")

    @property
    def channel_words(self) -> str:
        """From where; nothing where the sentence has said so already."""
        if self.channel == "import" and not self.who:
            return ""
        return str(CHANNELS.get(self.channel, self.channel))


def field_label(name: str, *, of_order: bool = False) -> str:
    """Return a field as the screen calls it."""
    field = (SalesOrder if of_order else OrderLine)._meta.get_field(name)
    return str(capfirst(field.verbose_name)) if isinstance(field, Field) else name


def as_words(name: str, value: Value) -> str:
    """Return a field's value as a person reads it: a status by its name, truths as yes or no, nothing as a dash."""
    if name == "status" and isinstance(value, str) and value in LineStatus.values:
        return str(LineStatus(value).label)
    if isinstance(value, bool):
        return str(yesno(value))
    return as_text(value) or "–"
