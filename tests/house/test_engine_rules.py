"""The page of the engine's rules says what is there: functions, test classes, and what their tests are about."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from mps.scheduler.check import RULES
from mps.scheduler.check_operations import OPERATION_RULES
from mps.scheduler.check_supply import SUPPLY_RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "engine-rules.md").read_text(encoding="utf-8")
RULES_TEXT, _, RANDOM_TEXT = PAGE.partition("## Over random problems")
RULE = re.compile(r"^\| (?P<rule>.+?) \| (?P<kind>\w+) \| `(?P<function>[\w.]+)` \| `(?P<tests>[\w.]+)` \|$", re.M)
WORDS = {
    "hard": ("allows", "forbids", "just_allows"),
    "policy": ("allows", "forbids", "just_allows"),
    "price": ("allows", "prices", "just_allows"),
    "record": (),
}
ROWS = [found.groupdict() for found in RULE.finditer(RULES_TEXT)]


def methods(name: str) -> list[str]:
    """Return the names of a class's tests; `name` is its file's and its own."""
    file, class_name = name.split(".")
    tree = ast.parse((ROOT / "tests" / "scheduler" / f"{file}.py").read_text(encoding="utf-8"))
    (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == class_name)
    return [node.name for node in found.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_every_row_of_the_page_is_read() -> None:
    rows = [line for line in RULES_TEXT.splitlines() if "| `test_" in line]

    assert len(rows) == len(ROWS)
    assert {row["kind"] for row in ROWS} == set(WORDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_every_rule_has_its_function_and_its_tests(row: dict[str, str]) -> None:
    module, function = row["function"].split(".")
    begun = methods(row["tests"])

    assert callable(getattr(import_module(f"mps.scheduler.{module}"), function))
    assert begun
    assert [word for word in WORDS[row["kind"]] if not any(one.startswith(f"test_{word}") for one in begun)] == []


def test_every_class_about_random_problems_exists() -> None:
    for name in re.findall(r"`(test_\w+\.\w+)`", RANDOM_TEXT):
        assert methods(name)


def test_every_function_that_check_runs_is_on_the_page() -> None:
    run = {function.__name__ for function in (*RULES, *OPERATION_RULES, *SUPPLY_RULES)}

    assert run - {row["function"].split(".")[1] for row in ROWS} == set()
