"""`benchmark oracles`: agrees with what is right, names the cell that is wrong, knows what it does not know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from benchmarks.oracles import judged, verdict_on
from benchmarks.worked_examples import RECOMPUTED
from benchmarks.worked_examples.example import Example
from tests.benchmarks.examples import ANSWERS, EXAMPLES

ALL = [pytest.param(kind, example, id=f"{kind} {example['id']}") for kind, of in EXAMPLES.items() for example in of]


def example(kind: str, place: int = 0, **changes: Any) -> Example:
    """One of our examples, with changes."""
    return Example(kind, {**deepcopy(EXAMPLES[kind][place]), **changes})


def spoilt(kind: str, fields: dict[str, Any]) -> Iterator[tuple[str, Example]]:
    """Yield the example once for every cell of its answers, with that cell wrong."""

    def cells(value: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
        if places is None:
            yield at
        else:
            for place, inner in places:
                yield from cells(inner, (*at, place))

    for key in sorted(ANSWERS & fields.keys()):
        for path in cells(fields[key], (key,)):
            wrong = deepcopy(fields)
            holder: Any = wrong
            for step in path[:-1]:
                holder = holder[step]
            right = holder[path[-1]]
            holder[path[-1]] = "Lost" if isinstance(right, str) else 1 if right is None else right + 0.1
            yield key, Example(kind, wrong)


class TestEveryKind:
    def test_has_an_example_of_ours(self) -> None:
        assert EXAMPLES.keys() == RECOMPUTED.keys()

    @pytest.mark.parametrize(("kind", "fields"), ALL)
    def test_agrees_where_all_is_right(self, kind: str, fields: dict[str, Any]) -> None:
        verdict = verdict_on(Example(kind, fields))

        assert verdict.agrees, verdict

    @pytest.mark.parametrize(("kind", "fields"), ALL)
    def test_names_any_cell_that_is_wrong(self, kind: str, fields: dict[str, Any]) -> None:
        tried = list(spoilt(kind, fields))

        assert tried
        for key, wrong in tried:
            found = verdict_on(wrong).differences
            assert len(found) == 1, (key, wrong.fields)
            assert found[0].where.startswith(key)


class TestGrids:
    def test_a_blank_of_atp_is_stated_and_another_blank_says_nothing(self) -> None:
        blank_lot = verdict_on(example("mps_grids", atp=[5, None, None, 40]))

        assert [str(one) for one in blank_lot.differences] == ["atp[1]: expected blank, got 25"]
        assert verdict_on(example("mps_grids", pab=[5, None, 5, 25])).agrees

    def test_an_mps_that_the_lot_rule_does_not_make_differs(self) -> None:
        found = verdict_on(example("mps_grids", mps=[40, 0, 0, 40], pab=[45, 25, 5, 25], atp=[30, None, None, 40]))

        assert [one.where for one in found.differences] == ["mps[0]", "mps[1]"]

    def test_a_clause_that_nobody_taught_us_is_named(self) -> None:
        found = verdict_on(example("mps_grids", 1, rule="fixed order qty 50, SS 5, time-fence rule D"))

        assert found.unusable == "unknown rule time-fence rule D"


class TestWhatCanNotBeRecomputed:
    def test_an_unknown_kind_is_named(self) -> None:
        verdicts = list(judged({"note": "a remark", "tea_leaves": [{"id": "T"}], "more": [], "number": 3}))

        assert [(one.id, one.unusable) for one in verdicts] == [
            ("T", "unknown kind tea_leaves"), ("-", "is no list of examples"), ("-", "is no list of examples"),
        ]  # fmt: skip
        assert {one.kind for one in verdicts} == {"tea_leaves", "more", "number"}

    @pytest.mark.parametrize("kind", ["oracle_atp_rules", "forecast_consumption"])
    def test_an_unknown_rule_is_named(self, kind: str) -> None:
        assert verdict_on(example(kind, rule="by the moon")).unusable == "unknown rule by the moon"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"on_hand": "many"}, "on_hand is not a number: 'many'"),
            ({"orders": [1, 2]}, "rows of different length: forecast 4, orders 2, mps 4"),
            ({"orders": 3}, "orders is not a list"),
            ({"dtf_periods": 1.5}, "dtf_periods is not a whole number: 1.5"),
            ({"on_hand": -4}, "item:ITEM is refused: bad_number"),
            ({"on_hand": 10**400}, "on_hand is beyond all numbers"),
            ({"forecast": [float("nan"), 0, 0, 0]}, "forecast[0] is beyond all numbers"),
        ],
    )
    def test_a_bad_field_is_named(self, changes: dict[str, Any], words: str) -> None:
        assert words in verdict_on(example("mps_grids", **changes)).unusable

    def test_a_row_that_nobody_looks_at_is_no_agreement(self) -> None:
        assert verdict_on(example("mps_grids", backlog=[1, 2, 3, 4])).unusable == "unknown field backlog"

    def test_an_example_without_an_answer_is_no_agreement(self) -> None:
        only_given = {key: value for key, value in EXAMPLES["cpof"][0].items() if key not in ANSWERS}

        assert "states nothing" in verdict_on(Example("cpof", only_given)).unusable


class TestCommand:
    def test_counts_and_ends_well_where_all_agree(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "examples.json"
        file.write_text(json.dumps({"note": "ours", **EXAMPLES}), encoding="utf-8")

        call_command("benchmark", "oracles", str(file))

        lines = capsys.readouterr().out.splitlines()
        assert lines[-1] == f"{len(ALL)} agree, 0 differ"
        assert lines[0].split() == ["by", "lots", "of", "40", "mps_grids", "agrees"]

    def test_ends_badly_where_one_differs(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "examples.json"
        file.write_text(json.dumps({"cpof": [{**EXAMPLES["cpof"][0], "total_hours": 51}], "new_kind": [{"id": "N"}]}))

        with pytest.raises(SystemExit) as ended:
            call_command("benchmark", "oracles", "--json", str(file))

        assert ended.value.code == 1
        first, second, last = map(json.loads, capsys.readouterr().out.splitlines())
        assert first["differences"] == [{"where": "total_hours", "expected": 51, "got": 50.0}]
        assert (second["id"], second["agrees"], second["unusable"]) == ("N", False, "unknown kind new_kind")
        assert last == {"agree": 0, "differ": 2}

    @pytest.mark.parametrize("text", ["[1, 2]", "{broken", "{}", '{"note": "no example"}', "[" * 100_000, None])
    def test_refuses_a_file_that_holds_something_else(self, tmp_path: Path, text: str | None) -> None:
        file = tmp_path / "examples.json"
        if text is not None:
            file.write_text(text)

        with pytest.raises(CommandError, match=r"examples\.json"):
            call_command("benchmark", "oracles", str(file))
