"""A request of the access matrix, and what it is answered where the object is not the asker's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Named = Mapping[str, Any]  # what an object is called: ids and codes
Body = Callable[[Named], Any]
NOT_FOUND, NOTHING, REFUSED = "404", "an empty answer", "422"


@dataclass(frozen=True)
class Row:
    """
    A request for an object: `elsewhere` is what it is answered when the object is not the asker's, or is none; empty:
    it names no object. `by_territory`: for sales, an object of another territory is somebody else's. `also`: an action
    without which the object is as good as somebody else's, though the address may be asked.
    """

    method: str
    path: str
    body: Body | None = None
    elsewhere: str = NOT_FOUND
    by_territory: bool = False
    nothing: bytes = b'"count":0'
    also: str = ""

    def address(self, named: Named) -> str:
        """Return the address that names the object."""
        return self.path.format(**named)
