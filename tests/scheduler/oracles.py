"""The published worked examples (numbers in, numbers out), kept beside the repository and not in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "oracles.json"


def published(kind: str) -> list[dict[str, Any]]:
    """Return the examples of a kind; skips the calling test where the file is not there."""
    if not EXAMPLES.exists():
        pytest.skip(f"published worked examples not found at {EXAMPLES}: only the inline ones were tested")
    examples: list[dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))[kind]
    assert examples, kind
    return examples
