"""How the API's addresses of scenarios and of steering are asked: see access_rows."""

from __future__ import annotations

from tests.house.access_row import REFUSED, Row

V1 = "/api/v1/"

ROWS_OF_PLANS: dict[str, tuple[Row, ...]] = {
    "api:scenario-list": (
        Row("GET", V1 + "scenarios/?site={site}", elsewhere=REFUSED),
        Row("POST", V1 + "scenarios/", lambda at: {"site": at["site"], "name": "seen"}, REFUSED),
    ),
    "api:scenario-detail": (
        Row("GET", V1 + "scenarios/{scenario}/"), Row("PATCH", V1 + "scenarios/{scenario}/", lambda _at: {"name": "n"}),
    ),
    "api:scenario-plan": (Row("POST", V1 + "scenarios/{scenario}/plan/"),),
    "api:scenario-bring-up-to-date": (Row("POST", V1 + "scenarios/{scenario}/bring-up-to-date/"),),
    "api:scenario-comparison": (Row("GET", V1 + "scenarios/{scenario}/comparison/"),),
    "api:scenario-foretell-merge": (Row("GET", V1 + "scenarios/{scenario}/merge/foretell/"),),
    "api:scenario-merge": (
        Row("POST", V1 + "scenarios/{scenario}/merge/", lambda _at: {"version": 1, "why": "seen"}),
    ),
    "api:scenario-drop": (Row("POST", V1 + "scenarios/{scenario}/drop/"),),
    "api:steering-draft": (
        Row("GET", V1 + "steering/draft/?site={site}", elsewhere=REFUSED),
        Row("PUT", V1 + "steering/draft/?site={site}", lambda _at: {"steps": []}, REFUSED),
    ),
    "api:check-steering-draft": (Row("POST", V1 + "steering/draft/check/?site={site}", elsewhere=REFUSED),),
    "api:publish-steering-draft": (
        Row("POST", V1 + "steering/draft/publish/?site={site}", lambda _at: {"version": 0, "reason": "seen"}, REFUSED),
    ),
    "api:steering-publication-list": (
        Row("GET", V1 + "steering/publications/?site={site}", elsewhere=REFUSED),
    ),
    "api:steering-publication-undo": (
        Row("POST", V1 + "steering/publications/{steering}/undo/", lambda _at: {"reason": "seen"}),
    ),
}
