"""What a benchmark prints: a line of text for people, or the same as a JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output. `record` is what it says in JSON; a line without one (a heading) is text only."""

    text: str
    record: Mapping[str, object] = field(default_factory=dict)


def show(lines: Iterable[Line], *, as_json: bool) -> None:
    """Print the lines as they come."""
    for line in lines:
        if not as_json:
            print(line.text, flush=True)
        elif line.record:
            print(json.dumps(line.record, ensure_ascii=False), flush=True)


@dataclass(frozen=True, slots=True)
class Row:
    """
    One figure of the table: what it is held against, the goal, what was seen now, and whether that will do.

    `why_not` is for those that are known to be missed: the reason, and the next idea.
    """

    figure: str
    against: str
    goal: str
    seen: str
    met: bool
    why_not: str = ""
