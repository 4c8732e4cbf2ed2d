"""The access table as seen by the admin site: Django's own permissions play no part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from company import access

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, StackedInline, TabularInline

    Rights = admin.options.BaseModelAdmin[Any]
else:
    Rights = object

    class Subscriptable:
        """Says its row's type to the type checker, as Django's admin classes can't at run time."""

        def __class_getitem__(cls, _types: Any) -> type:
            """Return the class itself."""
            return cls

    class ModelAdmin(Subscriptable, admin.ModelAdmin):
        """Rows of a table."""

    class TabularInline(Subscriptable, admin.TabularInline):
        """Rows that belong to another, one a line."""

    class StackedInline(Subscriptable, admin.StackedInline):
        """Rows that belong to another, field below field."""


__all__ = ["MasterData", "ModelAdmin", "ReadOnly", "StackedInline", "TabularInline"]


class MasterData(Rights):
    """Let those see and change the rows whose role may, by the actions named here."""

    view_action = "master.view"
    change_action = "master.change"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the room is listed for this person."""
        return access.can(request.user, self.view_action)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether this person may see the rows."""
        return access.can(request.user, self.view_action)

    def has_add_permission(self, request: HttpRequest, *_parent: Any) -> bool:
        """Return whether this person may add a row."""
        return access.can(request.user, self.change_action)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether this person may change a row."""
        return access.can(request.user, self.change_action)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether this person may delete a row; the database still refuses what others rest on."""
        return access.can(request.user, self.change_action)


class ReadOnly(MasterData):
    """Let those see the rows whose role may, and nobody change them here."""

    def has_add_permission(self, request: HttpRequest, *_parent: Any) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False
