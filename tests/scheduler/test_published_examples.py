"""The published worked examples (numbers in, numbers out), which are kept beside the repository and not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.oracles import judged, read

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "oracles.json"


def test_the_core_agrees_with_every_published_example() -> None:
    if not EXAMPLES.exists():
        pytest.skip(f"published worked examples not found at {EXAMPLES}: only our own ones are tested")

    verdicts = list(judged(read(EXAMPLES)))

    assert verdicts
    assert [verdict for verdict in verdicts if not verdict.agrees] == []
