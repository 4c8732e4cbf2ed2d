"""Addresses of the import pages."""

from __future__ import annotations

from django.urls import path

from connectors.tables import views
from connectors.tables.mapping import views as mapping_views
from connectors.tables.undo import views as undo_views

app_name = "tables"
urlpatterns = [
    path("import/", views.upload, name="import"),
    path("import/all/", undo_views.runs, name="runs"),
    path("import/sources/", mapping_views.source_list, name="sources"),
    path("import/sources/<int:source_id>/", mapping_views.source, name="source"),
    path("import/<uuid:run_id>/", views.run, name="run"),
    path("import/<uuid:run_id>/columns/", mapping_views.columns, name="columns"),
    path("import/<uuid:run_id>/commit/", views.commit, name="commit"),
    path("import/<uuid:run_id>/undo/", undo_views.undo, name="undo"),
    path("import/<uuid:run_id>/bad-rows.csv", views.problems_csv, name="problems"),
]
