"""What is printed of questions typed into the promise page, and who can measure them."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest
from django.core.management.base import CommandError

from benchmarks import promise_page, visitor
from tests import given


def test_the_bound_stands_beside_the_figures() -> None:
    told = promise_page.line([100.0] * 49 + [400.0])

    assert told.record == {"quotes": 50, "p50_ms": 100.0, "p95_ms": 100.0, "max_ms": 400.0, "bound_ms": 300.0}
    assert told.text.endswith("it may take 300 ms (p95)")


@pytest.mark.django_db
def test_a_site_without_order_lines_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = visitor.Visitor("", given.site(), given.user(), "")
    monkeypatch.setattr(promise_page, "visitor_of", lambda _options: nobody)
    parser = ArgumentParser()
    promise_page.add_arguments(parser)

    with pytest.raises(CommandError, match="no order lines"):
        promise_page.run(parser.parse_args([]))
