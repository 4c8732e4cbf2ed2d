"""Web processes must stay light: importing every address loads no solver and no pandas."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LOAD_EVERY_ADDRESS = """
import django
django.setup()
import sys
from django.urls import get_resolver, URLResolver

def walk(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern)
        else:
            yield pattern.callback

count = len(list(walk(get_resolver())))
import planning.asgi
from celery import current_app
print(count, [name for name in ("ortools", "pandas", %s) if name in sys.modules])
"""


def load(*extra: str) -> str:
    """Load every address in a process of its own; return how many there are and which heavy modules came with them."""
    script = LOAD_EVERY_ADDRESS % ", ".join(map(repr, extra))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "planning.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_no_address_loads_the_solver() -> None:
    count, _, found = load().partition(" ")

    assert int(count) > 10
    assert found == "[]"


def test_a_module_that_is_loaded_would_be_found() -> None:
    """A control: the same look finds what every web process does load."""
    assert load("rest_framework").endswith("['rest_framework']")
