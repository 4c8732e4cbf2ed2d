"""Two people at one form: the second is told that the first was faster, and overwrites nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from company.models import User

if TYPE_CHECKING:
    Form = forms.ModelForm[Any]
else:
    Form = forms.ModelForm

SEEN_FIELDS = ("seen_version", "opened_at")


class Moment(forms.IntegerField):
    """A moment in whole seconds of Unix time that is carried along: it is no change of the row."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False."""
        return False


class VersionedForm(Form):
    """A form that saves a row only while it is the version that was opened; `page` is whose page it stands on."""

    page: ClassVar[Model | None] = None

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened_at = Moment(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Carry along which version is shown, and since when."""
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["seen_version"].required = True
            self.fields["seen_version"].initial = self.instance.version
            self.fields["opened_at"].initial = int(timezone.now().timestamp())

    def clean(self) -> dict[str, Any] | None:
        """Lock the row until it is saved. Raises ValidationError where it has another version by now."""
        values = super().clean()
        seen = self.cleaned_data.get("seen_version")
        if self.instance._state.adding or seen is None:
            return values
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk).order_by("pk")
        version = rows.select_for_update(of=("self",)).values_list("version", flat=True).first()
        if version not in (None, seen):  # None: the row is gone, which Django tells
            raise ValidationError(self.told())
        return values

    def told(self) -> str:
        """Return what the second person is told."""
        who = self.changed_by()
        if who:
            words = _("%(who)s has changed this since you opened it. Nothing was saved; open the page again.")
            return words % {"who": who}
        return _("This has been changed since you opened it. Nothing was saved; open the page again.")

    def changed_by(self) -> str:
        """Return who saved the page since it was opened here; nobody where an import or a script changed the row."""
        opened_at = self.cleaned_data.get("opened_at")
        if self.page is None or opened_at is None:
            return ""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.page), object_id=str(self.page.pk),
            action_time__gte=datetime.fromtimestamp(opened_at, UTC),
        )  # fmt: skip
        latest = entries.select_related("user").order_by("-action_time").first()
        return latest.user.shown_name() if latest and isinstance(latest.user, User) else ""
