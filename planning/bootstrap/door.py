"""`python3 manage.py COMMAND`: set up what is missing, then run the command with the environment's own Python."""

from __future__ import annotations

import os
import time
from pathlib import Path

from planning.bootstrap import environment, frontend, steps, translations
from planning.bootstrap.environment import PROJECT, PYTHON
from planning.bootstrap.refusals import Refusal, from_os_error

PREPARED = "LOCKSTEP_PREPARED"
STATE_DIR = "LOCKSTEP_STATE_DIR"
STARTED = "LOCKSTEP_STARTED"
COMMANDS_WITH_TEST_TOOLS = {"test", "lint"}

USAGE = """\
python3 manage.py up      starts everything and prints the address
    --port N              default 8000
    --host HOST           default 127.0.0.1; 0.0.0.0 lets other machines in
    --data none|demo|FOLDER   what the instance is begun with; default demo
    --state-dir DIR       where this instance keeps its data; default .state (or LOCKSTEP_STATE_DIR)
python3 manage.py test    checks the code and runs every test; further arguments go to pytest
    --fast                the checks of the code and the planning core's tests only
python3 manage.py help    lists every other command; each of them takes --state-dir too"""


def run(arguments: list[str]) -> int:
    """Run one command and return the exit status; a refusal is one sentence and status 1."""
    os.environ.setdefault(STARTED, repr(time.time()))
    try:
        arguments = take_state_dir(arguments)
        if not arguments or (arguments[0] == "up" and "--help" in arguments):
            steps.say(USAGE)
            return 0
        if os.environ.get(PREPARED) == "1":
            from planning import commands

            return commands.run(arguments)
        _prepare(arguments[0])
        os.environ[PREPARED] = "1"
        # Five processes that each compile every library at every start cost 15 s; what is compiled is ignored by git.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [str(PYTHON), str(PROJECT / "manage.py"), *arguments]
        os.execv(PYTHON, command)  # noqa: S606 (no shell is what we want)
    except Refusal as refusal:
        steps.complain(str(refusal))
    except steps.StepFailed as failure:
        steps.complain(f"{failure.title} failed. It said:\n{steps.gist(failure.output)}")
    except OSError as error:
        sentence = from_os_error(error)
        if sentence is None:
            raise
        steps.complain(str(sentence))
    except KeyboardInterrupt:
        steps.complain("Stopped.")
        return 130
    return 1


def take_state_dir(arguments: list[str]) -> list[str]:
    """Take `--state-dir DIR` out of any command's arguments and put it, as an absolute path, into the environment."""
    rest: list[str] = []
    words = iter(arguments)
    folder = os.environ.get(STATE_DIR) or str(PROJECT / ".state")
    for word in words:
        if word == "--state-dir":
            folder = next(words, "")
        elif word.startswith("--state-dir="):
            folder = word.partition("=")[2]
        else:
            rest.append(word)
    if not folder or folder.startswith("-"):
        raise Refusal("--state-dir needs a folder.")
    os.environ[STATE_DIR] = str(Path(folder).expanduser().absolute())
    return rest


def _prepare(command: str) -> None:
    """Have the environment, the pages' scripts and the translations ready for a command."""
    with environment.one_at_a_time():
        environment.ensure("dev" if command in COMMANDS_WITH_TEST_TOOLS else "base")
        frontend.ensure_built()
        translations.ensure_compiled()
