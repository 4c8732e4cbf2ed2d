"""The revision of a site's planning inputs: bumped by the database, once per transaction, whoever writes and however.

`site.order_revision` counts the transactions that changed what a plan depends on. Deferred constraint triggers on the
input tables bump it at COMMIT, so that bulk updates and raw SQL can't be forgotten, and the hot row is locked last and
shortly. A plan covers a revision; as long as the site's is higher, somebody must plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import pgtrigger
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

# Publication writes promised dates and outlooks into tables that people edit too. It says so with this setting, and the
# triggers for revision, version and history look away: what the engine computes is no change of its own inputs.
PUBLISHING_SETTING = "lockstep.publishing"

OWN_SITE = "SELECT {row}.site_id"


class PersonChange(pgtrigger.AnyChange):
    """One of the columns changes, and it is not a publication that changes it."""

    def resolve(self, model: type[models.Model]) -> str:
        """Return the trigger's condition as SQL."""
        return f"({super().resolve(model)} AND current_setting('{PUBLISHING_SETTING}', true) IS DISTINCT FROM 'on')"


def bumps_revision(*columns: str, sites: str = OWN_SITE) -> list[pgtrigger.Trigger]:
    """
    Return the triggers that bump the revision when a row comes or goes, or a named column changes.

    `sites` is a query for the ids of the sites that depend on the row, with `{row}` for the row. A row that moves from
    one site to another bumps both.
    """
    old, new = sites.format(row="OLD"), sites.format(row="NEW")
    bump = "PERFORM company_bump_revision(site) FROM ({query} ORDER BY 1) AS depends (site);"
    return [
        pgtrigger.Trigger(
            name="revision_rows",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Delete,
            timing=pgtrigger.Deferred,
            func=(
                f"IF TG_OP = 'DELETE' THEN {bump.format(query=old)} ELSE {bump.format(query=new)} END IF;"
                " RETURN NULL;"
            ),
        ),
        pgtrigger.Trigger(
            name="revision_values",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            timing=pgtrigger.Deferred,
            condition=PersonChange(*columns),
            func=f"{bump.format(query=f'{old} UNION {new}')} RETURN NULL;",
        ),
    ]


def version_field() -> models.PositiveIntegerField[int, int]:
    """Return the column that `counts_version` counts in."""
    return models.PositiveIntegerField(_("version"), default=1, editable=False)


def counts_version(*columns: str) -> pgtrigger.Trigger:
    """Return the trigger that counts a row's `version` up when a person's column changes (optimistic lock)."""
    return pgtrigger.Trigger(
        name="version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=PersonChange(*columns),
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )


def planning_input(*columns: str, others: tuple[str, ...] = (), sites: str = OWN_SITE) -> list[pgtrigger.Trigger]:
    """Return the triggers of a table that people edit; a change of its `others` makes a version, but no revision."""
    return [*bumps_revision(*columns, sites=sites), counts_version(*columns, *others)]


_settles_later: ContextVar[bool] = ContextVar("settles_later", default=False)


@contextmanager
def settled_together() -> Iterator[None]:
    """
    Let the write functions called inside settle in one go at the end; inside a transaction.

    Else the first of them would lock the site's row, and the others wait for rows whose holders wait for the site.
    """
    before = _settles_later.set(True)
    try:
        yield
    finally:
        _settles_later.reset(before)
    settle()


@contextmanager
def never_settled() -> Iterator[None]:
    """Let the write functions called inside not settle at all: what they write is rolled back, and bumps nothing."""
    before = _settles_later.set(True)
    try:
        yield
    finally:
        _settles_later.reset(before)


def settle() -> None:
    """Fire the deferred triggers now: the last statement of a write function, so that its answer knows the revision."""
    if _settles_later.get():
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def publishing() -> None:
    """Say that the rest of this transaction is a publication: no revision, version or history comes of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [PUBLISHING_SETTING])
