"""Whoever names the wrong file or a senseless number gets one sentence, which is a CommandError: exit status 1."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.connectors.sets import small

INSTANCE = "1 2 0 100\n1 1 5 50\n{demand}\n7\n"


def refusal_of(*arguments: str) -> str:
    """What a benchmark says."""
    with pytest.raises(CommandError) as refused:
        call_command("benchmark", *arguments)
    said = str(refused.value)
    assert "\n" not in said
    return said


class TestNumbers:
    @pytest.mark.parametrize(
        "arguments",
        [
            *(("orderbook", option, value) for option in ("--items", "--load") for value in ("0", "-1", "x", "nan")),
            *((name, "--seed", "-1") for name in ("orderbook", "replan", "growth", "parts", "chains")),
            *((name, "--count", value) for name in ("replan", "quotes") for value in ("0", "-3", "1.5", "")),
            *(("growth", option, value) for option in ("--load", "--rounds") for value in ("0", "-1", "inf")),
            *(("growth", "--cross", value) for value in ("-0.1", "1.1", "nan")),
            *(("lotsizing", "--seconds", value) for value in ("0", "-1", "inf", "nan", "x")),
            ("lotsizing", "--multi-level", "--seeds", "-1"),
            *(("factory", "--changes", value) for value in ("-1", "x")),
            *(("factory", "--rounds", value) for value in ("0", "-1")),
            *(("chains", option, "0") for option in ("--items", "--loads")),
        ],
    )
    def test_senseless_one_is_named(self, arguments: tuple[str, ...]) -> None:
        assert f"argument {arguments[-2]}: {arguments[-1]} is " in refusal_of(*arguments)

    @pytest.mark.parametrize("name", ["factory", "oracles", "quotes"])
    def test_missing_one_is_asked_for(self, name: str) -> None:
        assert "required" in refusal_of(name)


class TestFiles:
    @pytest.mark.parametrize("name", ["orderbook", "replan", "factory", "quotes", "parts", "lotsizing", "oracles"])
    def test_one_that_is_not_there_is_named(self, name: str, tmp_path: Path) -> None:
        assert "nowhere" in refusal_of(name, str(tmp_path / "nowhere"))

    @pytest.mark.parametrize("name", ["orderbook", "replan", "factory", "quotes", "parts", "lotsizing", "oracles"])
    def test_an_empty_folder_is_named(self, name: str, tmp_path: Path) -> None:
        assert str(tmp_path) in refusal_of(name, str(tmp_path))

    @pytest.mark.parametrize("name", ["orderbook", "replan", "factory", "quotes", "parts", "lotsizing", "oracles"])
    def test_a_file_of_something_else_is_named(self, name: str, tmp_path: Path) -> None:
        letter = tmp_path / "letter.txt"
        letter.write_text("Dear planner, …", encoding="utf-8")

        assert "letter.txt" in refusal_of(name, str(letter))

    @pytest.mark.parametrize("name", ["orderbook", "growth"])
    def test_tables_that_can_not_be_written_are_named(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        assert "can't be written" in refusal_of(name, "--tables", str(tmp_path / "file" / "tables"))

    @pytest.mark.parametrize(
        ("arguments", "said"), [(("factory", "--changes", "3"), "no open order"), (("quotes",), "no order")]
    )
    def test_a_set_without_orders_has_nothing_to_change_or_ask(
        self, arguments: tuple[str, ...], said: str, tmp_path: Path
    ) -> None:
        for name, text in small(orders="order,line,customer,item,quantity,requested_date\n").items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")

        assert said in refusal_of(*arguments, str(tmp_path))


class TestInstances:
    @pytest.mark.parametrize("wrong", ["-1", "nan", "inf", "1e999"])
    def test_a_number_that_is_none_is_named(self, wrong: str, tmp_path: Path) -> None:
        file = tmp_path / "G1.DAT"
        file.write_text(INSTANCE.format(demand=wrong))

        assert "number 9 is" in refusal_of("lotsizing", str(file))

    @pytest.mark.parametrize("head", ["1.5 2", "nan 2", "inf 2", "0 2"])
    def test_so_is_a_size_that_is_none(self, head: str, tmp_path: Path) -> None:
        file = tmp_path / "G1.DAT"
        file.write_text(INSTANCE.format(demand=3).replace("1 2", head, 1))

        assert "G1.DAT" in refusal_of("lotsizing", str(file))

    def test_nothing_wanted_costs_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "G1.DAT"
        file.write_text(INSTANCE.format(demand=0).replace("7", "0"))

        call_command("benchmark", "lotsizing", str(file), "--json", "--seconds", "0.1")

        assert '"cost": 0.0' in capsys.readouterr().out
