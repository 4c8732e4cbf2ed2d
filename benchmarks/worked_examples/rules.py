"""Examples that one function of the core answers: ATP rules, forecast consumption, overall factors."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.worked_examples.claims import Claim, claims_on
from benchmarks.worked_examples.example import Example, UnknownRule, Unusable
from mps.scheduler import atp as atp_rules
from mps.scheduler.arrays import Floats, floats
from mps.scheduler.forecast import net_forecast_by_bucket, reduced_forecast
from mps.scheduler.rough_cut import overall_factor_load

PERCENT = 100.0
ATP_RULES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "period": atp_rules.period_atp,
    "backward": lambda supply, demand: atp_rules.backward_atp(atp_rules.period_atp(supply, demand)),
    "backward+accumulate": atp_rules.accumulated_atp,
}


def same_length(example: Example, *keys: str) -> None:
    """Raise Unusable where rows of an example are not equally long."""
    lengths = {key: len(example.numbers(key)) for key in keys}
    if len(set(lengths.values())) > 1:
        raise Unusable(f"rows of different length: {', '.join(f'{key} {count}' for key, count in lengths.items())}")


def atp(example: Example) -> list[Claim]:
    """Recompute available to promise by the rule that the example names."""
    same_length(example, "supply", "demand")
    rule = ATP_RULES.get(example.rule())
    if rule is None:
        raise UnknownRule(example.rule())
    found = rule(floats(example.numbers("supply")), floats(example.numbers("demand")))
    return claims_on(example, atp=found.tolist())


def forecast(example: Example) -> list[Claim]:
    """Recompute what orders, or a reduction key, leave of a forecast; the steps on the way too, where stated."""
    same_length(example, "forecast", "orders")
    gross, orders = example.numbers("forecast"), example.numbers("orders")
    if example.rule() == "percent_key":
        same_length(example, "forecast", "percent")
        left = reduced_forecast(gross, [percent / PERCENT for percent in example.numbers("percent")])
        return claims_on(example, net_forecast=left)
    windows = {"same_bucket": 0, "backward_then_forward": len(gross)}
    if example.rule() not in windows:
        raise UnknownRule(example.rule())
    reach = windows[example.rule()]

    def left_after(count: int) -> list[float]:
        first = [*orders[:count], *[0.0] * (len(orders) - count)]
        return net_forecast_by_bucket(gross, first, backward_buckets=reach, forward_buckets=reach)

    claims = claims_on(example, net_forecast=left_after(len(orders)))
    if "intermediate" in example:  # after the orders of the first bucket, of the first two, …
        steps = enumerate(example.table("intermediate").items(), start=1)
        claims += [Claim(f"intermediate.{name}", stated, left_after(count)) for count, (name, stated) in steps]
    return claims


def overall_factors(example: Example) -> list[Claim]:
    """Recompute rough-cut capacity by overall factors."""
    same_length(example, "qty", "hours")
    quantities, hours, shares = (floats(example.numbers(key)) for key in ("qty", "hours", "historic_share"))
    try:
        found = overall_factor_load(quantities, hours, shares)
    except ValueError as refusal:
        raise Unusable(str(refusal)) from refusal
    return claims_on(example, total_hours=found.total_hours, load=found.hours.tolist())
