"""Addresses of the webhook pages."""

from __future__ import annotations

from django.urls import path

from connectors.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("webhooks/", views.endpoints_page, name="webhooks"),
    path("webhooks/<int:endpoint_id>/", views.endpoint_page, name="webhook"),
    path("webhooks/<int:endpoint_id>/<slug:verb>/", views.do, name="do"),
    path("webhooks/deliveries/<uuid:delivery_id>/again/", views.again, name="again"),
]
