"""`manage.py collect_messages`: bring the catalogues in locale/ up to what the source says, and tell what lacks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from planning import messages


class Command(BaseCommand):
    """Update the .po files. They are compiled when the application starts."""

    help = "Bring the translation catalogues up to the source."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Update each language and domain."""
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            for domain in messages.DOMAINS:
                lacking = messages.update(language, domain)
                self.stdout.write(f"{language} {domain}: {lacking} to translate")
