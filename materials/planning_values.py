"""How a site plans an item: lot policy, safety stock, lead time. The one place where people's changes are written."""

from __future__ import annotations

from collections.abc import Mapping

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from company.models import Site, User
from materials.models import ItemSite

# In the order in which a form asks for them.
FIELDS = (
    "lot_policy", "lot_minimum", "lot_multiple", "lot_maximum", "period_of_supply_days", "safety_stock",
    "safety_time_days", "lead_time_days",
)  # fmt: skip


class PlanningValuesRefused(Exception):
    """The values can't be written; the message is fit for the person who asked. `field`: which of them, if one is."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def change(*, site: Site, item: str, values: Mapping[str, str], by: User, channel: str, why: str = "") -> ItemSite:
    """Set planning values (text by field of `FIELDS`) of an item (a code) at a site. Raises PlanningValuesRefused."""
    row = ItemSite.objects.select_for_update(of=("self",)).select_related("item").filter(
        site=site, item__code=item
    ).first()  # fmt: skip
    row = _with(row, item, values)
    with pghistory.context(user=by.pk, channel=channel, why=why):
        row.save(update_fields=list(values))
    return row


def check(*, site: Site, item: str, values: Mapping[str, str]) -> None:
    """Raise PlanningValuesRefused where `change` would."""
    _with(ItemSite.objects.select_related("item").filter(site=site, item__code=item).first(), item, values)


def _with(row: ItemSite | None, item: str, values: Mapping[str, str]) -> ItemSite:
    """Return the row with the values, unsaved."""
    if row is None:
        raise PlanningValuesRefused(_("The site plans no item “%(code)s”.") % {"code": item})
    if not values or not set(values) <= set(FIELDS):
        raise PlanningValuesRefused(_("Say what is to be different."))
    columns = {column.name: column for column in ItemSite._meta.fields}
    for name, text in values.items():
        try:
            setattr(row, name, columns[name].clean(text, row))
        except ValidationError as error:
            words = f"{columns[name].verbose_name}: {' '.join(error.messages)}"
            raise PlanningValuesRefused(words, name) from error
    if row.lot_maximum and row.lot_maximum < row.lot_minimum:
        raise PlanningValuesRefused(_("The lot maximum is below the lot minimum."), "lot_maximum")
    return row
