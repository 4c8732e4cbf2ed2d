"""The translations: .po files made into .mo files by Babel, which needs no msgfmt on the machine."""

from __future__ import annotations

from pathlib import Path

from planning.bootstrap import steps
from planning.bootstrap.environment import PROJECT, PYTHON


def ensure_compiled(folder: Path = PROJECT / "locale") -> None:
    """Compile every catalogue under `folder` that changed since. A broken one raises StepFailed."""
    for catalogue in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        if not _is_current(catalogue):
            _compile(catalogue)


def _is_current(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime


def _compile(catalogue: Path) -> None:
    language = catalogue.parent.parent.name
    command: list[str | Path] = [PYTHON, "-m", "babel.messages.frontend", "compile", "--locale", language]
    files: list[str | Path] = ["--input-file", catalogue, "--output-file", catalogue.with_suffix(".mo")]
    steps.run(f"Compiling the translation {language} ({catalogue.stem})", [*command, *files], cwd=PROJECT)
