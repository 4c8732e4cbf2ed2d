"""`benchmark`: the figures that the planning core is held to, in one run, beside the peer's, the optimum or a bound."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import asdict
from importlib import import_module
from io import StringIO
from itertools import chain, pairwise
from json import loads
from math import inf
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from benchmarks.growth import SIZES
from benchmarks.output import Line, Row, show
from benchmarks.product import through_the_product

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
# What the closest open peer was measured at, with the same books on another day: it is not at hand here.
PEER_ON_TIME = {"s1": 1_850, "s10": 19_089}
PEER_CPU_SECONDS = {"s1": 0.07, "s10": 0.42}
MOST_OF_PLAIN_COST = 0.6
DATA = ("orderbooks/s1", "orderbooks/s10", "adventureworks", "lotsizing", "oracles.json")
A_QUARTER_NOT_YET = (
    "Half of it is Python objects, one for each lot: netting and placing are loops, the rest are arrays. Tried: columns"
    " from demands to rows, which halved it. Next: compile the placing of lots, or place a work centre's lots at once."
)
HIGHS_FOUND_NONE = (
    "HiGHS alone found no plan in that time, as happens on a machine that has other work. Run it on a quiet one."
)
BEYOND_THE_CACHES = (
    "Beyond 5,000 items the same steps per lot cost more, for what they read is no longer near. Tried: two loops that"
    " looked at whole columns are gone. Next: net all items of a level at once, by columns."
)
A_PART_IS_WHOLE = (
    "304 of 336 items share work centres or parts, and what shares is planned whole (docs/decisions/0009)."
    " Tried: keeping what accepting, splitting and checking know. Next: as for linked plants below."
)
LINKED_NOT_YET = (
    "A change costs its part (docs/decisions/0009), and two in a hundred bill lines across make one part of the whole"
    " plant. Next: let a change re-plan two levels of the bill around it, and keep the rest."
)
A_SECOND_IS_SHORT = (
    "In a second the search gets to few neighbourhoods, and the clock decides to which: G62 alone in a process was at"
    " 1.2 %, behind another one at 3.8 %. Tried: both orders. Next: begin with what a second is enough for."
)
# above the optimum, by instance, after 1 and after 5 CPU seconds
OPTIMA_GAPS = {"G72": (0.003, 0.0005), "G53": (0.02, 0.003), "G62": (0.02, 0.012), "G30": (0.02, 0.003)}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked for."""
    parser.add_argument("--data", type=Path, help=_("folder with order books, instances and a factory"))
    parser.add_argument("--no-product", action="store_true", help=_("begin no instance: leave out what needs one"))


def run(options: Namespace) -> int:
    """Run one benchmark after the other and print a row per figure; the status is 1 where a goal is missed."""
    data = options.data or BESIDE
    if options.data and not data.is_dir():
        raise CommandError(_("%(folder)s is no folder.") % {"folder": data})
    missed = 0
    show([Line(f"{'figure':<58}{'held against':<40}{'goal':<34}{'seen':<34}met")], as_json=options.json)
    rows = _rows(data)
    for row in rows if options.no_product else chain(rows, through_the_product(data)):
        missed += not row.met
        text = f"{row.figure:<58}{row.against:<40}{row.goal:<34}{row.seen:<34}{'yes' if row.met else 'NO'}"
        show([Line(text, asdict(row))], as_json=options.json)
        if row.why_not and not row.met and not options.json:
            show([Line(f"    {row.why_not}")], as_json=False)
    if absent := [name for name in DATA if not (data / name).exists()]:
        show([Line(f"Not measured, for it is not in {data}: {', '.join(absent)}.")], as_json=options.json)
    return int(missed > 0)


def _rows(data: Path) -> Iterator[Row]:
    for name in ("s1", "s10"):
        if (data / "orderbooks" / name).is_dir():
            yield from _book(name, data / "orderbooks" / name)
    for load in ("0.75", "0.95", "1.05"):
        yield _made_book(load)
    yield from _chains()
    if (data / "orderbooks" / "s10").is_dir():
        yield _replan(data / "orderbooks" / "s10")
    if (data / "adventureworks").is_dir():
        yield from _factory(data / "adventureworks")
        yield _quotes(data / "adventureworks")
    if (data / "lotsizing").is_dir():
        yield from _lots(data / "lotsizing")
    yield _lot_levels()
    yield from _growth()
    yield from _local_changes()
    yield _stops()
    if (data / "oracles.json").is_file():
        yield _oracles(data / "oracles.json")


