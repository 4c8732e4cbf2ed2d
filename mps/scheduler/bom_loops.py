"""Bills of material that contain themselves: which lines close a loop, and along which items."""

from __future__ import annotations

from collections.abc import Iterable

_UNSEEN, _OPEN, _DONE = 0, 1, 2


def lines_that_close_a_loop(lines: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """
    Return the (parent, component) lines without which no item contains itself, each with the loop it closes.

    The loop starts and ends with the same item. Depth first in the order of the codes, so the same lines are named
    whatever the order of the records; without recursion, because a broken bill can be thousands of levels deep.
    """
    components: dict[str, list[str]] = {}
    for parent, component in sorted(set(lines)):
        components.setdefault(parent, []).append(component)
    state = dict.fromkeys(components, _UNSEEN)
    closing: dict[tuple[str, str], tuple[str, ...]] = {}
    for root in components:
        if state[root] == _UNSEEN:
            _walk(root, components, state, closing)
    return closing


def _walk(
    root: str,
    components: dict[str, list[str]],
    state: dict[str, int],
    closing: dict[tuple[str, str], tuple[str, ...]],
) -> None:
    path = [root]
    waiting = [iter(components[root])]
    state[root] = _OPEN
    while path:
        component = next(waiting[-1], None)
        if component is None:
            state[path.pop()] = _DONE
            waiting.pop()
        elif state.get(component, _DONE) == _OPEN:
            closing[path[-1], component] = (*path[path.index(component) :], component)
        elif state.get(component, _DONE) == _UNSEEN:
            state[component] = _OPEN
            path.append(component)
            waiting.append(iter(components[component]))
