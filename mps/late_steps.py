"""Which steps of ways out could be published as the site is now: what the rules of steering refuse is done by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from company.models import Site
from mps.repair_question import Piece, Way
from mps.steering import steps
from mps.steering.decide import decide
from mps.steering.known import Known, known_of


def publishable(ways: Iterable[Way], site: Site) -> tuple[Way, ...]:
    """Return the ways with the steps that could be published; an element of which one is refused keeps none."""
    known = known_of(site)
    return tuple(replace(way, pieces=tuple(_kept(way.pieces, known))) for way in ways)


def _kept(pieces: Iterable[Piece], known: Known) -> Iterable[Piece]:
    """Yield the elements of one way, each judged after those before it, as in one draft."""
    for piece in pieces:
        after = replace(known, active=list(known.active))
        if _is_refused(piece, after):
            yield replace(piece, steps=())
        else:
            known = after
            yield piece


def _is_refused(piece: Piece, known: Known) -> bool:
    try:
        return bool(decide(known, steps.read(piece.steps)).refused)
    except steps.StepsInvalid:
        return True
