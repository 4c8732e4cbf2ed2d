"""Plans and the runs that make them. A plan is immutable; which one is current is kept in `SitePlanning`."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from company.models import Site, User
from materials.models import Item
from mps.plan_returns import PlanReturn as PlanReturn  # one of the models
from mps.plan_rows import ItemRows, LoadRows, Lot, Stored
from mps.scenario_record import Scenario as Scenario  # Django looks for models here
from mps.scenario_record import ScenarioComment as ScenarioComment
from mps.scenario_record import ScenarioPlan as ScenarioPlan
from mps.steering_record import Steering as Steering  # Django looks for models here
from mps.steering_record import SteeringDraft as SteeringDraft
from mps.steering_record import SteeringKind as SteeringKind
from mps.steering_record import SteeringPublication as SteeringPublication


def view_of_plan(name: str) -> models.ForeignKey[Plan, Plan]:
    """Return a view's reference to the plan."""
    return models.ForeignKey(
        "mps.Plan", verbose_name=_("plan"), on_delete=models.DO_NOTHING, db_constraint=False, related_name=name
    )


class RunOutcome(models.TextChoices):
    """How a run ended; the first five publish a plan. Stopped: by what wanted the worker more, else by a person."""

    OPTIMAL = "optimal", _("Optimal")
    FEASIBLE = "feasible", _("Good")
    TIME_LIMIT = "time_limit", _("Time limit")
    STOPPED = "stopped", _("Stopped")
    STOPPED_BY_PERSON = "stopped_by_hand", _("Stopped by a person")
    RUNNING = "running", _("Running")
    FAILED = "failed", _("Failed")
    SUPERSEDED = "superseded", _("Superseded")


class Plan(models.Model):
    """A published plan of a site: what it covers, what it cost, and the hash of the problem that it was made of."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="plans")
    revision = models.PositiveBigIntegerField(_("revision"))
    sequence = models.PositiveIntegerField(_("sequence"), default=1)
    created_at = models.DateTimeField(_("created at"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=RunOutcome.choices)
    engine_version = models.CharField(_("engine version"), max_length=32)
    seed = models.BigIntegerField(_("seed"))
    steps = models.BigIntegerField(_("steps"))
    seconds = models.FloatField(_("seconds"))
    cost = models.JSONField(_("cost by term"))
    bound = models.FloatField(_("bound"))
    kpis = models.JSONField(_("KPIs"))
    refused = models.JSONField(_("records left out"), default=list)
    problem_hash = models.CharField(_("problem hash"), max_length=64)
    # Of each part of the result (`scheduler.fingerprint`): by these it is told whether the plan was made again.
    digests = models.JSONField(_("digests of the result"), default=dict)
    bucket_starts = ArrayField(models.DateField(), verbose_name=_("buckets"))
    horizon_end = models.DateField(_("horizon end"))

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [models.UniqueConstraint(fields=["site", "revision", "sequence"], name="plan_once")]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.site} {self.revision}.{self.sequence}"


class PlanDetail(models.Model):
    """
    The bulky part of a plan, kept as long as the retention setting says.

    `problem` is what the plan can be made again from: half a megabyte for 20,000 order lines, so not every plan's.
    `lot_minutes` is what the next plan begins from, where it would break a promise that this one keeps. `made` says by
    what and how the plan was made (`publish.making.Made`); how each part was made is in `StoredRecipe`. `followed` is
    the last plan that it was made to follow, where that is not the one in its problem: a scenario showed it.
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, primary_key=True, related_name="detail")
    promise_basis = models.BinaryField(_("promise basis"))
    pegging = models.BinaryField(_("pegging"))
    problem = models.BinaryField(_("problem"))
    lot_minutes = models.BinaryField(_("minutes of lots"), null=True)
    made = models.JSONField(_("how it was made"), null=True)
    followed = models.BinaryField(_("plan that it was made to follow"), null=True)

    class Meta:
        verbose_name = _("plan detail")
        verbose_name_plural = _("plan details")

    def __str__(self) -> str:
        return str(self.plan_id)


class StoredItem(Stored, ItemRows):
    """An item's rows, stored once for the plans that share them."""

    class Meta:
        verbose_name = _("item of a plan")
        verbose_name_plural = _("items of plans")
        constraints = [models.UniqueConstraint(fields=["site", "until_plan_id", "item"], name="plan_item_once")]


class PlanItem(ItemRows):
    """An item's rows of a plan."""

    plan = view_of_plan("plan_items")

    class Meta:
        managed = False
        verbose_name = _("item of a plan")
        verbose_name_plural = _("items of plans")

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.item_id}"


