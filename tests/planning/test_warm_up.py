"""The first visitor of a fresh web process finds its addresses imported and its templates compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planning.warm_up import template_names

ROOT = Path(__file__).resolve().parents[2]
WHAT_IS_READY = """
import sys, django
django.setup()
{first}
from django.template import engines
[loader] = engines["django"].engine.template_loaders
print("mps.views" in sys.modules, "mps/master_schedule.html" in loader.get_template_cache)
"""


def ready_after(first: str) -> str:
    """What a process has of the master schedule after these words."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "planning.settings"}
    words = [sys.executable, "-c", WHAT_IS_READY.format(first=first)]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(("first", "ready"), [("import planning.asgi", "True True"), ("", "False False")])
def test_the_web_process_is_warm_before_its_first_request(first: str, ready: str) -> None:
    """Without it (a control) nothing is."""
    assert ready_after(first) == ready


def test_every_page_is_among_what_is_compiled() -> None:
    names = template_names()

    assert {"base.html", "mps/master_schedule.html", "403.html"} <= set(names)
    assert len(names) == len(set(names))
