"""Make the demo sign-ins: one person for each role at every site, a second approver, and sales with territories."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from company import people


class Command(BaseCommand):
    """Make the demo's people (`company.people.DEMO_PEOPLE`); those that exist keep their password."""

    help = "Make the demo's users: one for each role, a second manager, and two of sales with territories (demo only)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make them, unless this is no demo."""
        if not settings.DEMO:
            raise CommandError(_("Demo users have a public password; they are made in demo mode only."))
        for user in people.make_demo_users():
            self.stdout.write(user.username)
