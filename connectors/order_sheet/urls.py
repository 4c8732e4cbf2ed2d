"""Addresses of the sheet of orders that goes out and comes back."""

from __future__ import annotations

from django.urls import path

from connectors.order_sheet import views

app_name = "order_sheet"
urlpatterns = [
    path("orders/sheet/export/", views.export, name="export"),
    path("orders/sheet/", views.upload, name="upload"),
    path("orders/sheet/save/", views.save, name="save"),
    path("orders/sheet/undo/", views.undo, name="undo"),
]
