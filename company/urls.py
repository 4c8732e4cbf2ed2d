"""Signing in and out, where one lands, and how one likes the pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from company import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("density/", views.density, name="density"),
]
