"""What machines are answered on the unsafe addresses of scenarios and of steering: see test_statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mps.models import Scenario, SteeringPublication

Ask = Callable[[Any], Any]

MAKES = "it makes something new: there is nothing to have seen"
CHANGES_NOTHING = "it changes no record"
NO_BODY = "it takes no body"
STATE_DECIDES = "what can still be done is told by the record's own state: too late is 409"
DRAFT, CHECK, PUBLISH = (f"steering/draft/{verb}?site=S1" for verb in ("", "check/", "publish/"))


def scenario(
    world: Any, address: str, method: str = "POST", body: Any = None, version: str | None = None, state: str = "open"
) -> Any:
    """Do something with a scenario of a site without a plan."""
    made = Scenario.objects.create(site=world.line.site, name="n", state=state, from_plan_id=1, from_revision=1)
    return world.send(method, f"scenarios/{made.pk}/{address}", body, version)


def steered(world: Any, body: Any) -> Any:
    """Undo a publication at a site without a plan."""
    made = SteeringPublication.objects.create(site=world.line.site, reason="n")
    return world.send("POST", f"steering/publications/{made.pk}/undo/", body)


ANSWERS_OF_PLANS: dict[tuple[str, str], dict[int, Ask | str]] = {
    ("api:scenario-list", "POST"): {
        428: MAKES, 412: MAKES, 409: lambda at: at.send("POST", "scenarios/", {"site": "S1", "name": "n"}),
        422: lambda at: at.send("POST", "scenarios/", {"site": "S1"}),
    },
    ("api:scenario-detail", "PATCH"): {
        428: lambda at: scenario(at, "", "PATCH", {"name": "n"}),
        412: lambda at: scenario(at, "", "PATCH", {"name": "n"}, version="7"),
        409: lambda at: scenario(at, "", "PATCH", {"name": "n"}, version="1", state="dropped"),
        422: lambda at: scenario(at, "", "PATCH", {"changes": [{"kind": "none"}]}, version="1"),
    },
    ("api:scenario-plan", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: scenario(at, "plan/", state="dropped"),
        422: NO_BODY,
    },
    ("api:scenario-bring-up-to-date", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: scenario(at, "bring-up-to-date/"), 422: NO_BODY,
    },
    ("api:scenario-merge", "POST"): {
        428: "the version is a field, and is needed (422)",
        412: lambda at: scenario(at, "merge/", body={"version": 7, "why": "n"}),
        409: lambda at: scenario(at, "merge/", body={"version": 1, "why": "n"}),
        422: lambda at: scenario(at, "merge/", body={"why": "n"}),
    },
    ("api:scenario-take-back", "POST"): {
        428: "the version is a field, and is needed (422)",
        412: lambda at: scenario(at, "take-back/", body={"version": 7, "why": "n"}),
        409: lambda at: scenario(at, "take-back/", body={"version": 1, "why": "n"}),
        422: lambda at: scenario(at, "take-back/", body={"why": "n"}),
    },
    ("api:scenario-drop", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: scenario(at, "drop/", state="dropped"),
        422: lambda at: scenario(at, "drop/", body={"why": "n" * 501}),
    },
    ("api:steering-draft", "PUT"): {
        428: lambda at: at.send("PUT", DRAFT, {"steps": []}), 412: lambda at: at.send("PUT", DRAFT, {"steps": []}, "7"),
        409: "a draft is a wish: whether it can be published is said by its check and its publication",
        422: lambda at: at.send("PUT", DRAFT, {"steps": [7]}, "0"),
    },
    ("api:check-steering-draft", "POST"): {
        428: CHANGES_NOTHING, 412: CHANGES_NOTHING, 409: lambda at: at.send("POST", CHECK),
        422: lambda at: at.send("POST", CHECK, {"accepted": ["first"]}),
    },
    ("api:publish-steering-draft", "POST"): {
        428: "the version is a field, and is needed (422)",
        412: lambda at: at.send("POST", PUBLISH, {"version": 7, "reason": "n"}),
        409: lambda at: at.send("POST", PUBLISH, {"version": 0, "reason": "n"}),
        422: lambda at: at.send("POST", PUBLISH, {"reason": "n"}),
    },
    ("api:steering-publication-undo", "POST"): {
        428: STATE_DECIDES, 412: STATE_DECIDES, 409: lambda at: steered(at, {"reason": "n"}),
        422: lambda at: steered(at, {"reason": " "}),
    },
}  # fmt: skip
