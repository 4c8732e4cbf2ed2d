"""
Put built scripts and styles into a page: `{% entry "orders" %}`, `{% style "lockstep" %}`, `{% icon "orders" %}`.

And write its numbers: `{{ more|floatformat:"0g"|minus }}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from company.formats import with_minus

register = template.Library()
register.filter("minus", with_minus, is_safe=True)

PAGES_FOLDER = "static/src/pages"
STYLES_FOLDER = "static/css"


@lru_cache(maxsize=4)
def read_manifest(path: Path, modified_ns: int) -> dict[str, Any]:
    """Return what the build wrote; the time of the file is part of the key, so that a new build is seen."""
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def manifest() -> dict[str, Any]:
    """Return the build's manifest. Raises ImproperlyConfigured where nothing has been built."""
    path: Path = settings.FRONT_END_MANIFEST
    try:
        return read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise ImproperlyConfigured("The browser code is not built: run `npm run build`.") from error


def chunk(name: str) -> dict[str, Any]:
    """Return the manifest's record of an input file. Raises ImproperlyConfigured where there is none."""
    try:
        record: dict[str, Any] = manifest()[name]
    except KeyError as error:
        raise ImproperlyConfigured(f"The build has no entry {name}.") from error
    return record


def imports_of(name: str, seen: set[str]) -> Iterator[dict[str, Any]]:
    """Walk through the chunks that an entry imports, each once."""
    for imported in chunk(name).get("imports", []):
        if imported not in seen:
            seen.add(imported)
            yield chunk(imported)
            yield from imports_of(imported, seen)


def nonce_of(context: Context) -> str:
    """Return the nonce of this answer's content security policy; error pages are rendered without a request."""
    request = context.get("request")
    return str(getattr(request, "csp_nonce", "")) if request is not None else ""


@register.simple_tag(takes_context=True)
def entry(context: Context, page: str) -> SafeString:
    """Emit the script of a page, the style sheets it imports, and hints for the chunks it will ask for."""
    name = f"{PAGES_FOLDER}/{page}.ts"
    main = chunk(name)
    chunks = list(imports_of(name, set()))
    sheets = [sheet for record in [*chunks, main] for sheet in record.get("css", [])]
    files = [record["file"] for record in chunks]
    styles = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(sheet),) for sheet in sheets))
    hints = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(file),) for file in files))
    script = format_html('<script type="module" src="{}" nonce="{}"></script>', static(main["file"]), nonce_of(context))
    return format_html("{}\n{}\n{}", styles, hints, script)


@register.simple_tag
def style(name: str) -> SafeString:
    """Emit a style sheet of `static/css`."""
    return format_html('<link rel="stylesheet" href="{}">', static(chunk(f"{STYLES_FOLDER}/{name}.css")["file"]))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Emit one of the strokes of `icons.html`; it is always beside a word, so it says nothing itself."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#icon-{}"></use></svg>', name)
