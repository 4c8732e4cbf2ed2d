"""Make a user who can sign in, or give one who exists a role."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from company import people
from company.models import Role, Site, User


class Command(BaseCommand):
    """Give a person a role at sites; who is new is asked for a password."""

    help = "Make a user (the password is asked for) or take one who exists, and give the role at the sites."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name, the role, and where."""
        parser.add_argument("username", metavar="NAME")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--site", action="append", metavar="CODE", help=_("may be repeated; default: every site"))
        parser.add_argument("--no-password", action="store_true", help=_("no sign-in, only tokens (create_token)"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the user where there is none of that name, and give the role."""
        sites = sites_of(options["site"])
        name = options["username"]
        has_password = not options["no_password"]
        user = User.objects.filter(username=name).first() or self.new_user(name, has_password=has_password)
        people.give_role(user, Role(options["role"]), sites)
        told = {"name": name, "role": Role(options["role"]).label, "sites": ", ".join(site.code for site in sites)}
        self.stdout.write(_("%(name)s: %(role)s at %(sites)s") % told)

    def new_user(self, name: str, *, has_password: bool) -> User:
        """Return a new user, with the password that is typed twice. Raises CommandError for one that won't do."""
        user = User(username=name)
        user.set_unusable_password()
        try:
            user.clean_fields()
            if has_password:
                password = getpass(_("Password of %(name)s: ") % {"name": name})
                validate_password(password, user)
                if getpass(_("The same again: ")) != password:
                    raise CommandError(_("The two passwords differ."))
                user.set_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.save()
        return user


def sites_of(codes: list[str] | None) -> list[Site]:
    """Return the sites of the codes, every one where none is named. Raises CommandError where there is none."""
    sites = list(Site.objects.filter(code__in=codes) if codes else Site.objects.all())
    unknown = sorted(set(codes or ()) - {site.code for site in sites})
    if unknown:
        raise CommandError(_("There is no site “%(code)s”.") % {"code": unknown[0]})
    if not sites:
        raise CommandError(_("There is no site yet: import a data set first."))
    return sites
