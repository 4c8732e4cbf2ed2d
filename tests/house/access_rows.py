"""How each address is asked for an object; an object is one's own, somebody else's, or none at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.house.access_row import NOTHING, REFUSED, Named, Row
from tests.house.access_rows_mps import MPS_ROWS, rush


def _line(at: Named) -> dict[str, Any]:
    return {
        "line_number": 1, "item": at["code"], "site": at["site"], "quantity": 1, "requested_date": "2026-03-02",
    }  # fmt: skip


def _order(at: Named) -> dict[str, Any]:
    line = {name: value for name, value in _line(at).items() if name != "line_number"}
    return {"number": "NEW", "customer": at["customer"], "lines": [line]}


def _event(at: Named) -> dict[str, Any]:
    key = {"source_system": "ERP", "external_id": "NEW", "source_version": 1}
    return {**key, "customer": at["customer"], "lines": [_line(at)]}


def _question(at: Named) -> dict[str, Any]:
    return {"item": at["code"], "site": at["site"], "quantity": 1, "requested_date": "2026-03-02"}


def _change(at: Named) -> dict[str, Any]:
    return {"id": at["line"], "version": at["version"], "note": "seen"}


def _page_change(at: Named) -> dict[str, Any]:
    return {"changes": [{"id": at["line"], "version": at["version"], "values": {"note": "seen"}}], "why": ""}


def _report(at: Named) -> dict[str, Any]:
    return {"order_line": at["line"], "quantity": 1}


def _view(_at: Named) -> dict[str, Any]:
    return {"name": "seen", "settings": {}}


def _wish(at: Named) -> dict[str, Any]:
    return {"order_line": at["line"], "quantity": 0}


def _upload(at: Named) -> dict[str, Any]:
    # A file without the columns that it needs: one's own is refused for that, before a revision is looked at, and in
    # the one transaction of a test the sites of others are revised too.
    return {"site": at["site"], "files": [{"name": "orders.csv", "text": f"order,item\nNEW,{at['code']}\n"}]}


def _site(at: Named) -> dict[str, Any]:
    return {"site": at["site"]}


def _hold(at: Named) -> dict[str, Any]:
    line = {"item": at["code"], "quantity": 1, "requested_date": "2026-03-02"}
    return {"site": at["site"], "customer": at["customer"], "lines": [line]}


def _part() -> dict[str, Any]:
    return {"quantity": 1, "date": "2026-03-02", "rest_date": "2026-03-03", "why": "no"}


def _elsewhere() -> dict[str, Any]:
    return {"site": "nowhere", "date": "2026-03-02", "why": "no"}


V1 = "/api/v1/"
CHANGE = V1 + "change-requests/{change}/"

ROWS: Mapping[str, tuple[Row, ...]] = {
    "api:order-line-list": (
        Row("GET", V1 + "order-lines/?search={number}", elsewhere=NOTHING, by_territory=True),
        Row("PATCH", V1 + "order-lines/", lambda at: [_change(at)], by_territory=True),
    ),
    "api:order-line-detail": (
        Row("GET", V1 + "order-lines/{line}/", by_territory=True),
        Row("PATCH", V1 + "order-lines/{line}/", lambda _at: {"note": "seen"}, by_territory=True),
    ),
    "api:order-line-take-back": (
        Row("POST", V1 + "order-lines/{line}/take-back/", lambda at: {"event": at["event"]}, by_territory=True),
    ),
    "api:order-history": (Row("GET", V1 + "orders/{order}/history/", by_territory=True),),
    "api:order-events": (Row("POST", V1 + "order-events/", _event, REFUSED),),
    "api:shipment-list": (
        Row("GET", V1 + "shipments/?order={number}", elsewhere=NOTHING, by_territory=True),
        Row("POST", V1 + "shipments/", _report, by_territory=True),
    ),
    "api:shipment-detail": (Row("GET", V1 + "shipments/{shipment}/", by_territory=True),),
    "api:shipment-reverse": (Row("POST", V1 + "shipments/{shipment}/reverse/", by_territory=True),),
    "api:current-plans": (Row("GET", V1 + "plans/current/", elsewhere=""),),
    "api:stop-planning": (Row("POST", V1 + "plans/stop/", _site),),
    "api:plan-list": (Row("GET", V1 + "plans/?site={site}", elsewhere=REFUSED),),
    "api:plan-detail": (Row("GET", V1 + "plans/{plan}/"),),
    "api:plan-compare": (Row("GET", V1 + "plans/{plan}/compare/{plan}/"),),
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
    "api:scenario-take-back": (
        Row("POST", V1 + "scenarios/{scenario}/take-back/", lambda _at: {"version": 1, "why": "seen"}),
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
    "api:quote": (Row("POST", V1 + "promises/quote/", _question, REFUSED),),
    "api:promise-list": (Row("GET", V1 + "promises/?order={number}", elsewhere=NOTHING, by_territory=True),),
    "api:promise-detail": (Row("GET", V1 + "promises/{promise}/", by_territory=True),),
    "api:promise-hold": (Row("POST", V1 + "promises/hold/", _hold, REFUSED, by_territory=True),),
    "api:promise-confirm": (
        Row("POST", V1 + "promises/confirm/", lambda at: {"promises": [at["promise"]]}, by_territory=True),
    ),
    "api:promise-cancel": (
        Row("POST", V1 + "promises/cancel/", lambda at: {"promises": [at["promise"]], "why": "no"}, by_territory=True),
    ),
    "api:promise-notices": (Row("GET", V1 + "promises/notices/?site={site}", elsewhere=REFUSED),),
    # Ids of what is not the asker's are as good as none: nothing is changed, and nothing is said of them.
    "api:promise-notices-seen": (
        Row("POST", V1 + "promises/notices/seen/", lambda at: {"events": [999_999_999], "site": at["site"]}, REFUSED),
    ),
    "api:promise-summary": (Row("GET", V1 + "promises/summary/?site={site}", elsewhere=REFUSED),),
    "api:promise-reliability": (Row("GET", V1 + "promises/reliability/?site={site}", elsewhere=REFUSED),),
    "api:promise-options": (Row("GET", V1 + "promises/{promise}/options/", by_territory=True),),
    "api:promise-agree": (
        Row("POST", V1 + "promises/{promise}/agree/", lambda _at: {"date": "2026-03-02", "why": "no"},
            by_territory=True),
    ),
    "api:promise-hold-on": (
        Row("POST", V1 + "promises/{promise}/hold-on/", lambda _at: {"minutes": 1}, by_territory=True),
    ),
    "api:promise-part": (
        Row("POST", V1 + "promises/{promise}/part/", lambda _at: _part(), by_territory=True),
    ),
    "api:promise-move": (
        Row("POST", V1 + "promises/{promise}/move/", lambda _at: _elsewhere(), by_territory=True),
    ),
    "api:order-list": (
        Row("GET", V1 + "orders/?number={number}", elsewhere=NOTHING, by_territory=True),
        Row("POST", V1 + "orders/", _order, REFUSED, by_territory=True),
    ),
    "api:order-detail": (Row("GET", V1 + "orders/{order}/", by_territory=True),),
    "api:change-request-list": (
        Row("GET", V1 + "change-requests/?line={line}", elsewhere=NOTHING, by_territory=True),
    ),
    # A quantity that nobody can order: one's own is refused for that, and no worker is waited for.
    "api:preview-approval": (Row("POST", CHANGE + "preview/", by_territory=True),),
    "api:preview-change": (
        Row("POST", V1 + "change-requests/preview/", _wish, by_territory=True),
    ),
    "api:preview-rush": (Row("POST", V1 + "rush/preview/", rush, by_territory=True),),
    "api:change-request-detail": (Row("GET", CHANGE, by_territory=True),),
    "api:change-request-approve": (Row("POST", CHANGE + "approve/", by_territory=True),),
    "api:change-request-reject": (Row("POST", CHANGE + "reject/", lambda _at: {"why": "no"}, by_territory=True),),
    "api:change-request-withdraw": (Row("POST", CHANGE + "withdraw/", by_territory=True),),
    "api:item-list": (Row("GET", V1 + "items/?code={code}", elsewhere=NOTHING),),
    "api:item-detail": (Row("GET", V1 + "items/{item}/"),),
    "api:work-center-list": (Row("GET", V1 + "work-centers/?code={center_code}", elsewhere=NOTHING),),
    "api:work-center-detail": (Row("GET", V1 + "work-centers/{center}/"),),
    "api:import-list": (
        Row("GET", V1 + "imports/", elsewhere=""), Row("POST", V1 + "imports/", _upload, REFUSED),
    ),
    "api:import-detail": (Row("GET", V1 + "imports/{run}/"),),
    "api:import-undo": (Row("POST", V1 + "imports/{run}/undo/"),),
    "api:site-list": (Row("GET", V1 + "sites/", elsewhere=""),),
    "api:site-detail": (Row("GET", V1 + "sites/{site}/"),),
    "orders:orders": (Row("GET", "/orders/?site={site}"),),
    "orders:rows": (Row("GET", "/orders/rows/?site={site}"),),
    "orders:changes": (
        Row("PATCH", "/orders/changes/", _page_change, NOTHING, by_territory=True, nothing=b'"kind":"missing"'),
    ),
    "orders:views": (Row("POST", "/orders/views/?site={site}", _view),),
    "orders:saved-view": (
        Row("PATCH", "/orders/views/{view}/", _view), Row("DELETE", "/orders/views/{view}/"),
    ),
    "orders:line": (Row("GET", "/orders/lines/{line}/", by_territory=True),),
    "orders:order-of-line": (Row("GET", "/orders/lines/{line}/order/", by_territory=True),),
    "orders:order": (
        Row("GET", "/orders/{number}/", by_territory=True), Row("GET", "/orders/{order}/", by_territory=True),
    ),
    "orders:history-file": (
        Row("GET", "/orders/{number}/history.csv", by_territory=True),
        Row("GET", "/orders/{number}/history.xlsx", by_territory=True),
    ),
    "orders:moves": (Row("GET", "/orders/plans/{plan}/moves/"),),
    "orders:take-back": (
        Row("POST", "/orders/take-back/", lambda at: {"event": at["event"], "version": 1}, by_territory=True),
    ),
    "orders:approvals": (Row("GET", "/approvals/?site={site}"),),
    "orders:change-rules": (Row("GET", "/approvals/rules/?site={site}"),),
    "orders:decide": (
        Row("POST", "/approvals/{change}/comment/", lambda _at: {"why": "seen"}, by_territory=True, also="orders.view"),
    ),
    "orders:search": (
        Row("GET", "/orders/search/?q={number}", None, NOTHING, True, b'{"results": []}', also="orders.view"),
        Row("GET", "/orders/search/?q={code}", None, NOTHING, nothing=b'{"results": []}'),
    ),
    # What a sheet brings back is signed for one person, and names lines that are looked up again when they are saved
    # (tests/connectors/test_order_sheet.py): the addresses name no object.
    "order_sheet:export": (Row("POST", "/orders/sheet/export/?site={site}"),),
    "order_sheet:upload": (Row("GET", "/orders/sheet/", elsewhere=""),),
    "order_sheet:save": (Row("POST", "/orders/sheet/save/", elsewhere=""),),
    "order_sheet:undo": (Row("POST", "/orders/sheet/undo/", elsewhere=""),),
    "orders:customer-links": (
        Row("GET", "/customer-links/?customer={customer}&site={site}", by_territory=True),
        Row("POST", "/customer-links/?customer={customer}&site={site}", by_territory=True),
    ),
    "orders:customer-link-revoke": (Row("POST", "/customer-links/{link}/revoke/", by_territory=True),),
    "tables:import": (Row("GET", "/import/?site={site}"),),
    "tables:run": (Row("GET", "/import/{run}/"),),
    "tables:commit": (Row("POST", "/import/{run}/commit/"),),
    "tables:runs": (Row("GET", "/import/all/", elsewhere=""),),
    "tables:sources": (Row("GET", "/import/sources/", elsewhere=""),),
    "tables:source": (Row("GET", "/import/sources/{source}/"),),
    "tables:columns": (Row("GET", "/import/{run}/columns/"),),
    "tables:undo": (Row("GET", "/import/{run}/undo/"), Row("POST", "/import/{run}/undo/")),
    "tables:problems": (Row("GET", "/import/{run}/bad-rows.csv"),),
    "webhooks:webhooks": (Row("GET", "/webhooks/?site={site}"),),
    "webhooks:webhook": (Row("GET", "/webhooks/{hook}/"),),
    "webhooks:do": (Row("POST", "/webhooks/{hook}/test/"), Row("POST", "/webhooks/{hook}/rotate/")),
    "webhooks:again": (Row("POST", "/webhooks/deliveries/{delivery}/again/"),),
    **MPS_ROWS,
}
