"""What `up` is asked to do, checked before anything is started."""

from __future__ import annotations

import argparse
import errno
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import psutil

from planning.bootstrap.refusals import Refusal

HIGHEST_PORT = 65535
MOST_WORKERS = 64
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Options:
    """
    `data` is "none", "demo" or the absolute path of a folder; None where nothing was said.

    Of the workers one plans all sites, so that it knows each plan's past; the others help it with large problems.
    """

    port: int
    host: str
    data: str | None
    workers: int = 1

    @property
    def address(self) -> str:
        """The address for this machine's browser."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 (compared, not bound)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def other_addresses(self) -> list[str]:
        """Return the addresses for other machines, where they are let in."""
        if self.host != "0.0.0.0":  # noqa: S104 (compared, not bound)
            return []
        return [f"http://{address}:{self.port}" for address in _own_addresses() if not address.startswith("127.")]

    def allowed_hosts(self) -> str:
        """Return the names under which the pages may be asked for: this machine's own."""
        names = {"localhost", "127.0.0.1", "[::1]", self.host}
        if self.host not in LOOPBACK:
            here = socket.gethostname()
            names |= {here, f"{here}.local", *_own_addresses()}
        return ",".join(sorted(names))


class Parser(argparse.ArgumentParser):
    """One that refuses in a sentence instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Raise Refusal with argparse's own words."""
        raise Refusal(f"{message[:1].upper()}{message[1:]}: `python3 manage.py up --help` lists the options.")


def parse(arguments: list[str]) -> Options:
    """Return the options. Raises Refusal where one is no option, has no data to load, or the port can't be had."""
    parser = Parser(prog="manage.py up", description="Start everything and print the address.")
    parser.add_argument("--port", default="8000", help="default 8000; 0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1; 0.0.0.0 lets other machines in")
    parser.add_argument("--data", help="none, demo, or a folder in the neutral format; default demo, then as begun")
    parser.add_argument("--workers", default="1", help="default 1; more of them plan large problems together")
    given = parser.parse_args(arguments)
    data = given.data if given.data in (None, "none", "demo") else str(folder_of_tables(given.data))
    return Options(free_port(given.host, given.port), given.host, data, number_of_workers(given.workers))


def number_of_workers(text: str) -> int:
    """Return how many workers there shall be. Raises Refusal where it is no number, or one that makes no sense."""
    number = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
    if number not in range(1, MOST_WORKERS + 1):
        raise Refusal(f"There can't be {text} workers: choose a number between 1 and {MOST_WORKERS} with --workers.")
    return number


def folder_of_tables(name: str) -> Path:
    """Return the folder's absolute path. Raises Refusal where there is none, or no table in it."""
    from connectors.tables.folders import is_table  # here, because a connector is a folder that one may delete

    folder = Path(name).expanduser().absolute()
    if not folder.is_dir():
        raise Refusal(f"There is no folder {name} to load: name one, or none, or demo.")
    if not any(path.is_file() and is_table(path) for path in folder.iterdir()):
        raise Refusal(
            f"The folder {name} holds no table: files like items.csv, bom.csv, work_centers.csv, routings.csv and "
            "orders.csv (or .xlsx) are expected, as docs/data-format.md describes."
        )
    return folder


def free_port(host: str, text: str) -> int:
    """Return the port, or a free one for 0. Raises Refusal where it is none, another program has it, or we may not."""
    port = int(text) if re.fullmatch("[0-9]{1,5}", text) else -1
    if port not in range(HIGHEST_PORT + 1):
        raise Refusal(f"There is no port {text}: choose one between 1 and {HIGHEST_PORT} with --port.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise Refusal(_why_not(error, host, port)) from error


def _own_addresses() -> list[str]:
    entries = (entry for entries in psutil.net_if_addrs().values() for entry in entries)
    return sorted({entry.address for entry in entries if entry.family == socket.AF_INET})


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: stop that one, or choose another port with --port."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} is for the system's own services: choose one above 1023 with --port."
    return f"This machine has no address {host}: choose another with --host."
