"""Addresses of the API."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from capacity.api import WorkCenters
from company.api import Sites
from connectors.tables.api import Imports
from materials.api import Items
from mps.api import CurrentPlans, StopPlanning
from mps.plans_api import Plans
from mps.preview_api import PreviewApproval, PreviewChange
from mps.quote_api import Quote
from mps.rush_api import PreviewRush
from mps.scenario_api import Scenarios
from mps.steering_api import CheckSteeringDraft, PublishSteeringDraft, SteeringDrafts, SteeringPublications
from orders.api_events import OrderEvents
from orders.api_orders import ChangeRequests
from orders.history.api import OrderHistory, TakeBack
from orders.shipments.api import Shipments
from planning.plan_context import OrderLines, Orders, Promises

router = SimpleRouter()
router.register("orders", Orders, basename="order")
router.register("change-requests", ChangeRequests, basename="change-request")
router.register("promises", Promises, basename="promise")
router.register("shipments", Shipments, basename="shipment")
router.register("plans", Plans, basename="plan")
router.register("scenarios", Scenarios, basename="scenario")
router.register("steering/publications", SteeringPublications, basename="steering-publication")
router.register("items", Items, basename="item")
router.register("work-centers", WorkCenters, basename="work-center")
router.register("imports", Imports, basename="import")
router.register("sites", Sites, basename="site")

v1 = [
    # Not by the router, which knows no PATCH of a list.
    path("order-lines/", OrderLines.as_view({"get": "list", "patch": "change_many"}), name="order-line-list"),
    path(
        "order-lines/<int:pk>/", OrderLines.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="order-line-detail",
    ),
    path("order-lines/<int:pk>/take-back/", TakeBack.as_view(), name="order-line-take-back"),
    path("orders/<int:pk>/history/", OrderHistory.as_view(), name="order-history"),
    path("order-events/", OrderEvents.as_view(), name="order-events"),
    path("plans/current/", CurrentPlans.as_view(), name="current-plans"),
    path("plans/stop/", StopPlanning.as_view(), name="stop-planning"),
    path("promises/quote/", Quote.as_view(), name="quote"),
    path("change-requests/preview/", PreviewChange.as_view(), name="preview-change"),
    path("change-requests/<int:pk>/preview/", PreviewApproval.as_view(), name="preview-approval"),
    path("rush/preview/", PreviewRush.as_view(), name="preview-rush"),
    path("steering/draft/", SteeringDrafts.as_view(), name="steering-draft"),
    path("steering/draft/check/", CheckSteeringDraft.as_view(), name="check-steering-draft"),
    path("steering/draft/publish/", PublishSteeringDraft.as_view(), name="publish-steering-draft"),
    *router.urls,
]  # fmt: skip

# The description of the API is no secret: it is the same for everyone, and in the source.
urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
]