def records(name: str, *arguments: str) -> list[dict[str, Any]]:
    """Run a benchmark as by hand, and return what it says in JSON."""
    module = import_module(f"benchmarks.{name}")
    parser = ArgumentParser()
    parser.add_argument("--json", action="store_true")
    module.add_arguments(parser)
    with redirect_stdout(StringIO()) as said:
        module.run(parser.parse_args([*arguments, "--json"]))
    return [loads(line) for line in said.getvalue().splitlines()]


def _book(name: str, folder: Path) -> Iterator[Row]:
    (found,) = records("orderbook", str(folder), "--optimum")
    orders, best = found["orders"], found["optimum"]
    against = f"optimum {best:,}, peer {PEER_ON_TIME[name]:,}, EDD {found['on_time_earliest_due_date']:,}"
    for what, most in (("construct", 0.003), ("final", 0.0005)):
        seen = found[f"on_time_{what}"]
        goal = f"≥ optimum − {100 * most:g} %"
        met = seen >= best - most * orders
        yield Row(f"{name}: orders on time, {what}", against, goal, f"{seen:,} of {orders:,}", met)
    seconds, reference = found["cpu_seconds_construct"], found["cpu_seconds_earliest_due_date"]
    yield Row(
        f"{name}: CPU seconds, construct",
        f"peer's own solve {PEER_CPU_SECONDS[name]}, EDD now {reference:.3f}",
        f"≤ {PEER_CPU_SECONDS[name]}",
        f"{seconds:.3f} ({seconds / reference:.1f} × EDD)",
        seconds <= PEER_CPU_SECONDS[name],
    )
    quarter = PEER_CPU_SECONDS[name] / 4
    yield Row(f"{name}: CPU seconds, construct, and later", "peer's own solve", f"≤ a quarter of it, {quarter:g}",
              f"{seconds:.3f}", seconds <= quarter, A_QUARTER_NOT_YET)  # fmt: skip
    most, seen = found["optimum_by_priority"], found["on_time_by_priority"]
    yield Row(f"{name}: orders of priority 1 and 2 on time", "as many as can be",
              f"all {most['1'] + most['2']:,}", f"{seen['1'] + seen['2']:,}",
              all(seen[one] >= most[one] for one in ("1", "2")))  # fmt: skip
    yield Row(f"{name}: peak memory", "-", "≤ 300 MiB", f"{found['peak_mb']:.0f} MiB", found["peak_mb"] <= 300)


def _made_book(load: str) -> Row:
    (found,) = records("orderbook", "--items", "300", "--load", load, "--optimum", "--any-minute")
    best, seen = found["optimum_by_priority"], found["on_time_by_priority"]
    urgent = all(seen[one] >= best[one] for one in ("1", "2"))
    near = found["on_time_final"] >= found["optimum"] - 0.001 * found["orders"]
    return Row(
        f"made book, 300 items, load {load}: on time",
        f"priority-first maximum {found['optimum']:,}, EDD {found['on_time_earliest_due_date']:,}",
        "≥ maximum − 0.1 %, 1 and 2 all",
        f"{found['on_time_final']:,} of {found['orders']:,}",
        urgent and near,
    )


def _chains() -> Iterator[Row]:
    for found in records("chains"):
        yield Row(
            f"3 steps, {found['components']} shared components, load {found['load']}",
            f"LP bound {found['bound_percent']:.2f} %",
            "≤ 1.0 point below",
            f"{found['points_off']:.2f} below, {found['cpu_seconds_final']:.2f} CPU s",
            found["points_off"] <= 1.0,
        )


def _replan(folder: Path) -> Row:
    (found,) = records("replan", str(folder))
    return Row(
        "s10: one change, planned and checked",
        "peer: a full run; full re-plan agrees: " + ("yes" if found["same_plan_as_full_replan"] else "NO"),
        "p95 ≤ 30 ms",
        f"p50 {found['p50_ms']:.1f}, p95 {found['p95_ms']:.1f}, max {found['max_ms']:.1f}",
        found["p95_ms"] <= 30 and found["same_plan_as_full_replan"],
    )


