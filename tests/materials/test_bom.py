"""A bill of material must not contain itself."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from materials.bom import path_down
from materials.models import BomLine
from tests import given

LINES = [("pump", "motor"), ("motor", "rotor"), ("rotor", "shaft"), ("pump", "shaft")]


class TestPathDown:
    def test_is_the_shortest_way_to_a_component(self) -> None:
        assert path_down(LINES, start="pump", goal="shaft") == ("pump", "shaft")

    def test_is_empty_upwards(self) -> None:
        assert path_down(LINES, start="shaft", goal="pump") == ()

    def test_ends_where_a_broken_bill_goes_round(self) -> None:
        assert path_down([*LINES, ("shaft", "pump")], start="motor", goal="bolt") == ()


@pytest.mark.django_db
class TestBomLine:
    def test_that_closes_a_loop_is_refused_by_name(self) -> None:
        pump, motor, rotor = given.item("PUMP"), given.item("MOTOR"), given.item("ROTOR")
        BomLine.objects.create(parent=pump, component=motor, quantity_per=1)
        BomLine.objects.create(parent=motor, component=rotor, quantity_per=1)

        with pytest.raises(ValidationError, match="ROTOR → PUMP → MOTOR → ROTOR"):
            BomLine(parent=rotor, component=pump, quantity_per=1).full_clean()

    def test_that_only_shares_a_component_is_fine(self) -> None:
        pump, motor, rotor = given.item("PUMP"), given.item("MOTOR"), given.item("ROTOR")
        BomLine.objects.create(parent=motor, component=rotor, quantity_per=1)

        BomLine(parent=pump, component=rotor, quantity_per=2).full_clean()
