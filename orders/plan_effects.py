"""What plans did to the lines: written by publication, without revision trigger, version or history."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from company.models import Site


class PlanEffect(models.Model):
    """
    What a plan did to the lines of its site, in numbers: written by publication, kept as long as the moves below.

    A plan covers the revisions after `revision_before` up to its own: so many transactions changed what it plans with.
    Days are calendar days, 0 or more.
    """

    plan_id = models.BigIntegerField(_("plan"), primary_key=True)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveBigIntegerField(_("revision"))
    revision_before = models.PositiveBigIntegerField(_("revision before"))
    made_at = models.DateTimeField(_("made at"))
    moved = models.PositiveIntegerField(_("lines moved"))
    most_days_later = models.PositiveIntegerField(_("days later at most"))
    most_days_earlier = models.PositiveIntegerField(_("days earlier at most"))

    class Meta:
        verbose_name = _("effect of a plan")
        verbose_name_plural = _("effects of plans")
        indexes = [models.Index(fields=["made_at"], name="plan_effect_age")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.moved}"


class OutlookMove(models.Model):
    """
    A line's planned date in a plan and in the one before it, where it moved or where a person had changed the line.

    `line_id` is a plain id: what a plan did to a line is known longer than the line. `line_version` is the version that
    the plan was made of, which is how a change finds the plan that covers it; `line_version_before` is the one of the
    plan before it (0: the line is new to plans).
    """

    line_id = models.BigIntegerField(_("order line"))
    effect = models.ForeignKey(
        PlanEffect, verbose_name=_("effect of a plan"), on_delete=models.CASCADE, related_name="moves",
        db_constraint=False,  # checking it row by row would make a publication longer
    )  # fmt: skip
    line_version = models.PositiveIntegerField(_("version of the line"))
    line_version_before = models.PositiveIntegerField(_("version of the line before"))
    planned_before = models.DateField(_("planned date before"), null=True)
    planned_date = models.DateField(_("planned date"), null=True)

    class Meta:
        verbose_name = _("moved outlook")
        verbose_name_plural = _("moved outlooks")
        constraints = [models.UniqueConstraint(fields=["line_id", "effect"], name="outlook_move_once")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.planned_before} → {self.planned_date}"
