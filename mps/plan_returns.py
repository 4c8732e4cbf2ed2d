"""Wishes to go back to an earlier plan, and what came of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from company.models import Site, User


class PlanReturn(models.Model):
    """
    A wish to go back to an earlier plan, and the plan that came of it: a new one, with that plan's lots where they can
    still be. Plans' ids are plain, for a return is remembered when plans are forgotten.
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    to_plan_id = models.BigIntegerField(_("back to plan"))
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    reason = models.CharField(_("reason"), max_length=200)
    plan_id = models.BigIntegerField(_("plan"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("return to a plan")
        verbose_name_plural = _("returns to plans")
        indexes = [models.Index(fields=["site", "-asked_at"], name="plan_return_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(ended_at__isnull=True), name="plan_return_one_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.to_plan_id}"
