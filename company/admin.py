"""Sites and people on the admin site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from company import people
from company.admin_rights import MasterData, ModelAdmin, TabularInline
from company.models import Membership, Site, User

if TYPE_CHECKING:
    PeopleAdmin = UserAdmin[User]
else:
    PeopleAdmin = UserAdmin


@admin.register(Site)
class SiteAdmin(MasterData, ModelAdmin[Site]):
    """Plants."""

    list_display = ("code", "name", "time_zone", "horizon_start", "order_revision")
    search_fields = ("code", "name")
    readonly_fields = ("horizon_start", "order_revision", "revised_at", "version")

    def save_model(self, request: HttpRequest, obj: Site, form: ModelForm[Site], change: bool) -> None:
        """Save; let the demo's people into a new site, and say where nobody has a role."""
        super().save_model(request, obj, form, change)
        if not change:
            people.let_demo_users_in([obj])
        for code in people.without_people([obj.code]):
            words = _("Nobody has a role at the site %(site)s yet: only a superuser sees it.") % {"site": code}
            messages.warning(request, words)


class MembershipInline(MasterData, TabularInline[Membership, User]):
    """What a person does where."""

    model = Membership
    extra = 0
    view_action = change_action = "people.change"


@admin.register(User)
class PersonAdmin(MasterData, PeopleAdmin):
    """People. Who may do what is said by memberships alone; nobody is made a superuser here."""

    view_action = change_action = "people.change"
    inlines = (MembershipInline,)
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__role", "memberships__site")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language", "theme")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return whether this person may change that one: a superuser only by a superuser."""
        above = obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False)
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return whether this person may delete that one."""
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)
