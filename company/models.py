"""Sites, users and what they may do where."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.base import ModelBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from company.revision import bumps_revision, counts_version, version_field


def is_time_zone(name: str) -> bool:
    """Return whether the tz database has a zone of this name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return False
    return True


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that is not in the tz database."""
    if not is_time_zone(name):
        raise ValidationError(_("%(zone)s is not a time zone; write it like Europe/Berlin."), params={"zone": name})


class AtpRule(models.TextChoices):
    """How available-to-promise is counted (glossary)."""

    DISCRETE = "discrete", _("Discrete")
    CUMULATIVE = "cumulative", _("Cumulative with look-ahead")


# A plan depends on them, and only a person changes them.
SITE_RULES = (
    "time_zone", "daily_bucket_days", "weekly_until_week", "period_count", "demand_time_fence_days",
    "planning_time_fence_days", "forecast_backward_days", "forecast_forward_days", "atp_rule",
    "change_budget_lots", "change_budget_days",
)  # fmt: skip
COUNTED_BY_THE_DATABASE = frozenset({"version", "order_revision", "revised_at"})


class Site(models.Model):
    """A plant. Its `order_revision` counts the changes of everything a plan of it depends on."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    fixed_planning_date = models.DateField(
        _("fixed planning date"), null=True, blank=True, help_text=_("Only for data of the past; empty means today.")
    )
    horizon_start = models.DateField(_("horizon start"), editable=False)
    daily_bucket_days = models.PositiveSmallIntegerField(
        _("days shown one by one"), default=28, validators=[MaxValueValidator(182)]
    )
    weekly_until_week = models.PositiveSmallIntegerField(
        _("weeks shown, in all"), default=26, validators=[MaxValueValidator(52)]
    )
    period_count = models.PositiveSmallIntegerField(
        _("four-week periods after them"), default=6, validators=[MaxValueValidator(26)]
    )
    demand_time_fence_days = models.PositiveSmallIntegerField(_("demand time fence (days)"), default=0)
    planning_time_fence_days = models.PositiveSmallIntegerField(_("planning time fence (days)"), default=0)
    forecast_backward_days = models.PositiveSmallIntegerField(_("forecast consumption backward (days)"), default=7)
    forecast_forward_days = models.PositiveSmallIntegerField(_("forecast consumption forward (days)"), default=0)
    atp_rule = models.CharField(_("ATP rule"), max_length=16, choices=AtpRule.choices, default=AtpRule.CUMULATIVE)
    change_budget_lots = models.PositiveIntegerField(
        _("lots of the last plan that a plan may change"), null=True, blank=True,
        validators=[MaxValueValidator(100_000)],
        help_text=_("Empty: as many as it likes."),
    )  # fmt: skip
    change_budget_days = models.PositiveSmallIntegerField(
        _("of those due within (days)"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    version = version_field()
    order_revision = models.PositiveBigIntegerField(_("revision"), default=0, editable=False)
    revised_at = models.DateTimeField(_("revised at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["code"]
        triggers = [
            *bumps_revision("horizon_start", *SITE_RULES, sites="SELECT {row}.id"),
            counts_version("code", "name", "currency", "fixed_planning_date", *SITE_RULES),
        ]

    def __str__(self) -> str:
        return self.code

    def save(
        self, *, force_insert: bool | tuple[ModelBase, ...] = False, force_update: bool = False,
        using: str | None = None, update_fields: Iterable[str] | None = None,
    ) -> None:  # fmt: skip
        """Save with a horizon that begins on the planning date; what the database counts meanwhile stays counted."""
        if self.horizon_start is None or self.fixed_planning_date:
            self.horizon_start = self.planning_date(timezone.now())
        if update_fields is None and not force_insert and not self._state.adding:
            # Else a revision that was bumped since this row was read would be lost, and its change never planned.
            own = (field.name for field in self._meta.concrete_fields if not field.primary_key)
            update_fields = set(own) - COUNTED_BY_THE_DATABASE
        super().save(
            force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields
        )

    def planning_date(self, now: datetime) -> date:
        """Return the date from which this site plans: today in its own zone, or the fixed one."""
        return self.fixed_planning_date or now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class Role(models.TextChoices):
    """What a person does at a site; `company.access` says what that allows."""

    PLANNER = "planner", _("Planner")
    MANAGER = "manager", _("Production manager")
    SALES = "sales", _("Sales")
    FLOOR = "floor", _("Shop floor")
    ADMIN = "admin", _("Administrator")


class Theme(models.TextChoices):
    """The colours a person reads best."""

    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """A person or a machine that signs in."""

    language = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM)

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    def shown_name(self) -> str:
        """Return what others call this person: the full name, else the user name."""
        return self.get_full_name() or self.get_username()


class Membership(models.Model):
    """A person's role at a site; sales see only their territory (empty: all)."""

    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    territory = models.CharField(_("territory"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "site", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.site} · {self.role}"


class KeptAnswer(models.Model):
    """What a request with an `Idempotency-Key` was answered: who sends it again hears it again (`company.once`)."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=255)
    request_hash = models.CharField(_("hash of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    body = models.TextField(_("body"), blank=True)
    kept_at = models.DateTimeField(_("kept since"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.key}"
