"""What plans did to lines: beside the change that a plan covered, and as entries of their own otherwise."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from orders.history.entries import Entry, Kind, PlanAnswer
from orders.models import LINE_COLUMNS, OutlookMove

CHANGES = (Kind.CREATED, Kind.CHANGED, Kind.REVERTED, Kind.SHIPPED, Kind.CAME_BACK, Kind.PUT_RIGHT)
PLANNED_FIELDS = frozenset(LINE_COLUMNS)
MOST_MOVES = 20_000


def told(
    entries: Sequence[Entry], site_ids: Collection[int], planned_versions: Mapping[int, int], names: Mapping[int, str]
) -> list[Entry]:
    """
    Return the entries with what the plan made of each change, and those of moves that have another cause.

    `planned_versions`: which version of each open line the current plan knows; `names`: of the lines, by id.
    """
    moves = _moves(list(names), site_ids)
    covered = _covered(entries, moves)
    done = [_with_plan(entry, covered.get(entry.key), planned_versions) for entry in entries]
    own = {(move.line_id, move.effect_id) for move in covered.values()}
    return done + [
        _moved(move, names[line_id])
        for line_id, of_line in moves.items()
        for move in of_line
        if (line_id, move.effect_id) not in own and move.planned_before != move.planned_date
    ]


def _moves(line_ids: Collection[int], site_ids: Collection[int]) -> dict[int, list[OutlookMove]]:
    """Return each line's moves, oldest first."""
    found = OutlookMove.objects.filter(line_id__in=line_ids, effect__site__in=site_ids).select_related("effect")
    by_line = defaultdict(list)
    for move in reversed(found.order_by("-effect")[:MOST_MOVES]):
        by_line[move.line_id].append(move)
    return by_line


def _covered(entries: Sequence[Entry], moves: Mapping[int, list[OutlookMove]]) -> dict[str, OutlookMove]:
    """Return for each change that a plan covered the line's move in it; of several that one plan covered, the last."""
    last: dict[tuple[int, int], tuple[int, str]] = {}
    found: dict[str, OutlookMove] = {}
    for entry in entries:
        if entry.kind not in CHANGES or entry.version is None or entry.line_id is None:
            continue
        of_line = moves.get(entry.line_id, [])
        place = bisect_left(of_line, entry.version, key=lambda move: move.line_version)
        if place == len(of_line) or of_line[place].line_version_before >= entry.version:
            continue  # not covered yet, or longer ago than moves are kept
        key = (entry.line_id, of_line[place].effect_id)
        earlier = last.get(key)
        if earlier is None or earlier[0] < entry.version:
            if earlier:
                del found[earlier[1]]
            last[key] = (entry.version, entry.key)
            found[entry.key] = of_line[place]
    return found


def _with_plan(entry: Entry, move: OutlookMove | None, planned_versions: Mapping[int, int]) -> Entry:
    if move is not None:
        return replace(entry, plan=_answer(move))
    planned = planned_versions.get(entry.line_id or 0)
    concerns_plan = entry.kind is Kind.CREATED or any(change.name in PLANNED_FIELDS for change in entry.changes)
    waits = planned is not None and entry.version is not None and entry.version > planned
    return replace(entry, awaits_plan=waits and concerns_plan and entry.kind in CHANGES)


def _answer(move: OutlookMove) -> PlanAnswer:
    effect = move.effect
    both = move.planned_before is not None and move.planned_date is not None
    itself = int(both and move.planned_before != move.planned_date)
    return PlanAnswer(
        plan_id=effect.plan_id, revision=effect.revision, made_at=effect.made_at,
        together=effect.revision - effect.revision_before, planned_before=move.planned_before,
        planned_date=move.planned_date, is_first=move.line_version_before == 0, others_moved=effect.moved - itself,
        most_days_later=effect.most_days_later, most_days_earlier=effect.most_days_earlier,
    )  # fmt: skip


def _moved(move: OutlookMove, name: str) -> Entry:
    return Entry(
        key=f"move-{move.pk}", at=move.effect.made_at, kind=Kind.MOVED, line_id=move.line_id, line=name, channel="plan",
        plan=_answer(move),
    )  # fmt: skip
