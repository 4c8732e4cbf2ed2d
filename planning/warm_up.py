"""What a web process does before its first request, so that its first visitor waits no longer than the others."""

from __future__ import annotations

from pathlib import Path

from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver


def warm_up() -> None:
    """
    Import what answers addresses, and compile every template: the better part of a second, else paid by a visitor.

    Raises TemplateSyntaxError where a template can't be compiled: better no server than one that fails on a page.
    """
    _patterns = get_resolver().url_patterns
    for name in template_names():
        get_template(name)


def template_names() -> list[str]:
    """Return the names of the project's own templates of pages."""
    folders = [Path(folder) for engine in engines.all() for folder in engine.dirs]
    return sorted(path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html"))
