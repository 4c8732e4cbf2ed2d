"""How each page of the plan, and what it fetches, is asked for an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.house.access_row import NOTHING, Named, Row


def rush(at: Named) -> dict[str, Any]:
    wish = {"item": at["code"], "site": at["site"], "quantity": 0, "requested_date": "2026-03-02"}
    return {**wish, "customer": at["customer"]}


def _many(at: Named) -> dict[str, Any]:
    return {"rows": [{"item": at["code"], "quantity": "1", "wanted": ""}]}


MPS_ROWS: Mapping[str, tuple[Row, ...]] = {
    "mps:master-schedule": (Row("GET", "/master-schedule/?site={site}"),),
    "mps:rows": (Row("GET", "/master-schedule/rows/?site={site}"),),
    "mps:cell": (
        Row("GET", "/master-schedule/cell/?plan={plan}&item={item}&first=2026-01-05&last=2026-01-11&site={site}"),
    ),
    # Replacing the draft needs another action than reading it: tests/mps/test_steering.py.
    "mps:draft": (Row("GET", "/master-schedule/draft/?site={site}"),),
    "mps:draft-check": (Row("POST", "/master-schedule/draft/check/?site={site}"),),
    "mps:draft-publish": (
        Row("POST", "/master-schedule/draft/publish/?site={site}", lambda _at: {"version": 0, "reason": "seen"}),
    ),
    "mps:steering-undo": (
        Row("POST", "/master-schedule/steering/{steering}/undo/?site={site}", lambda _at: {"reason": "seen"}),
    ),
    "mps:load-cell": (
        Row("GET", "/master-schedule/load/?plan={plan}&center={center}&first=2026-01-05&last=2026-01-11&site={site}"),
    ),
    "mps:lot": (Row("GET", "/master-schedule/lot/?plan={plan}&lot={lot}&site={site}"),),
    "mps:late": (Row("GET", "/late/{line}/", by_territory=True),),
    "mps:ways-out": (Row("GET", "/late/{line}/ways-out/", by_territory=True),),
    "mps:asking": (Row("POST", "/late/asking/0123456789abcdef/waits/", elsewhere=""),),
    "mps:asking-no-more": (Row("POST", "/late/asking/0123456789abcdef/leaves/", elsewhere=""),),
    "mps:overview": (Row("GET", "/overview/?site={site}"),),
    "mps:overview-file": (Row("GET", "/overview/figures.csv?site={site}"),),
    "mps:wallboard": (Row("GET", "/overview/wallboard/?site={site}"),),
    "mps:needs": (Row("GET", "/needs/?site={site}"),),
    "mps:needs-count": (Row("GET", "/needs/count/?site={site}"),),
    "mps:load": (Row("GET", "/load/?site={site}"),),
    "mps:load-move": (Row("GET", "/load/move/?site={site}&center={center_code}&from=2026-01-05&to=2026-01-12"),),
    "mps:load-file": (Row("GET", "/load/file/?site={site}"),),
    "mps:load-hours": (Row("GET", "/load/hours/?site={site}"),),
    "mps:gantt": (Row("GET", "/gantt/?site={site}"),),
    "mps:gantt-bars": (Row("GET", "/gantt/bars/?site={site}"),),
    "mps:gantt-level": (
        Row("GET", "/gantt/level/?site={site}&center={center_code}&from=2026-01-05&to=2026-02-01&percent=80"),
    ),
    "mps:gantt-chain": (Row("GET", "/gantt/chain/?plan={plan}&lot={lot}&site={site}"),),
    "mps:plans": (Row("GET", "/plans/?site={site}"),),
    "mps:calm": (Row("GET", "/plans/calm/?site={site}"),),
    "mps:calm-set": (Row("POST", "/plans/calm/set/?site={site}"),),
    "mps:compare": (Row("GET", "/plans/compare/?from={plan}&to={plan}&site={site}"),),
    "mps:go-back": (Row("POST", "/plans/{plan}/go-back/?site={site}"),),
    "mps:plan-seen": (Row("POST", "/plans/{plan}/seen/?site={site}"),),
    "mps:scenarios": (Row("GET", "/scenarios/?site={site}"),),
    "mps:scenario-new": (Row("POST", "/scenarios/new/?site={site}"),),
    "mps:scenario-compare": (Row("GET", "/scenarios/compare/?with={scenario}&site={site}"),),
    "mps:scenario": (Row("GET", "/scenarios/{scenario}/"),),
    "mps:scenario-state": (Row("GET", "/scenarios/{scenario}/state/"),),
    "mps:scenario-merge": (Row("GET", "/scenarios/{scenario}/merge/"),),
    "mps:scenario-do": (Row("POST", "/scenarios/{scenario}/do/plan/"),),
    "mps:promise": (Row("GET", "/promise/?site={site}"),),
    "mps:held": (
        Row("GET", "/promise/held/?ids={promise}", None, NOTHING, by_territory=True, nothing=b'"orders": []'),
    ),
    "mps:many": (Row("GET", "/promise/many/?site={site}"),),
    "mps:many-answers": (Row("POST", "/promise/many/answers/?site={site}", _many),),
    "mps:many-file": (Row("POST", "/promise/many/file/?site={site}"),),
    "mps:other-ways": (Row("GET", "/promise/other-ways/?site={site}&item={code}&quantity=1"),),
    "mps:my-promises": (Row("GET", "/promises/mine/?site={site}"),),
    "mps:calibration": (Row("GET", "/promises/calibration/?site={site}"),),
    "mps:quote": (Row("GET", "/promise/quote/?site={site}&item={code}&quantity=1"),),
    "mps:rush": (Row("GET", "/rush/?site={site}"),),
    "mps:rush-enter": (Row("POST", "/rush/enter/", rush, by_territory=True),),
    "mps:standing": (Row("GET", "/standing/?site={site}"),),
    "mps:events": (Row("GET", "/events/", elsewhere=""),),
}