class StoredLoad(Stored, LoadRows):
    """A work centre's load, stored once for the plans that share it."""

    class Meta:
        verbose_name = _("load of a plan")
        verbose_name_plural = _("loads of plans")
        constraints = [models.UniqueConstraint(fields=["site", "until_plan_id", "work_center"], name="plan_load_once")]


class PlanLoad(LoadRows):
    """A work centre's load in a plan."""

    plan = view_of_plan("plan_loads")

    class Meta:
        managed = False
        verbose_name = _("load of a plan")
        verbose_name_plural = _("loads of plans")

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.work_center_id}"


class StoredLot(Stored, Lot):
    """A lot, stored once for the plans in which it is the same."""

    class Meta:
        verbose_name = _("planned order")
        verbose_name_plural = _("planned orders")
        constraints = [models.UniqueConstraint(fields=["site", "until_plan_id", "lot_key"], name="planned_order_once")]


class PlannedOrder(Lot):
    """A lot of a plan."""

    plan = view_of_plan("planned_orders")

    class Meta:
        managed = False
        verbose_name = _("planned order")
        verbose_name_plural = _("planned orders")

    def __str__(self) -> str:
        return self.lot_key


class StoredRecipe(Stored):
    """How a part of a plan was made, stored once for the plans in which it is the same; `scheduler.recipe`."""

    part = models.CharField(_("part"), max_length=64)
    recipe = models.BinaryField(_("recipe"))

    class Meta:
        verbose_name = _("how a part was made")
        verbose_name_plural = _("how parts were made")
        constraints = [models.UniqueConstraint(fields=["site", "until_plan_id", "part"], name="recipe_once")]


class ExceptionMessage(models.Model):
    """Something in a plan that a person should look at: a code and numbers; `mps.wording` makes the sentence."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="exception_messages")
    code = models.CharField(_("code"), max_length=32)
    item = models.ForeignKey(
        Item, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name=_("item")
    )
    line_id = models.BigIntegerField(_("order line"), null=True)
    numbers = models.JSONField(_("numbers"))
    cause_group = models.CharField(_("cause"), max_length=64, blank=True)
    money = models.FloatField(_("money"), default=0)

    class Meta:
        verbose_name = _("exception message")
        verbose_name_plural = _("exception messages")
        indexes = [models.Index(fields=["plan", "code"], name="exception_message_code")]

    def __str__(self) -> str:
        return self.code


class PlanSeen(models.Model):
    """The plan of a site up to which a person has looked at what changed; a plain id, for plans' bulk is forgotten."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    plan_id = models.BigIntegerField(_("plan"))
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("plan looked at")
        verbose_name_plural = _("plans looked at")
        constraints = [models.UniqueConstraint(fields=["user", "site"], name="plan_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.plan_id}"


class SitePlanning(models.Model):
    """Where a site's planning stands: the revision that is planned, the current plan, and who is at it."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, primary_key=True, related_name="planning")
    planned_revision = models.PositiveBigIntegerField(_("planned revision"), default=0)
    planned_sequence = models.PositiveIntegerField(_("sequence"), default=0)
    current_plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True)
    # Counted up by each promise: whoever has it up is the only one who promises until the commit (mps.promising).
    promise_turn = models.PositiveBigIntegerField(_("turn of promises"), default=0)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    lease_pid = models.IntegerField(_("backend of the lease"), null=True)
    lease_beat_at = models.DateTimeField(_("last sign of life"), null=True)
    stop_requested = models.BooleanField(_("stop requested"), default=False)

    class Meta:
        verbose_name = _("planning of a site")
        verbose_name_plural = _("planning of sites")

    def __str__(self) -> str:
        return f"{self.site_id}: {self.planned_revision}"


class PlanningRun(models.Model):
    """One attempt to plan a site, and how long each step took."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="planning_runs")
    asked_revision = models.PositiveBigIntegerField(_("asked revision"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=RunOutcome.choices, default=RunOutcome.RUNNING)
    attempt = models.PositiveIntegerField(_("attempt"), default=1)
    seconds_by_step = models.JSONField(_("seconds by step"), default=dict)
    bound = models.FloatField(_("bound"), null=True)
    error = models.TextField(_("error"), blank=True)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("planning run")
        verbose_name_plural = _("planning runs")
        indexes = [models.Index(fields=["site", "-started_at"], name="planning_run_latest")]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.asked_revision} {self.outcome}"


class Heartbeat(models.Model):
    """A process's last sign of life."""

    process = models.CharField(_("process"), max_length=32, primary_key=True)
    beat_at = models.DateTimeField(_("last sign of life"))
    pid = models.IntegerField(_("process id"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.process
