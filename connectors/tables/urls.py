"""Addresses of the import page."""

from __future__ import annotations

from django.urls import path

from connectors.tables import views

app_name = "tables"
urlpatterns = [
    path("import/", views.upload, name="import"),
    path("import/<uuid:run_id>/", views.run, name="run"),
    path("import/<uuid:run_id>/commit/", views.commit, name="commit"),
    path("import/<uuid:run_id>/bad-rows.csv", views.problems_csv, name="problems"),
]
