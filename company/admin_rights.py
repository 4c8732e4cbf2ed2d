"""
The access table as seen by the admin site: Django's own permissions play no part.

And the lock that every form of it has: of two people at one row, the second is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from company import access
from company.admin_versions import SEEN_FIELDS, VersionedForm
from company.statements import all_rows

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give every row that counts its versions the form that looks at them."""
        super().__init__(*args, **kwargs)
        self.is_versioned = any(field.name == "version" for field in self.model._meta.concrete_fields)
        if self.is_versioned:
            self.form = VersionedForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields shown; who may only look is shown no hidden ones."""
        names = super().get_fields(request, obj)
        if not self.is_versioned or self.has_change_permission(request, obj):
            return names
        return [name for name in names if name not in SEEN_FIELDS]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a page, which knows whose page it is."""
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]  # of pages only
        form.page = obj
        return form

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the forms of the rows on somebody's page."""
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]  # of inlines only
        formset.form.page = obj
        return formset

    @all_rows("who would delete a row is told what rests on it, wherever; the database refuses it all the same")
    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what goes with the rows, and what rests on them."""
        return super().get_deleted_objects(objs, request)  # type: ignore[misc]  # of pages only

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
