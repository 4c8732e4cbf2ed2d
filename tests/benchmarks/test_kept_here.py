"""`benchmark kept_here`: promises through the application itself, and what their lines' outlooks say of them."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

import pytest
from django.core.management.base import CommandError

from benchmarks import kept_here
from benchmarks.kept_here import Product, missed_of
from company.models import Role
from orders.models import LineOutlook
from orders.promises.models import Promise
from tests import given
from tests.mps.plant import plant, published


@pytest.mark.django_db(transaction=True)
def test_promises_are_kept_by_the_plan_and_one_that_is_not_is_named() -> None:
    mill = plant()
    by = given.user(Role.PLANNER, at=mill.site)
    given.order_line("W3", mill.pump, mill.site, 1)
    published(mill.site)
    mill.site.refresh_from_db()

    found, missed = Product(mill.site, by, seed=1).measured(3, 2)

    assert missed == 0
    assert "3 promises, 2 between two plans, 2 plans: 3 kept by every plan, 0 missed" in found[-1].text
    [first, *_others] = Promise.objects.all()
    LineOutlook.objects.filter(line=first.line).update(planned_date=first.first_date + timedelta(days=1))
    [(line_id, line)] = missed_of(list(Promise.objects.all()))
    assert line_id == first.line_id
    assert str(first.first_date) in line.text


@pytest.mark.django_db
def test_is_for_its_own_instance_only() -> None:
    with pytest.raises(CommandError, match="promises_kept"):
        kept_here.run(Namespace(count=1, batch=1, seed=1, json=True))
