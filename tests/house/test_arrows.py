"""Imports point down: the contracts of pyproject.toml hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a configuration against this tree."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*command, "--config", str(config), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_every_contract_is_kept() -> None:
    verdict = lint(ROOT / "pyproject.toml")

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_an_arrow_that_points_up_is_found(tmp_path: Path) -> None:
    """A control: the same check with the floors upside down must complain about this very tree."""
    upside_down = tmp_path / "importlinter.toml"
    upside_down.write_text(
        '[tool.importlinter]\nroot_packages = ["company", "materials"]\n'
        '[[tool.importlinter.contracts]]\nname = "upside down"\ntype = "layers"\nlayers = ["company", "materials"]\n'
    )

    verdict = lint(upside_down)

    assert verdict.returncode == 1
    assert "materials.models -> company.models" in verdict.stdout
