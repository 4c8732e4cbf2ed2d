"""Addresses of the plan's pages and of the data they fetch."""

from __future__ import annotations

from django.urls import path

from mps import (
    calibration_views,
    compare_views,
    events,
    load_views,
    many_views,
    my_promises_views,
    other_ways_views,
    promise_views,
    rush_views,
    views,
)

app_name = "mps"

urlpatterns = [
    path("master-schedule/", views.master_schedule, name="master-schedule"),
    path("master-schedule/rows/", views.rows, name="rows"),
    path("master-schedule/cell/", views.cell, name="cell"),
    path("load/", load_views.load_page, name="load"),
    path("plans/", compare_views.plans, name="plans"),
    path("plans/compare/", compare_views.compare, name="compare"),
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
    path("standing/", views.standing, name="standing"),
    path("events/", events.events, name="events"),
]
