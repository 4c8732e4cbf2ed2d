"""Loads the data that `up` is asked for and makes the demo users: a process of its own, since it needs Django."""

from __future__ import annotations

import sys
from io import StringIO

import django
from django.core.management import CommandError, call_command

from planning.bootstrap import steps
from planning.embedded.state import StateFolder


def main(data: str) -> int:
    """Load "demo" or a folder; keep the sign-ins for the start's last lines. Return the exit status."""
    django.setup()
    try:
        if data == "demo":
            call_command("load_demo")
        else:
            call_command("import_data", data)
        names = StringIO()
        call_command("create_demo_users", stdout=names)
    except CommandError as error:
        steps.say(str(error))
        return error.returncode
    StateFolder.from_environment().remember("sign-ins", sign_ins(names.getvalue().split()))
    return 0


def sign_ins(names: list[str]) -> str:
    """Return the line that tells a newcomer how to get in."""
    from company.people import DEMO_PASSWORD  # models can be imported only after Django's setup

    return f"Sign in as {', '.join(names)}; the password of each is {DEMO_PASSWORD}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
