"""Make an API token for a user."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from knox.models import AuthToken

from company.models import User


class Command(BaseCommand):
    """Print a new token, as the last word. Only its hash is stored: it can't be shown again."""

    help = "Print a new API token for a user, as the last word. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user's name."""
        parser.add_argument("username", metavar="USER")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the token and print it."""
        name = options["username"]
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active user “%(name)s”.") % {"name": name})
        _stored, token = AuthToken.objects.create(user=user)
        self.stdout.write(_("Token of %(name)s, shown this once: %(token)s") % {"name": name, "token": token})
