"""Long steps: say what is being done, that it is still going on, and how long it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from planning.bootstrap.refusals import Refusal, sentence_for

SECONDS_BETWEEN_SIGNS_OF_LIFE = 10.0
LINES_SHOWN_AT_EACH_END = 8
# uv (by its new and its old name) and Node bring certificates of their own; a company's are among the system's.
SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", "NODE_USE_SYSTEM_CA": "1"}


def say(text: str) -> None:
    """Print one line at once, also where the output is a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print one line to the error output."""
    print(text, file=sys.stderr, flush=True)


class StepFailed(Exception):
    """A tool that ended badly. `output` is all it said."""

    def __init__(self, title: str, status: int, output: str) -> None:
        super().__init__(f"{title}: exit status {status}")
        self.title, self.status, self.output = title, status, output


def run(title: str, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a tool under a title; return its output.

    Raises Refusal with a plain sentence where the cause is a known one (network, certificate, disk, permission), else
    StepFailed.
    """
    say(f"{title} …")
    began = time.monotonic()
    with TemporaryFile() as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            # Causes are read from English words.
            env={**SYSTEM_CERTIFICATES, **(os.environ if env is None else env), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        status = _wait(process, began)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if status:
        sentence = sentence_for(text)
        if sentence:
            raise Refusal(sentence)
        raise StepFailed(title, status, text)
    say(f"  done in {time.monotonic() - began:.1f} s")
    return text


def _wait(process: subprocess.Popen[bytes], began: float) -> int:
    """Wait for the tool, with a sign of life now and then; end it when we are interrupted."""
    try:
        while True:
            try:
                return process.wait(timeout=SECONDS_BETWEEN_SIGNS_OF_LIFE)
            except subprocess.TimeoutExpired:
                say(f"  still going on, {time.monotonic() - began:.0f} s")
    except BaseException:
        process.kill()
        raise


def gist(text: str) -> str:
    """Return a tool's output without its middle: some tell the reason first and some last."""
    lines = text.strip().splitlines()
    if len(lines) > 2 * LINES_SHOWN_AT_EACH_END:
        lines = [*lines[:LINES_SHOWN_AT_EACH_END], "…", *lines[-LINES_SHOWN_AT_EACH_END:]]
    return "\n".join(lines)
