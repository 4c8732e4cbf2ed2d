"""Nobody reads half a page in a foreign language: every text of the source stands in every catalogue, and fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from planning import messages

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z0-9]+|\{\w+\}")
IN_BOTH = [(language, domain) for language in LANGUAGES for domain in messages.DOMAINS]
SOURCES = {
    "orders/a.py": ["x = _('From Python')", "y = ngettext('%d one', '%d many', n)", "pgettext('page', 'In context')"],
    "templates/a.html": ["{% load i18n %}", "  <p title=\"it's\">{% translate 'From a template' %}</p>"],
    "static/src/a.ts": ['const a = t("From a script");', 'tn("{count} one", "{count} many", 3)', '/** t("No text") */'],
}
# A call with a string in it, or our own functions handing on what they were given.
BUILT_TEXT = re.compile(r"(?<![\w.])tn?\(\s*(?!\"|message|text|one|key|\))[^\s)]{1,30}")


def words(message: Message) -> list[str]:
    """Return the forms of a text."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def forms(message: Message) -> list[str]:
    """Return the translated forms of a text."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


def lacking(source: Catalog, translated: Catalog) -> list[str]:
    """Return the texts of the source that have no translation."""
    known = {(message.id, message.context): message for message in translated if message.id}
    empty = set(messages.untranslated(translated))
    keys = [(message.id, message.context) for message in source if message.id]
    return [str(text) for text, context in keys if (text, context) not in known or str(text) in empty]


def misfits(translated: Catalog) -> list[str]:
    """Return the translations that lose a placeholder of their text, or bring one that nobody fills."""
    return [
        f"{message.id} → {form}"
        for message in translated
        if message.id
        for form in forms(message)
        if form and set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(words(message)[-1]))
    ]


@pytest.mark.parametrize(("language", "domain"), IN_BOTH)
def test_every_text_is_translated(language: str, domain: str) -> None:
    assert lacking(messages.source_texts(domain), messages.catalogue(language, domain)) == []


@pytest.mark.parametrize(("language", "domain"), IN_BOTH)
def test_no_translation_is_left_of_a_text_that_is_gone(language: str, domain: str) -> None:
    source = {(message.id, message.context) for message in messages.source_texts(domain)}

    gone = [str(message.id) for message in messages.catalogue(language, domain) if message.id and
            (message.id, message.context) not in source]  # fmt: skip

    assert gone == []


@pytest.mark.parametrize(("language", "domain"), IN_BOTH)
def test_translations_fill_the_same_blanks(language: str, domain: str) -> None:
    assert misfits(messages.catalogue(language, domain)) == []


@pytest.mark.parametrize(("language", "domain"), IN_BOTH)
def test_translations_compile_without_a_complaint(language: str, domain: str) -> None:
    complaints = [f"{message.id}: {fault}" for message, faults in messages.catalogue(language, domain).check()
                  for fault in faults]  # fmt: skip

    assert complaints == []


def test_the_checks_would_notice() -> None:
    source, translated = Catalog(), Catalog()
    for text in ("Present", "Absent", "Empty", "Hello {name}"):
        source.add(text)
    translated.add("Present", "在")
    translated.add("Empty", "")
    translated.add("Hello {name}", "你好")

    assert lacking(source, translated) == ["Absent", "Empty"]
    assert misfits(translated) == ["Hello {name} → 你好"]


def test_the_texts_of_every_kind_of_source_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    for name, lines in SOURCES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")

    python = {(message.id, message.context) for message in messages.source_texts("django") if message.id}
    script = {message.id for message in messages.source_texts("djangojs") if message.id}

    assert python == {
        ("From Python", None), (("%d one", "%d many"), None), ("In context", "page"), ("From a template", None),
    }  # fmt: skip
    assert script == {"From a script", ("{count} one", "{count} many")}


def test_no_text_of_a_script_is_put_together_where_it_can_not_be_found() -> None:
    pieces = [
        f"{path.name}: {found[0]}"
        for path in sorted((messages.ROOT / "static" / "src").rglob("*.ts"))
        if not path.name.endswith(".test.ts")
        for found in BUILT_TEXT.finditer(path.read_text("utf-8"))
    ]

    assert pieces == []
