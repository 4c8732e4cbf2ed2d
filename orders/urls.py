"""Addresses of the order pages and of the data they fetch."""

from __future__ import annotations

from django.urls import path

from orders import approval_views, views

app_name = "orders"

urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("orders/rows/", views.rows, name="rows"),
    path("orders/changes/", views.save, name="changes"),
    path("orders/lines/<int:line_id>/", views.line, name="line"),
    path("orders/search/", views.search, name="search"),
    path("approvals/", approval_views.approvals, name="approvals"),
    path("approvals/<int:change_id>/<slug:verb>/", approval_views.decide, name="decide"),
]
