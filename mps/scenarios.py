"""What people do with scenarios: make, change, plan, discuss, duplicate and drop them. `mps.scenario_merge` merges."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial

from celery import signature
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from company import access
from company.models import Site, User
from mps import returning
from mps.models import Plan, Scenario, ScenarioComment, SitePlanning
from mps.scenario_changes import MOST_CHANGES, Change, to_data
from mps.scenario_record import LONGEST_COMMENT, LONGEST_NAME, ScenarioState

logger = logging.getLogger(__name__)

ACTION = "plan.steer"
TASK = "mps.plan_scenario"
MESSAGE_EXPIRES_SECONDS = 30


class ScenarioRefused(Exception):
    """It can't be done; the message is fit for the person who asked. `fields`: what is wrong with which of them."""

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


def about(field: str, message: str) -> ScenarioRefused:
    """Return the refusal of what stands in one field of a form."""
    return ScenarioRefused(message, fields={field: message})


def visible_to(by: access.Person) -> QuerySet[Scenario]:
    """Return the scenarios of the sites whose plan a person steers; beyond them there are none (404, not 403)."""
    return Scenario.objects.filter(site__in=access.sites_for(by, ACTION))


@transaction.atomic
def create(
    *, site: Site, name: str, by: User, changes: Sequence[Change] = (), plan_id: int | None = None
) -> Scenario:
    """
    Begin a scenario from the site's current plan, or from an earlier one that is kept in full (`plan_id`).

    Raises ScenarioRefused.
    """
    current = _current_plan(site)
    plan = current if plan_id is None or plan_id == current.pk else _kept(site, plan_id)
    scenario = Scenario.objects.create(
        site=site, name=_named(name), changes=to_data(changes), from_plan_id=plan.pk, from_revision=plan.revision,
        base_plan_id=None if plan == current else plan.pk, created_by=by,
    )  # fmt: skip
    if changes:
        _ask(scenario, by)
    return scenario


@transaction.atomic
def rename(*, scenario_id: int, version: int, name: str, by: User) -> Scenario:
    """Give a scenario another name. Raises ScenarioRefused, Scenario.DoesNotExist for one that `by` can't see."""
    scenario = open_one(scenario_id, by, version)
    scenario.name = _named(name)
    scenario.save(update_fields=["name"])
    return scenario


@transaction.atomic
def change(*, scenario_id: int, version: int, changes: Sequence[Change], by: User) -> Scenario:
    """Let a scenario change this instead of what it did, and ask for its plan. Raises like `rename`."""
    scenario = open_one(scenario_id, by, version)
    if len(changes) > MOST_CHANGES:
        raise ScenarioRefused(_("A scenario has at most %(most)d changes.") % {"most": MOST_CHANGES})
    scenario.changes = to_data(changes)
    scenario.save(update_fields=["changes"])
    _ask(scenario, by)
    return scenario


@transaction.atomic
def bring_up_to_date(*, scenario_id: int, by: User) -> Scenario:
    """Let a scenario of an earlier plan go on from the site as it is, and ask for its plan. Raises like `rename`."""
    scenario = open_one(scenario_id, by)
    current = _current_plan(scenario.site)
    scenario.base_plan_id, scenario.from_plan_id, scenario.from_revision = None, current.pk, current.revision
    scenario.save(update_fields=["base_plan_id", "from_plan_id", "from_revision"])
    _ask(scenario, by)
    return scenario


@transaction.atomic
def ask(*, scenario_id: int, by: User) -> Scenario:
    """Ask for the plan of a scenario, also where it has one: the plan that it was compared with may have moved on."""
    scenario = open_one(scenario_id, by)
    _ask(scenario, by)
    return scenario


@transaction.atomic
def duplicate(*, scenario_id: int, name: str, by: User) -> Scenario:
    """Begin a scenario with the changes of another, whatever became of that. Raises like `rename`."""
    other = visible_to(by).get(pk=scenario_id)
    copy = create(
        site=other.site, name=name or _copied(other.name), by=by, changes=other.changes_read(),
        plan_id=other.base_plan_id if other.is_open else None,
    )  # fmt: skip
    copy.copied_from = other
    copy.save(update_fields=["copied_from"])
    return copy


