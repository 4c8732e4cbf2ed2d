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
    """Return the ways with the steps that could be published; an element that a rule refuses has none, and says why."""
    known = known_of(site)
    return tuple(replace(way, pieces=tuple(_kept(way.pieces, known))) for way in ways)


def _kept(pieces: Iterable[Piece], known: Known) -> Iterable[Piece]:
    """Yield the elements of one way, each judged after those before it, as in one draft."""
    for piece in pieces:
        after = replace(known, active=list(known.active))
        if why := _refused(piece, after):
            yield replace(piece, steps=(), refused=why)
        else:
            known = after
            yield piece


def _refused(piece: Piece, known: Known) -> str:
    """Return why the steps of an element can't be published; empty where they can."""
    try:
        refused = decide(known, steps.read(piece.steps)).refused
    except steps.StepsInvalid as error:
        return str(error)
    return refused[0].text if refused else ""
