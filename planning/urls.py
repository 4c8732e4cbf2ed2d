"""All addresses."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from planning import health

handler400 = "planning.errors.bad_request"
handler403 = "planning.errors.forbidden"
handler404 = "planning.errors.not_found"
handler500 = "planning.errors.broken"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("planning.api_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("company.urls")),
    path("", include("connectors.order_sheet.urls")),
    path("", include("mps.urls")),
    path("", include("connectors.tables.urls")),
    path("", include("connectors.webhooks.urls")),
    path("", include("orders.urls")),  # last: under `orders/`, what no other room knows is an order's number
]
