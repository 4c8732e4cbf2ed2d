"""Why a line is late, and the cheapest ways out, asked of a worker by a web process: the question and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.conf import settings

from mps.questions import Ticketed, asked_of_worker
from mps.scheduler.explain import ChainLink
from mps.scheduler.horizon import Horizon

TASK = "mps.foretell_repairs"
# The kind of the element that delivers a part of the late line itself later.
SPLIT = "split"

Step = dict[str, str | int]
Values = dict[str, str | int | float | bool | None]


class RepairQuestion(Ticketed, frozen=True):
    """A late line of a site; `user_id` asks."""

    site_id: int
    line_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Cause:
    """What holds the line up: as `mps.scheduler.explain.ChainLink`, with dates for the days."""

    kind: str
    code: str
    from_date: date
    to_date: date
    amount: float
    free: float
    record: str

    @classmethod
    def of(cls, link: ChainLink, horizon: Horizon) -> Self:
        """Return a link of a chain with dates for its days."""
        first, last = horizon.date_of(link.from_day), horizon.date_of(link.to_day)
        return cls(link.kind.value, link.code, first, last, link.amount, link.free, link.record)


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One element of a way out: `kind` is its class's name, the rest what that has.

    `code` is a work centre's or an item's, `record` the key of a receipt or lot, or a lot rule. `line` is the order
    line that moves, empty where the asker may not see it. `to_date` is the new day, or the last one, `days` by how many
    it is sooner or later. `price` is what is paid for it, in the site's currency. `steps` are those
    of a draft of the master schedule, `values` a change of the line `line_id`, seen at `version`; with neither it is
    done by hand; `refused` says which rule of steering its steps break, where they were taken away for that.
    """

    kind: str
    code: str = ""
    record: str = ""
    line: str = ""
    is_own: bool = False
    days: int = 0
    quantity: float = 0.0
    minutes: float = 0.0
    from_date: date | None = None
    to_date: date | None = None
    price: float = 0.0
    steps: tuple[Step, ...] = ()
    line_id: int | None = None
    version: int | None = None
    values: Values = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """
    A proven way out: with all of it the line is there on `ready_date`, for what is paid (`price`, in the site's
    currency). It is ranked by `weight`: that and what the plan's objective takes for who waits.

    `delayed` names the lines that become late by it (nobody's kept promise among them) as far as the asker may see
    them; of the others, `others_delayed` says how many there are. `is_least`: none of its amounts could be less.
    """

    pieces: tuple[Piece, ...]
    price: float
    ready_date: date
    delayed: tuple[str, ...]
    others_delayed: int
    weight: float = 0.0
    is_least: bool = True

    @property
    def is_part(self) -> bool:
        """Whether only a part of the line is in time by it: the rest comes as late as without it."""
        return any(piece.kind == SPLIT for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Pushed:
    """
    What becomes of the line where what it waits for from a supplier comes `days` sooner, on `to_date`.

    `record` is the key of its receipt, empty for a purchase that is only planned. The line is there on `ready_date`
    (None: not inside the horizon), in time where `in_time`, and `breaks` lines of others no longer keep their promises.
    """

    item: str
    record: str
    to_date: date
    days: int
    ready_date: date | None
    in_time: bool
    breaks: int


@dataclass(frozen=True, slots=True)
class RepairAnswer:
    """
    Why, and the ways out: those of the whole line, then those of a part, each as the search ranks them; `planned` is
    how many plans were tried, `finished`: none was left out, else asking again goes on from there.

    `causes` are those of the published plan where that has it late, the root cause first; also where the next one has
    it in time (not `is_late`). `ready_date` is when it is there by the plan (None: not inside the horizon). With the
    most of all that we know at once (`all_tried`: that was planned) it would be there on `all_ready_date`, which is in
    time where `all_in_time`, and `all_breaks` lines of others would no longer keep their promises. `no_plan`: the site
    has none. `gone`: the line wants nothing of the plan any more.

    `is_at_risk`: it is in time with little to spare. Causes and ways are then of its being there by `wanted_by`; None:
    it is due too soon for that.
    """

    is_late: bool = False
    is_at_risk: bool = False
    wanted_by: date | None = None
    due_date: date | None = None
    ready_date: date | None = None
    causes: tuple[Cause, ...] = ()
    ways: tuple[Way, ...] = ()
    planned: int = 0
    finished: bool = True
    all_tried: bool = False
    all_ready_date: date | None = None
    all_in_time: bool = False
    all_breaks: int = 0
    pushed: tuple[Pushed, ...] = ()
    no_plan: bool = False
    gone: bool = False


def ask(question: RepairQuestion, *, is_heard_of: bool) -> RepairAnswer:
    """
    Return a worker's answer. Raises NoAnswerError where none comes in the time that the search may take, or the page
    that `is_heard_of` has gone.
    """
    seconds = settings.PREVIEW_SECONDS + settings.REPAIR_SECONDS
    return asked_of_worker(TASK, question, RepairAnswer, within=seconds, is_heard_of=is_heard_of)
