"""Work centres, the time they have, and the steps they do."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from capacity.calendars import has_holidays
from company.models import Site
from company.revision import planning_input, version_field
from materials.models import Item

MINUTES_IN_A_DAY = 1440
SITE_OF_CALENDAR = "SELECT site_id FROM capacity_calendar WHERE id = {row}.calendar_id"
SITE_OF_WORK_CENTER = "SELECT site_id FROM capacity_workcenter WHERE id = {row}.work_center_id"
SITE_OF_ROUTING = "SELECT site_id FROM capacity_routing WHERE id = {row}.routing_id"
SITE_OF_OPERATION = (
    "SELECT routing.site_id FROM capacity_operation AS operation JOIN capacity_routing AS routing"
    " ON routing.id = operation.routing_id WHERE operation.id = {row}.operation_id"
)


def validate_holiday_country(code: str) -> None:
    """Refuse a country whose holidays are not known: no plan could be made with it."""
    if not has_holidays(code):
        raise ValidationError(
            _("The holidays of “%(code)s” are not known; write a code like CN, DE or DE-BY."), params={"code": code}
        )


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Calendar(models.Model):
    """Weekly shifts, less a country's holidays, with exceptions. One calendar of a site says when the site works."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="calendars")
    code = models.CharField(_("calendar"), max_length=32)
    name = models.CharField(_("name"), max_length=200, blank=True)
    holiday_country = models.CharField(
        _("holidays of"), max_length=8, blank=True, validators=[validate_holiday_country],
        help_text=_("ISO code, like CN or DE."),
    )  # fmt: skip
    is_default = models.BooleanField(_("calendar of the site"), default=False)
    version = version_field()

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="calendar_once"),
            models.UniqueConstraint(fields=["site"], condition=Q(is_default=True), name="calendar_one_default"),
        ]
        triggers = planning_input("site", "holiday_country", "is_default", others=("code", "name"))

    def __str__(self) -> str:
        return self.code


class Shift(models.Model):
    """Working minutes of a weekday, breaks excluded."""

    calendar = models.ForeignKey(Calendar, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    number = models.PositiveSmallIntegerField(_("shift"), default=1)
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MaxValueValidator(MINUTES_IN_A_DAY)])
    version = version_field()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["weekday", "number"]
        constraints = [models.UniqueConstraint(fields=["calendar", "weekday", "number"], name="shift_once")]
        triggers = planning_input(
            "calendar", "weekday", "minutes", others=("number", "starts_at"), sites=SITE_OF_CALENDAR
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.number}"


