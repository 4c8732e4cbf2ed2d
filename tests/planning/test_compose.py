"""docker-compose.yml is the same application as `manage.py up`: the same processes, every command of which exists."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import pytest
import yaml
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands

from planning.bootstrap.environment import PROJECT
from planning.embedded import roles
from planning.supervisor import fleet
from planning.supervisor.options import Options

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "chunk-worker", "dispatcher", "courier", "beat")


def problem_with(words: list[str]) -> str:
    """Return what is wrong with a command line of ours, empty where it can run."""
    match words:
        case ["sh", "-c", line]:
            return "".join(problem_with(part.split()) for part in line.split("&&"))
        case ["python", "manage.py", name, *_]:
            return "" if name in get_commands() else f"no command {name}"
        case ["python", "-m", "celery", "-A", app, name, *_]:
            known = hasattr(importlib.import_module(app), "app") and name in celery_command.commands
            return "" if known else f"no celery {app} {name}"
        case ["python", "-m", "uvicorn", target, *_]:
            module, _, attribute = target.partition(":")
            return "" if hasattr(importlib.import_module(module), attribute) else f"no application {target}"
        case ["python", "-m", module, *_]:
            return "" if importlib.util.find_spec(module) else f"no module {module}"
    return f"unknown words {words}"


def test_has_every_part_of_the_application() -> None:
    assert set(SERVICES) == {*OURS, "prepare", "postgres", "redis"}


@pytest.mark.parametrize("name", [*OURS, "prepare"])
def test_names_only_commands_that_exist(name: str) -> None:
    assert problem_with(SERVICES[name]["command"]) == ""


@pytest.mark.parametrize(
    "words",
    [
        ["python", "manage.py", "no_such_command"],
        ["python", "-m", "celery", "-A", "planning.celery", "no-such"],
        ["python", "-m", "uvicorn", "planning.asgi:no_such"],
        ["python", "-m", "no_such_module"],
        ["sh", "-c", "python manage.py migrate && python manage.py no_such_command"],
    ],
)
def test_a_command_that_does_not_exist_would_be_found(words: list[str]) -> None:
    assert problem_with(words) != ""


@pytest.mark.parametrize("name", OURS)
def test_runs_what_up_runs(name: str) -> None:
    commands = fleet.commands(Options(8000, "0.0.0.0", "demo", workers=2))  # noqa: S104 (as in the container)
    here = commands["chunk-worker-1" if name == "chunk-worker" else name]
    there = [word.replace("manage.py", str(PROJECT / "manage.py")) for word in SERVICES[name]["command"]]
    assert ["python", *here] == there


def test_the_image_starts_the_web_process() -> None:
    last = (PROJECT / "Dockerfile").read_text().strip().splitlines()[-1]
    assert last.startswith("CMD ")
    assert yaml.safe_load(last.removeprefix("CMD ")) == SERVICES["web"]["command"]


def test_the_database_container_makes_the_same_roles() -> None:
    script = (PROJECT / "docker" / "postgres-roles.sh").read_text()
    for role, attributes in roles.ATTRIBUTES.items():
        assert f"CREATE ROLE {role} {attributes} PASSWORD" in script
    for grant in roles.GRANTS:
        assert grant.format(owner=roles.OWNER, app=roles.APP) + ";" in script
