"""No text becomes a formula in a spreadsheet."""

from __future__ import annotations

import pytest

from company.spreadsheets import no_formula


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_would_be_a_formula_gets_a_quote(text: str) -> None:
    assert no_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1+1", "SO-1001", "'quoted", " =1", "＝1", "a\n=1"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert no_formula(text) == text
