"""Addresses of the order pages and of the data they fetch."""

from __future__ import annotations

from django.urls import path

from orders import approval_views, rule_views, view_views, views
from orders.customer_links import views as customer_links
from orders.history import views as history

app_name = "orders"

urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("orders/rows/", views.rows, name="rows"),
    path("orders/changes/", views.save, name="changes"),
    path("orders/lines/<int:line_id>/", views.line, name="line"),
    path("orders/lines/<int:line_id>/order/", views.order_of_line, name="order-of-line"),
    path("orders/views/", view_views.keep, name="views"),
    path("orders/views/<int:view_id>/", view_views.saved_view, name="saved-view"),
    path("orders/search/", views.search, name="search"),
    path("approvals/rules/", rule_views.change_rules_page, name="change-rules"),
    path("approvals/", approval_views.approvals, name="approvals"),
    path("approvals/<int:change_id>/<slug:verb>/", approval_views.decide, name="decide"),
    path("customer-links/", customer_links.links, name="customer-links"),
    path("customer-links/<int:link_id>/revoke/", customer_links.revoke, name="customer-link-revoke"),
    path("c/<str:token>/", customer_links.shown_to_customer, name="customer-link"),
    path("orders/take-back/", history.take_back, name="take-back"),
    path("orders/plans/<int:plan_id>/moves/", history.moves, name="moves"),
    # Last: a number may hold anything, slashes too.
    path("orders/<path:key>/history.<str:ending>", history.history_file, name="history-file"),
    path("orders/<path:key>/", history.order, name="order"),
]
