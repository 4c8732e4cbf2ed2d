"""Calendars, work centres and routings on the admin site."""

from __future__ import annotations

from django.contrib import admin

from capacity.models import (
    Calendar,
    CalendarDay,
    CapacityException,
    Operation,
    OperationAlternative,
    Routing,
    Shift,
    WorkCenter,
)
from company.admin_rights import MasterData, ModelAdmin, TabularInline


class Capacity(MasterData):
    """Capacity is seen and changed by those whose role may do that."""

    view_action = "capacity.view"
    change_action = "capacity.change"


class ShiftInline(Capacity, TabularInline[Shift, Calendar]):
    """The calendar's working minutes."""

    model = Shift
    extra = 0


class CalendarDayInline(Capacity, TabularInline[CalendarDay, Calendar]):
    """The calendar's special days."""

    model = CalendarDay
    extra = 0


@admin.register(Calendar)
class CalendarAdmin(Capacity, ModelAdmin[Calendar]):
    """Calendars."""

    list_display = ("code", "name", "site", "holiday_country", "is_default")
    list_filter = ("site",)
    list_select_related = ("site",)
    readonly_fields = ("version",)
    inlines = (ShiftInline, CalendarDayInline)


class CapacityExceptionInline(Capacity, TabularInline[CapacityException, WorkCenter]):
    """Capacity lost or won."""

    model = CapacityException
    extra = 0
    readonly_fields = ("version",)


@admin.register(WorkCenter)
class WorkCenterAdmin(Capacity, ModelAdmin[WorkCenter]):
    """Work centres."""

    list_display = ("code", "name", "site", "calendar", "machines", "efficiency_share")
    list_filter = ("site",)
    list_select_related = ("site", "calendar")
    search_fields = ("code", "name")
    readonly_fields = ("version",)
    inlines = (CapacityExceptionInline,)


class OperationInline(Capacity, TabularInline[Operation, Routing]):
    """The routing's steps."""

    model = Operation
    extra = 0
    autocomplete_fields = ("work_center",)


@admin.register(Routing)
class RoutingAdmin(Capacity, ModelAdmin[Routing]):
    """Routings."""

    list_display = ("item", "site", "code", "valid_from", "valid_to")
    list_filter = ("site",)
    list_select_related = ("item", "site")
    search_fields = ("item__code",)
    autocomplete_fields = ("item",)
    readonly_fields = ("version",)
    inlines = (OperationInline,)


@admin.register(OperationAlternative)
class OperationAlternativeAdmin(Capacity, ModelAdmin[OperationAlternative]):
    """Other work centres for a step."""

    list_display = ("operation", "work_center", "rank", "factor")
    list_select_related = ("operation__routing__item", "work_center")
    search_fields = ("work_center__code", "operation__routing__item__code")
    autocomplete_fields = ("work_center",)
    raw_id_fields = ("operation",)
