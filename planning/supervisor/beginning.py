"""What an instance was begun with decides what a later start may add: no demo comes into somebody's book."""

from __future__ import annotations

from dataclasses import dataclass

from planning.bootstrap.refusals import Refusal
from planning.embedded.state import StateFolder

NONE, DEMO, FOLDER = "none", "demo", "folder"
BEGUN, LOADED, MIGRATED = "begun", "loaded", "migrated"  # notes in the state folder

NO_DEMO_HERE = (
    "This instance was begun without the demo, which never comes into somebody's book: choose another folder for it "
    "with --state-dir."
)


@dataclass(frozen=True, slots=True)
class Task:
    """
    What a start does about data. `source` is "none", "demo" or the absolute path of a folder.

    `is_demo`: people with a public password may be made, and are shown. `has_data`: there are data, or there will be.
    """

    source: str
    is_demo: bool
    has_data: bool


def settle(asked: str | None, state: StateFolder) -> Task:
    """
    Return what to do for `--data asked` (None: nothing was said), and remember what the instance is begun with.

    Raises Refusal for the demo in an instance that was begun without it.
    """
    begun = begun_with(state)
    if asked == DEMO and begun not in ("", DEMO):
        raise Refusal(NO_DEMO_HERE)
    if not begun:
        begun = asked or DEMO
        begun = begun if begun in (NONE, DEMO) else FOLDER
        state.remember(BEGUN, begun)
    source = asked or (DEMO if begun == DEMO else NONE)
    loaded = bool(state.recall(LOADED))
    # A folder's first loading makes sign-ins to try it with; afterwards the book is somebody's.
    is_first_folder = begun == FOLDER and not loaded
    return Task(
        source=source,
        is_demo=source != NONE and (begun == DEMO or is_first_folder),
        has_data=source != NONE or (asked is None and loaded),
    )


def begun_with(state: StateFolder) -> str:
    """Return "none", "demo" or "folder"; empty before the first start. Older versions left other notes only."""
    loaded = state.recall(LOADED)
    inferred = DEMO if loaded == DEMO else FOLDER if loaded else NONE if state.recall(MIGRATED) else ""
    return state.recall(BEGUN) or inferred
