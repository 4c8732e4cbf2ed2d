"""Rough-cut capacity: rules of the glossary."""

from __future__ import annotations

import numpy as np
import pytest

from mps.scheduler.rough_cut import overall_factor_load, utilisation_shares


def test_overall_factors_divide_all_hours_as_the_past_did() -> None:
    found = overall_factor_load(np.array([10.0, 20.0]), np.array([3.0, 1.0]), np.array([0.5, 0.3, 0.2]))

    assert found.total_hours == 50
    assert found.hours == pytest.approx([25, 15, 10])


def test_overall_factors_refuse_shares_of_half_a_past() -> None:
    with pytest.raises(ValueError, match=r"add up to 0\.5"):
        overall_factor_load(np.array([1.0]), np.array([1.0]), np.array([0.3, 0.2]))


def test_utilisation_is_blank_where_nothing_is_available() -> None:
    found = utilisation_shares(np.array([[30.0, 90.0, 5.0]]), np.array([[60.0, 60.0, 0.0]]))

    assert found[0, :2].tolist() == [0.5, 1.5]
    assert np.isnan(found[0, 2])
