"""Addresses of the plan's pages and of the data they fetch."""

from __future__ import annotations

from django.urls import path

from mps import (
    calibration_views,
    compare_views,
    events,
    go_back_views,
    load_views,
    many_views,
    my_promises_views,
    other_ways_views,
    overview_views,
    promise_views,
    rush_views,
    scenario_actions,
    scenario_views,
    steering_views,
    views,
)

app_name = "mps"

urlpatterns = [
    path("master-schedule/", views.master_schedule, name="master-schedule"),
    path("master-schedule/rows/", views.rows, name="rows"),
    path("master-schedule/cell/", views.cell, name="cell"),
    path("master-schedule/draft/", steering_views.draft, name="draft"),
    path("master-schedule/draft/check/", steering_views.check, name="draft-check"),
    path("master-schedule/draft/publish/", steering_views.publish, name="draft-publish"),
    path("master-schedule/steering/<int:publication_id>/undo/", steering_views.undo, name="steering-undo"),
    path("overview/", overview_views.overview_page, name="overview"),
    path("overview/wallboard/", overview_views.wallboard, name="wallboard"),
    path("load/", load_views.load_page, name="load"),
    path("plans/", compare_views.plans, name="plans"),
    path("plans/compare/", compare_views.compare, name="compare"),
    path("plans/<int:plan_id>/go-back/", go_back_views.go_back, name="go-back"),
    path("plans/<int:plan_id>/seen/", compare_views.seen, name="plan-seen"),
    path("promise/", views.promise, name="promise"),
    path("promise/held/", promise_views.held, name="held"),
    path("promise/many/", many_views.many, name="many"),
    path("promise/many/answers/", many_views.answers, name="many-answers"),
    path("promise/many/file/", many_views.as_file, name="many-file"),
    path("promise/other-ways/", other_ways_views.ways, name="other-ways"),
    path("promise/quote/", views.quote, name="quote"),
    path("promises/mine/", my_promises_views.mine, name="my-promises"),
    path("promises/calibration/", calibration_views.calibration, name="calibration"),
    path("rush/", rush_views.rush, name="rush"),
    path("rush/enter/", rush_views.enter, name="rush-enter"),
    path("scenarios/", scenario_views.listed, name="scenarios"),
    path("scenarios/new/", scenario_actions.create, name="scenario-new"),
    path("scenarios/compare/", scenario_views.compare, name="scenario-compare"),
    path("scenarios/<int:scenario_id>/", scenario_views.scenario, name="scenario"),
    path("scenarios/<int:scenario_id>/state/", scenario_views.state, name="scenario-state"),
    path("scenarios/<int:scenario_id>/merge/", scenario_views.merge, name="scenario-merge"),
    path("scenarios/<int:scenario_id>/do/<slug:verb>/", scenario_actions.act, name="scenario-do"),
    path("standing/", views.standing, name="standing"),
    path("events/", events.events, name="events"),
]
