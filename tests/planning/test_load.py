"""What `up` loads, and where it keeps its hands off."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from company.models import Membership, Site, User
from company.people import DEMO_PEOPLE
from planning.supervisor import load
from tests import given


@pytest.mark.django_db
def test_demo_data_and_demo_people_stay_out_of_somebodys_book() -> None:
    given.site("AW")

    assert load.main("demo") == 0

    assert list(Site.objects.values_list("code", flat=True)) == ["AW"]
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "people"), [(True, len(DEMO_PEOPLE)), (False, 0)])
def test_people_with_a_public_password_are_made_in_demo_mode_only(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    is_demo: bool, people: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("LOCKSTEP_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    settings.DEMO = is_demo
    (tmp_path / "site.csv").write_text("site,name\nAW,Works\n")

    assert load.main(str(tmp_path)) == 0

    assert Site.objects.filter(code="AW").exists()
    assert User.objects.count() == people
    everywhere = [one for one in DEMO_PEOPLE if not one.territories] if is_demo else []
    assert Membership.objects.filter(site__code="AW").count() == len(everywhere)
    assert ("Nobody has a role" in capsys.readouterr().out) is not is_demo
