"""Order books made by a seed: as easy or as hard as wanted, for whoever has no data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from benchmarks.books import BOOKS_START, Book, Order
from benchmarks.shifts import Shift

ITEMS_A_CENTER = 20
WEEKS, DAYS = 26, 26 * 7
TWO_SHIFTS = Shift(weekdays=(0, 1, 2, 3, 4), opens_minute=6 * 60, closes_minute=22 * 60)
PRIORITY_SHARES = (0.15, 0.35, 0.5)
SETUP_MINUTES = (10.0, 20.0, 30.0, 60.0)
SHIPPING_HOUR = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a book is to be like. `load` is work over working minutes, on every work centre.

    `popularity_skew` and `lot_skew` are the standard deviations of the logarithms of an item's orders and of an
    order's quantity. `any_minute` lets orders be due at any minute of the day, else at the shipping hour.
    """

    items: int = 200
    load: float = 0.95
    seed: int = 1
    orders_an_item: int = 10
    popularity_skew: float = 1.2
    lot_skew: float = 1.0
    any_minute: bool = False


def make_book(wanted: Wanted) -> Book:
    """Return the book; the same for the same wishes."""
    random = np.random.default_rng(wanted.seed)
    centers = [f"WC{number:03d}" for number in range(max(1, wanted.items // ITEMS_A_CENTER))]
    count = wanted.items * wanted.orders_an_item
    center_of = np.arange(wanted.items) % len(centers)
    setup = random.choice(SETUP_MINUTES, wanted.items)
    run = random.integers(100, 900, wanted.items) / 60
    popularity = random.lognormal(0.0, wanted.popularity_skew, wanted.items)
    item = random.choice(wanted.items, count, p=popularity / popularity.sum())
    quantity = np.maximum(1.0, np.round(random.lognormal(3.0, wanted.lot_skew, count)))
    work = np.bincount(center_of[item], setup[item] + run[item] * quantity, len(centers))
    capacity = WEEKS * len(TWO_SHIFTS.weekdays) * TWO_SHIFTS.minutes
    scale = (wanted.load * capacity / np.maximum(work, 1.0))[center_of]
    setup, run = setup * scale, run * scale
    minute = random.integers(0, 24 * 60, count) if wanted.any_minute else np.full(count, SHIPPING_HOUR * 60)
    day, priority = random.integers(0, DAYS, count), random.choice((1, 2, 3), count, p=PRIORITY_SHARES)
    return Book(
        name=f"made of {wanted.items} items, load {wanted.load}, seed {wanted.seed}",
        start=BOOKS_START,
        shifts=dict.fromkeys(centers, TWO_SHIFTS),
        items={
            f"FG{number:05d}": (centers[center_of[number]], float(setup[number]), float(run[number]))
            for number in range(wanted.items)
        },
        orders=tuple(
            Order(
                key=f"SO{number:06d}",
                item=f"FG{item[number]:05d}",
                quantity=float(quantity[number]),
                due=BOOKS_START + timedelta(days=int(day[number]), minutes=int(minute[number])),
                priority=int(priority[number]),
            )
            for number in range(count)
        ),
    )  # fmt: skip
