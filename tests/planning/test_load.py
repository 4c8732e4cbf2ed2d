"""What `up` loads, and where it keeps its hands off."""

from __future__ import annotations

import pytest

from company.models import Site, User
from planning.supervisor import load
from tests import given


@pytest.mark.django_db
def test_demo_data_and_demo_people_stay_out_of_somebodys_book() -> None:
    given.site("AW")

    assert load.main("demo") == 0

    assert list(Site.objects.values_list("code", flat=True)) == ["AW"]
    assert not User.objects.exists()
