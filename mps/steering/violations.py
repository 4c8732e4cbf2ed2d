"""What speaks against a step: a code for machines, a sentence for people, and the place where to show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Violation:
    """
    `step` is the place in the draft; None: it follows from the draft as a whole.

    `refuses`: the step can't be published so; else it is a warning, and the person decides.
    """

    step: int | None
    code: str
    text: str
    refuses: bool = True
    item_id: int | None = None
    bucket: date | None = None
    work_center_id: int | None = None


class Refused(Exception):
    """A step can't be done: `violation` says why, with the place of no step yet."""

    def __init__(self, code: str, text: str, *, bucket: date | None = None, work_center_id: int | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.bucket, self.work_center_id = code, text, bucket, work_center_id
