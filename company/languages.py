"""The languages of pages: each in its own words, whatever the page speaks; and as HTML names it."""

from __future__ import annotations

LANGUAGE_NAMES = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
# By which fonts choose their Han glyphs.
HTML_LANGUAGES = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
