"""Signing in and out, where one lands, and how one likes the pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from company import access
from company.models import Role, Theme, User
from company.people import DEMO_PASSWORD, demo_people_there

A_YEAR_SECONDS = 365 * 86_400
DENSITY_COOKIE = "lockstep_density"
DENSITIES = ("compact", "normal", "relaxed")

# Where a role's day begins. A person with several roles begins with the first of theirs in this order.
FIRST_PAGES = {
    Role.PLANNER: "mps:master-schedule",
    Role.MANAGER: "mps:master-schedule",
    Role.SALES: "mps:promise",
    Role.FLOOR: "mps:master-schedule",
    Role.ADMIN: "tables:import",
}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to the page where their day begins. Raises PermissionDenied for someone without any role."""
    roles = {membership.role for membership in access.memberships_of(request.user)}
    for role, page in FIRST_PAGES.items():
        if role in roles or (role == Role.ADMIN and request.user.is_superuser):
            return redirect(access.keeping_site(request, reverse(page)))
    raise PermissionDenied(access.why_not(request.user))


def remember_language(response: HttpResponse, language: str) -> None:
    """Let the browser keep the language, so that the sign-in page speaks it too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR_SECONDS, samesite="Lax", secure=settings.BEHIND_HTTPS
    )


class SignIn(LoginView):
    """Ask for user name and password."""

    template_name = "company/sign-in.html"
    authentication_form = AuthenticationForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo sign-ins, where this is a demo and they exist."""
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context["demo_users"] = [
                (person.username, person.role.label, ", ".join(person.territories.values()))
                for person in demo_people_there()
            ]
            context["demo_password"] = DEMO_PASSWORD
        return context

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in; from here on the pages speak the person's own language."""
        response: HttpResponse = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User) and user.language:
            remember_language(response, user.language)
        return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of this browser and, for someone who signed in, of this person."""
    chosen, onward = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    if translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        remember_language(response, chosen)
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


@require_POST
@login_required
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the colours that this person chose."""
    chosen = request.POST.get("theme", "")
    if chosen not in Theme.values:
        return HttpResponse(status=400)
    if request.user.is_authenticated:
        request.user.theme = chosen
        request.user.save(update_fields=["theme"])
    return back(request)


@require_POST
@login_required
def density(request: HttpRequest) -> HttpResponse:
    """Remember the row height that suits this screen; it belongs to the browser, not to the person."""
    chosen = request.POST.get("density", "")
    if chosen not in DENSITIES:
        return HttpResponse(status=400)
    response = back(request)
    response.set_cookie(DENSITY_COOKIE, chosen, max_age=A_YEAR_SECONDS, samesite="Lax", secure=settings.BEHIND_HTTPS)
    return response


def back(request: HttpRequest) -> HttpResponse:
    """Answer a script with nothing, and a plain form with the page it came from."""
    if not access.wants_page(request.headers.get("Accept", "*/*").split(",")):
        return HttpResponse(status=204)
    return redirect("home")
