"""Sources: how a layout of a site's is read, remembered under a name and found again by its headings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from company.models import Site, User
from connectors.tables.cells import folded
from connectors.tables.grids import Grid
from connectors.tables.mapping.column_map import ColumnMap, from_json
from connectors.tables.models import ImportSource


class NameTaken(Exception):
    """Another source of the site has this name."""


def hash_of(headings: Iterable[str]) -> str:
    """Return what tells one set of headings from another, whatever their order and case."""
    return hashlib.sha256("\n".join(sorted(map(folded, headings))).encode()).hexdigest()


@transaction.atomic
def remember(*, site: Site | None, name: str, headings: tuple[str, ...], how: ColumnMap, by: User) -> ImportSource:
    """
    Keep how files with these headings are read at a site; what was kept for them, or under this name, is replaced.

    Raises ValueError for a map that leaves the file alone, or without a name.
    """
    if how.table is None or not name:
        raise ValueError("a source has a name and a table")
    same = ImportSource.objects.select_for_update().filter(site=site)
    kept = same.filter(headings_hash=hash_of(headings)).first() or same.filter(name=name).first()
    if kept is not None:
        same.filter(name=name).exclude(pk=kept.pk).delete()
    source = kept or ImportSource(site=site)
    source.name, source.headings, source.headings_hash = name, list(headings), hash_of(headings)
    source.table, source.columns, source.changed_by = how.table.name, replace(how, source=name).as_json(), by
    source.save()
    return source


def rename(source: ImportSource, name: str) -> None:
    """Give a source another name. Raises NameTaken."""
    if ImportSource.objects.filter(site=source.site, name=name).exclude(pk=source.pk).exists():
        raise NameTaken
    source.name = name
    source.save(update_fields=["name", "changed_at"])


def map_of(source: ImportSource) -> ColumnMap:
    """Return how a source's files are read."""
    return replace(from_json(source.columns), source=source.name)


class Remembered:
    """
    Knows how files are read: as was chosen for this upload, else as `source` says, else as a source of the site with
    the same headings does.
    """

    def __init__(
        self, *, site: Site | None, source: ImportSource | None = None, chosen: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.site, self.source = site, source
        self.chosen = {file: from_json(stored) for file, stored in chosen.items()}

    def __call__(self, grid: Grid) -> ColumnMap | None:
        """Return how a file is read; None where nobody has said so."""
        if grid.file in self.chosen:
            return self.chosen[grid.file]
        headings = grid.headings()
        named = self.source if self.source is not None and fits(self.source, headings) else None
        source = named or ImportSource.objects.filter(site=self.site, headings_hash=hash_of(headings)).first()
        if source is None:
            return None
        return map_of(source)


def note_use(site: Site | None, names: Iterable[str]) -> None:
    """Note that the sources of these names were used now."""
    ImportSource.objects.filter(site=site, name__in=list(names)).update(used_at=timezone.now())


def fits(source: ImportSource, headings: Iterable[str]) -> bool:
    """Say whether a file has a heading that the source reads."""
    return bool(set(map_of(source).columns.values()) & set(headings))