class CalendarDay(models.Model):
    """A date that differs: a works holiday (0 minutes), or a make-up working day."""

    calendar = models.ForeignKey(Calendar, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=0, validators=[MaxValueValidator(MINUTES_IN_A_DAY)]
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]
        triggers = planning_input("calendar", "day", "minutes", others=("reason",), sites=SITE_OF_CALENDAR)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class WorkCenter(models.Model):
    """Machines or people that do the same work; available minutes = calendar × machines × efficiency."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="work_centers")
    code = models.CharField(_("work centre"), max_length=32)
    name = models.CharField(_("name"), max_length=200, blank=True)
    calendar = models.ForeignKey(
        Calendar, verbose_name=_("calendar"), on_delete=models.PROTECT, related_name="work_centers"
    )
    machines = models.PositiveSmallIntegerField(_("machines"), default=1)
    efficiency_share = models.DecimalField(
        _("efficiency"),
        max_digits=5,
        decimal_places=4,
        default=1,
        validators=[MinValueValidator(0)],
        help_text=_("1 means 100 %."),
    )
    overtime_minutes_per_week = models.PositiveIntegerField(_("overtime a week at most (minutes)"), default=0)
    overtime_cost_per_hour = models.DecimalField(
        _("overtime cost per hour"), max_digits=12, decimal_places=4, default=0
    )
    cost_per_hour = models.DecimalField(_("cost per hour"), max_digits=12, decimal_places=4, default=0)
    version = version_field()

    class Meta:
        verbose_name = _("work centre")
        verbose_name_plural = _("work centres")
        ordering = ["site", "code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="work_center_once")]
        triggers = planning_input(
            "site", "code", "calendar", "machines", "efficiency_share", "overtime_minutes_per_week",
            "overtime_cost_per_hour",
            others=("name", "cost_per_hour"),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.code


class CapacityException(models.Model):
    """Capacity lost or won from a date to a date."""

    class Kind(models.TextChoices):
        """Downtime takes minutes a day away; a shift and overtime add them."""

        DOWNTIME = "downtime", _("Downtime")
        OVERTIME = "overtime", _("Overtime")
        SHIFT = "shift", _("Extra shift")

    work_center = models.ForeignKey(
        WorkCenter, verbose_name=_("work centre"), on_delete=models.CASCADE, related_name="capacity_exceptions"
    )
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"))
    minutes_per_day = models.PositiveIntegerField(_("minutes a day"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("capacity exception")
        verbose_name_plural = _("capacity exceptions")
        constraints = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="capacity_exception_from_to"),
            models.UniqueConstraint(
                fields=["work_center", "from_date", "to_date", "kind"], name="capacity_exception_once"
            ),
        ]
        triggers = planning_input(
            "work_center", "from_date", "to_date", "minutes_per_day", "kind",
            others=("reason",), sites=SITE_OF_WORK_CENTER,
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.work_center} {self.get_kind_display()} {self.from_date:%Y-%m-%d}"


class Routing(models.Model):
    """How an item is made at a site, from a date to a date."""

    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="routings")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="routings")
    code = models.CharField(_("routing"), max_length=32, default="1")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    version = version_field()

    class Meta:
        verbose_name = _("routing")
        verbose_name_plural = _("routings")
        constraints = [models.UniqueConstraint(fields=["item", "site", "code"], name="routing_once")]
        triggers = planning_input("item", "site", "code", "valid_from", "valid_to")

    def __str__(self) -> str:
        return f"{self.item} {self.code}"


class Operation(models.Model):
    """A step of a routing."""

    routing = models.ForeignKey(Routing, verbose_name=_("routing"), on_delete=models.CASCADE, related_name="operations")
    step = models.PositiveIntegerField(_("step"))
    work_center = models.ForeignKey(
        WorkCenter, verbose_name=_("work centre"), on_delete=models.PROTECT, related_name="operations"
    )
    setup_minutes = models.DecimalField(
        _("set-up minutes"), max_digits=12, decimal_places=4, default=0, validators=[MinValueValidator(0)]
    )
    run_minutes_per_unit = models.DecimalField(
        _("run minutes per unit"), max_digits=12, decimal_places=4, validators=[MinValueValidator(0)]
    )
    offset_days = models.PositiveSmallIntegerField(_("offset (days)"), default=0)
    yield_share = models.DecimalField(
        _("yield"), max_digits=6, decimal_places=5, default=1, validators=[MinValueValidator(0)]
    )
    version = version_field()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["step"]
        constraints = [models.UniqueConstraint(fields=["routing", "step"], name="operation_once")]
        triggers = planning_input(
            "routing", "step", "work_center", "setup_minutes", "run_minutes_per_unit", "offset_days", "yield_share",
            sites=SITE_OF_ROUTING,
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.routing} · {self.step}"


class OperationAlternative(models.Model):
    """Another work centre that can do the step, slower or faster by a factor."""

    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), on_delete=models.CASCADE, related_name="alternatives"
    )
    work_center = models.ForeignKey(
        WorkCenter, verbose_name=_("work centre"), on_delete=models.PROTECT, related_name="alternative_operations"
    )
    rank = models.PositiveSmallIntegerField(_("rank"), default=2)
    factor = models.DecimalField(_("time factor"), max_digits=6, decimal_places=3, default=1)
    version = version_field()

    class Meta:
        verbose_name = _("alternative work centre")
        verbose_name_plural = _("alternative work centres")
        constraints = [models.UniqueConstraint(fields=["operation", "work_center"], name="operation_alternative_once")]
        triggers = planning_input("operation", "work_center", "rank", "factor", sites=SITE_OF_OPERATION)

    def __str__(self) -> str:
        return f"{self.operation} → {self.work_center}"