@transaction.atomic
def drop(*, scenario_id: int, why: str, by: User) -> Scenario:
    """Give a scenario up: it stays to be read, and can be duplicated. Raises like `rename`."""
    scenario = open_one(scenario_id, by)
    scenario.state, scenario.why = ScenarioState.DROPPED, why.strip()[:LONGEST_COMMENT]
    scenario.ended_by, scenario.ended_at, scenario.asked_at = by, timezone.now(), None
    scenario.save(update_fields=["state", "why", "ended_by", "ended_at", "asked_at"])
    return scenario


@transaction.atomic
def comment(*, scenario_id: int, text: str, by: User) -> ScenarioComment:
    """Say something about a scenario, also about one that is over. Raises like `rename`."""
    scenario = visible_to(by).get(pk=scenario_id)
    if not text.strip():
        raise about("text", _("Write your comment first."))
    return ScenarioComment.objects.create(scenario=scenario, by=by, text=text.strip()[:LONGEST_COMMENT])


def open_one(scenario_id: int, by: User, version: int | None = None) -> Scenario:
    """Return a scenario, locked, that can be changed; at that version, where one is given. Raises like `rename`."""
    found = _locked(scenario_id, by)
    if not found.is_open:
        raise ScenarioRefused(_("The scenario is over: %(state)s.") % {"state": found.get_state_display()})
    _need_version(found, version)
    return found


def merged_one(scenario_id: int, by: User, version: int) -> Scenario:
    """Return a scenario, locked, that is merged; at that version. Raises like `rename`."""
    found = _locked(scenario_id, by)
    if found.state != ScenarioState.MERGED:
        raise ScenarioRefused(_("Only what is merged can be taken back. It is: %(state)s.") % {
            "state": found.get_state_display()
        })  # fmt: skip
    _need_version(found, version)
    return found


def _locked(scenario_id: int, by: User) -> Scenario:
    return visible_to(by).select_related("site").select_for_update(of=("self",)).get(pk=scenario_id)


def _need_version(found: Scenario, version: int | None) -> None:
    if version is not None and version != found.version:
        raise ScenarioRefused(_("Somebody has changed the scenario meanwhile. Look at it again."))


def _current_plan(site: Site) -> Plan:
    planning = SitePlanning.objects.select_related("current_plan").filter(site=site).first()
    if planning is None or planning.current_plan is None:
        raise ScenarioRefused(_("The site has no plan yet."))
    return planning.current_plan


def _kept(site: Site, plan_id: int) -> Plan:
    plan = Plan.objects.filter(site=site, pk=plan_id).first()
    if plan is None:
        raise ScenarioRefused(_("The site has no such plan."))
    if not returning.in_full(plan.pk):
        words = _("Plan %(revision)s.%(sequence)s is no longer kept in full: no scenario can begin from it.")
        raise ScenarioRefused(words % {"revision": plan.revision, "sequence": plan.sequence})
    return plan


def _ask(scenario: Scenario, by: User) -> None:
    scenario.asked_at, scenario.asked_by, scenario.attempts = timezone.now(), by, 0
    scenario.asked_language, scenario.problem = get_language() or "", ""
    scenario.save(update_fields=["asked_at", "asked_by", "attempts", "asked_language", "problem"])
    transaction.on_commit(partial(send, scenario.pk), robust=True)


def send(scenario_id: int) -> None:
    """Ask a worker. Losing the message is harmless: beat looks for scenarios that wait, too."""
    try:
        signature(TASK, args=(scenario_id,), immutable=True).apply_async(retry=False, expires=MESSAGE_EXPIRES_SECONDS)
    except BrokerError as error:
        logger.warning("the queue was not reached; the scenario is planned when it is: %s", error)


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    if not name:
        raise about("name", _("Give the scenario a name."))
    return name


def _copied(name: str) -> str:
    return _("Copy of %(name)s") % {"name": name}
