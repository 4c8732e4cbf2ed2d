"""Loads the data that `up` is asked for and makes the demo users: a process of its own, since it needs Django."""

from __future__ import annotations

import sys
from io import StringIO

import django
from django.conf import settings
from django.core.management import CommandError, call_command

from planning.bootstrap import steps
from planning.embedded.state import StateFolder


def main(data: str) -> int:
    """Load "demo" or a folder; in demo mode make people, and keep the sign-ins for the start's last lines."""
    django.setup()
    if data == "demo" and somebodys_data_are_here():
        return 0
    try:
        # People come first: whoever is there gets a role at every site that comes in.
        names = demo_users() if settings.DEMO else []
        if data == "demo":
            call_command("load_demo")
        else:
            call_command("import_data", data)
        if names:
            StateFolder.from_environment().remember("sign-ins", sign_ins(names))
    except CommandError as error:
        steps.say(str(error))
        return error.returncode
    return 0


def demo_users() -> list[str]:
    """Make the demo's people, or find them there; return their names."""
    names = StringIO()
    call_command("create_demo_users", stdout=names)
    return names.getvalue().split()


def somebodys_data_are_here() -> bool:
    """Whether there is a site that is not the demo's: neither demo data nor demo people may come into a real book."""
    from company.models import Site
    from connectors.tables.demo.catalogue import BREMEN, HANGZHOU

    return Site.objects.exclude(code__in=[BREMEN, HANGZHOU]).exists()


def sign_ins(names: list[str]) -> str:
    """Return the line that tells a newcomer how to get in."""
    from company.people import DEMO_PASSWORD  # models can be imported only after Django's setup

    return f"Sign in as {', '.join(names)}; the password of each is {DEMO_PASSWORD}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