def _factory(folder: Path) -> Iterator[Row]:
    found, *_late, change = records("factory", str(folder), "--changes", "40")
    yield Row("bicycle maker: lines on time", "naive 93.1 %", "≥ 99.5 %", f"{found['on_time_percent']:.2f} %",
              found["on_time_percent"] >= 99.5)  # fmt: skip
    seconds = found["solve_cpu_seconds"]
    yield Row("bicycle maker: full plan", "plain Python 0.2–0.4 s", "≤ 2 CPU s", f"{seconds:.2f} CPU s", seconds <= 2)
    yield Row("bicycle maker: one change, with check", "-", "p50 ≤ 0.2 CPU s",
              f"p50 {change['p50_cpu_seconds']:.3f}, p95 {change['p95_cpu_seconds']:.3f}",
              change["p50_cpu_seconds"] <= 0.2, A_PART_IS_WHOLE)  # fmt: skip
    yield Row("bicycle maker: peak memory", "-", "≤ 300 MiB", f"{found['peak_mib']:.0f} MiB", found["peak_mib"] <= 300)


def _lots(folder: Path) -> Iterator[Row]:
    files = {name: str(folder / f"{name}.DAT") for name in OPTIMA_GAPS}
    unit_times_one = files.pop("G30")
    found = [*records("lotsizing", *files.values()), *records("lotsizing", "--unit-times-one", unit_times_one)]
    for one in found:
        most = OPTIMA_GAPS[one["instance"]][one["seconds"] > 1]
        gap = inf if one["cost"] is None else one["gap_to_optimum"]
        yield Row(
            f"lot sizing {one['instance']}, {one['items']} × {one['periods']}, {one['seconds']:g} s",
            f"optimum {one['optimum']:,}",
            f"≤ {100 * most:g} % above",
            f"{100 * gap:.3f} %, {one['cpu_seconds']:.1f} CPU s",
            gap <= most,
            A_SECOND_IS_SHORT if one["seconds"] <= 1 else "",
        )


def _lot_levels() -> Row:
    """Two plants: one says little."""
    found = records("lotsizing", "--multi-level", "--seconds", "20", "--seeds", "0", "1")
    shares = [one["cost"] / one["plain_cost"] if one["plain_cost"] else None for one in found]
    return Row(
        "lot sizing over 3 levels, 20 s: cost",
        "HiGHS alone, as many seconds",
        "≤ 0.6 ×",
        ", ".join("nothing to compare" if share is None else f"{share:.2f} ×" for share in shares),
        all(share is not None and share <= MOST_OF_PLAIN_COST for share in shares),
        HIGHS_FOUND_NONE if None in shares else "",
    )


def _quotes(folder: Path) -> Row:
    (found,) = records("quotes", str(folder))
    seen = f"p50 {found['p50_ms']:.1f}, p95 {found['p95_ms']:.1f}, max {found['max_ms']:.1f}"
    against = "peer p95 12–25 ms (enterprise edition)"
    return Row("bicycle maker: a promised date, in memory", against, "p95 ≤ 10 ms", seen, found["p95_ms"] <= 10)


def _growth() -> Iterator[Row]:
    found = records("growth", "--sizes", ",".join(map(str, SIZES)))
    for few, many in pairwise(found):
        factor = 2.0 ** float(many["exponent"])
        yield Row(f"twice the items, {few['items']:,} to {many['items']:,}: first plan", "-", "≤ 2.3 × the time",
                  f"{factor:.2f} ×, {many['solve_cpu_seconds']:.2f} CPU s", factor <= 2.3,
                  BEYOND_THE_CACHES if many["items"] > 5_000 else "")  # fmt: skip


def _local_changes() -> Iterator[Row]:
    """A change of a plant twice as large: with families that share nothing, and with some bill lines across."""
    for name, cross, why_not in (("families apart", "0", ""), ("bills across", "0.02", LINKED_NOT_YET)):
        found = records("growth", "--sizes", "1000,2000", "--cross", cross, "--changes", "20")
        small, large = (one["change_p50_ms"] for one in found if "change_p50_ms" in one)
        yield Row(f"twice the items, {name}: one change", "-", "constant: ≤ 1.2 × the time",
                  f"{large / small:.2f} × {small:.0f} ms", large <= 1.2 * small, why_not)  # fmt: skip


def _stops() -> Row:
    found = records("stops", "--count", "4", "--seconds", "4")
    longest = max(one["max_ms"] for one in found)
    wishes = sum(one["wishes"] for one in found)
    return Row("a search ends after it is told to", f"{len(found)} searches, {wishes} moments", "≤ 100 ms",
               f"at most {longest:.0f} ms", longest <= 100)  # fmt: skip


def _oracles(file: Path) -> Row:
    *verdicts, counts = records("oracles", str(file))
    return Row("published worked examples", f"{len(verdicts)} examples", "all agree", f"{counts['agree']} agree",
               counts["differ"] == 0)  # fmt: skip
