"""What people wait for, measured through the product: an edit until its plan is published, a promised date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.book_files import read_book
from benchmarks.book_tables import write_tables
from benchmarks.output import Row
from benchmarks.own_instance import OwnInstance, own_instance

# book, seconds from edit to edit, edit → published p95 in seconds
BOOKS = (("s1", "1", 1.0), ("s10", "3", 2.0))
LARGEST = "s10"  # whose promised dates are measured too
EDITS = "30"


def through_the_product(data: Path) -> Iterator[Row]:
    """Begin an instance with each data set that is there, and measure it."""
    for name, every, most in BOOKS:
        if (data / "orderbooks" / name).is_dir():
            with TemporaryDirectory(prefix="benchmark-") as folder:
                tables = Path(folder) / name
                write_tables(read_book(data / "orderbooks" / name), tables)
                with own_instance(tables) as instance:
                    yield _edits(instance, name, every, most)
                    if name == LARGEST:
                        yield _promises(instance, name)
    if (data / "adventureworks").is_dir():
        with own_instance(data / "adventureworks") as instance:
            yield _edits(instance, "bicycle maker", "1", 2.0)
            yield _promises(instance, "bicycle maker")


def _edits(instance: OwnInstance, name: str, every: str, most: float) -> Row:
    found = {
        one["seconds"]: one for one in instance.records("edits", "--count", EDITS, "--every", every) if "p95" in one
    }
    seen = found["edit → published"]
    return Row(
        f"{name}: edit saved → plan published, every {every} s",
        "peer ≥ 4.3 CPU s, by hand",
        f"p95 ≤ {most:g} s",
        f"p50 {seen['p50']:.2f}, p95 {seen['p95']:.2f}, max {seen['max']:.2f}",
        seen["p95"] <= most,
    )


def _promises(instance: OwnInstance, name: str) -> Row:
    found = next(one for one in instance.records("promises", may_miss=True) if one.get("clients") == 1)
    seen = f"p50 {found['p50_ms']:.0f}, p95 {found['p95_ms']:.0f}, max {found['max_ms']:.0f}"
    return Row(f"{name}: a promised date, over HTTP", "-", "p95 ≤ 100 ms", seen, found["p95_ms"] <= 100)
