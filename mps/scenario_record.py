"""Scenarios: what could be, kept beside the plan that is. `mps.scenarios` writes them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from company.models import Site
from company.revision import counts_version, version_field
from mps.scenario_changes import Change, digest, from_data

LONGEST_NAME = 100
LONGEST_COMMENT = 500


class ScenarioState(models.TextChoices):
    """The life of a scenario."""

    OPEN = "open", pgettext_lazy("scenario", "Open")
    MERGED = "merged", pgettext_lazy("scenario", "Merged")
    UNDONE = "undone", pgettext_lazy("scenario", "Taken back")
    DROPPED = "dropped", pgettext_lazy("scenario", "Dropped")


class Scenario(models.Model):
    """
    Changes of a site's orders, demand, capacity and planning values that nobody has made yet, as data.

    `base_plan_id` is the earlier plan on whose inputs it is planned; None: on those of the site as it is. `asked_at`
    stands as long as somebody waits for its plan; `begun_at` while a worker is at it. `written` is what its merge wrote
    (`scenario_written`); None before it, and of one that was merged before this was kept. A merge that was taken back
    keeps who merged it, when and why beside who took it back.
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    state = models.CharField(_("state"), max_length=8, choices=ScenarioState.choices, default=ScenarioState.OPEN)
    changes = models.JSONField(_("changes"), default=list)
    from_plan_id = models.BigIntegerField(_("plan it begins from"))
    from_revision = models.PositiveBigIntegerField(_("revision it begins from"))
    base_plan_id = models.BigIntegerField(_("earlier plan that it is planned on"), null=True)
    copied_from = models.ForeignKey(
        "self", verbose_name=_("copied from"), null=True, on_delete=models.SET_NULL, related_name="copies"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    asked_at = models.DateTimeField(_("plan asked for at"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("plan asked for by"), null=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    asked_language = models.CharField(_("language of the answer"), max_length=16, blank=True)
    begun_at = models.DateTimeField(_("planning began at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("why it can't be planned"), blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ended by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    why = models.CharField(_("why"), max_length=500, blank=True)
    written = models.JSONField(_("what its merge wrote"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taken back by"), null=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_why = models.CharField(_("why it was taken back"), max_length=500, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        indexes = [
            models.Index(fields=["site", "state"], name="scenario_of_site"),
            models.Index(fields=["asked_at"], condition=models.Q(asked_at__isnull=False), name="scenario_asked"),
        ]
        triggers = [counts_version("name", "changes", "state")]

    def __str__(self) -> str:
        return self.name

    def changes_read(self) -> list[Change]:
        """Return what it changes. Raises msgspec.ValidationError where the column was written past us."""
        return from_data(self.changes)

    @property
    def digest(self) -> str:
        """What a plan of it says that it was made of."""
        return digest(self.changes_read())

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state == ScenarioState.OPEN


class ScenarioPlan(models.Model):
    """
    The plan of a scenario, with what it is compared by. There is one at most; it is made anew when things change.

    `plan_id` is the published plan that it was compared with, `revision` the site's when its inputs were read,
    `changes_digest` what of the scenario was planned. `problem_hash` is that of its problem: where the site's own
    problem has the same one, this is a plan of the site. `inputs_hash` (where it was planned on an earlier plan of the
    inputs that the site still had) is that of its problem without the last plan. `is_awaited` from the merge until the
    site is planned next, `adopted_plan_id` is the published plan that it became.
    """

    scenario = models.OneToOneField(Scenario, on_delete=models.CASCADE, primary_key=True, related_name="plan")
    plan_id = models.BigIntegerField(_("compared with plan"))
    revision = models.PositiveBigIntegerField(_("revision"))
    changes_digest = models.CharField(_("changes that were planned"), max_length=64)
    problem_hash = models.CharField(_("problem hash"), max_length=64, db_index=True)
    inputs_hash = models.CharField(
        _("hash of the inputs without the last plan"), max_length=64, blank=True, default=""
    )
    planned_at = models.DateTimeField(_("planned at"))
    seconds = models.FloatField(_("seconds"))
    may_improve = models.BooleanField(_("may still get better"))
    cost = models.JSONField(_("cost by term"))
    figures = models.JSONField(_("figures"))
    moves = models.JSONField(_("order lines that move"))
    result = models.BinaryField(_("plan"))
    made = models.JSONField(_("how it was made"), null=True)
    recipes = models.BinaryField(_("how its parts were made"), null=True)
    followed = models.BinaryField(_("plan that it was made to follow"), null=True)
    loads = models.BinaryField(_("loads"))
    is_awaited = models.BooleanField(_("to be published next"), default=False)
    adopted_plan_id = models.BigIntegerField(_("published as plan"), null=True)

    class Meta:
        verbose_name = _("plan of a scenario")
        verbose_name_plural = _("plans of scenarios")

    def __str__(self) -> str:
        return str(self.scenario_id)

    @property
    def is_forgotten(self) -> bool:
        """Whether only its figures are left, for it is old (`mps.retention`)."""
        return not self.result


class ScenarioComment(models.Model):
    """What somebody said about a scenario."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("text"), max_length=LONGEST_COMMENT)

    class Meta:
        verbose_name = _("comment on a scenario")
        verbose_name_plural = _("comments on scenarios")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
