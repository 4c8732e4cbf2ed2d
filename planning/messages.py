"""Every text that a person may read, found in the source: what must stand in the catalogues. Needs no gettext tools."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
ROOMS = ("planning", "company", "materials", "capacity", "orders", "mps", "connectors", "benchmarks")
DOMAINS = ("django", "djangojs")

PLURAL = (1, 2)
IN_CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": PLURAL, "ngettext_lazy": PLURAL, "pgettext": IN_CONTEXT, "pgettext_lazy": IN_CONTEXT,
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

STRING = r'"((?:[^"\\]|\\.)*)"'
SCRIPT_TEXT = re.compile(rf"\bt\(\s*{STRING}")
COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)  # an example in a comment is no text of the page
SCRIPT_PLURAL = re.compile(rf"\btn\(\s*{STRING},\s*{STRING}")

Message = str | tuple[str, ...]


def source_texts(domain: str) -> Catalog:
    """Return what the source says: Python and templates (`django`), or the browser's scripts (`djangojs`)."""
    found = Catalog(domain=domain)
    for message, context, place in _of_scripts() if domain == "djangojs" else [*_of_python(), *_of_templates()]:
        found.add(message, context=context, locations=[place])
    return found


def catalogue_path(language: str, domain: str) -> Path:
    """Return where the translations into a language (`zh-hans`) are kept."""
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / f"{domain}.po"


def catalogue(language: str, domain: str) -> Catalog:
    """Return the translations into a language; an empty catalogue where there are none yet."""
    path, locale = catalogue_path(language, domain), to_locale(language)
    if not path.exists():
        return Catalog(
            locale=locale, domain=domain, header_comment="# Lockstep", project="Lockstep", version="0.1",
            msgid_bugs_address="-", last_translator="-", language_team="-", charset="utf-8", fuzzy=False,
        )  # fmt: skip
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=domain)


def update(language: str, domain: str) -> int:
    """Bring a catalogue up to the source: new texts come in empty, old ones go. Return how many are empty."""
    kept = catalogue(language, domain)
    made_at = kept.creation_date
    kept.update(source_texts(domain), no_fuzzy_matching=True)
    kept.creation_date = made_at  # else the file would change without a change
    kept.obsolete.clear()
    path = catalogue_path(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, kept, width=120, sort_output=True, include_lineno=False, omit_header=False)
    return len(untranslated(kept))


def untranslated(translations: Catalog) -> list[str]:
    """Return the texts of a catalogue that have no translation."""
    return [str(message.id) for message in translations if message.id and not _is_complete(message.string)]


def _is_complete(translation: str | Sequence[str] | None) -> bool:
    return bool(translation) and all(translation or "")


def _place(path: Path, line: int) -> tuple[str, int]:
    return path.relative_to(ROOT).as_posix(), line


def _of_python() -> Iterator[tuple[Message, str | None, tuple[str, int]]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _extracted(path, path.read_text(encoding="utf-8"))


def _of_templates() -> Iterator[tuple[Message, str | None, tuple[str, int]]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        as_python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # Django blanks out the markup for xgettext, which does not care about indentation; Python's tokenizer does.
        yield from _extracted(path, "\n".join(line.lstrip() for line in as_python.splitlines()))


def _extracted(path: Path, source: str) -> Iterator[tuple[Message, str | None, tuple[str, int]]]:
    file = io.BytesIO(source.encode())
    for line, message, _comments, context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
        yield message, context, _place(path, line)


def _of_scripts() -> Iterator[tuple[Message, str | None, tuple[str, int]]]:
    for path in sorted((ROOT / "static" / "src").rglob("*.ts")):
        if path.name.endswith(".test.ts"):
            continue
        source = COMMENT.sub(_blank, path.read_text(encoding="utf-8"))
        for found in SCRIPT_TEXT.finditer(source):
            yield _unquoted(found[1]), None, _place(path, source.count("\n", 0, found.start()) + 1)
        for found in SCRIPT_PLURAL.finditer(source):
            both = (_unquoted(found[1]), _unquoted(found[2]))
            yield both, None, _place(path, source.count("\n", 0, found.start()) + 1)


def _blank(comment: re.Match[str]) -> str:
    """Return as many lines of nothing, so that the places of the texts stay right."""
    return "\n" * comment[0].count("\n")


def _unquoted(text: str) -> str:
    return str(json.loads(f'"{text}"'))
