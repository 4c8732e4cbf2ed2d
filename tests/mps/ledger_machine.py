"""
Everything that can happen to promises, in any order: a state machine for Hypothesis over the product's own functions.

After each step `ledger_watch` looks at all promises; after each promise that is made, at the room that there was. Every
example has a plant of its own, so that nothing has to be emptied between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from unittest.mock import patch

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from capacity.models import CalendarDay
from company.models import Role, Site, User
from materials.models import ItemSite
from mps import publish, run, whatif
from mps.promising import NotPossibleError, Wish, promise
from orders.changes import LineChange, submit
from orders.models import Customer
from orders.promises import book
from orders.promises.book import NotHeldError, Terms
from orders.promises.models import Promise
from orders.shipments import reporting
from orders.shipments.record import ShipmentKind
from orders.shipments.reporting import Report, ReportsRefused
from tests import given
from tests.mps.ledger_watch import CASING_LEAD_DAYS, Room, watch
from tests.mps.plant import Plant, plant

CODES = (f"L{number}" for number in count(1))
PUMPS, CASINGS = 20, 150
QUANTITIES = st.sampled_from((1, 12, 24, 48, 96))
DAYS = st.integers(0, 9)
ANY = st.integers(0, 50)  # one of the promises, counted round
NEVER_CLOSED = 4  # weekday: a plant that never works again has no plan


class PromiseLedger(RuleBasedStateMachine):
    """One plant, its people, its plans and its promises."""

    mill: Plant
    customer: Customer
    sales: User
    planner: User
    room: Room  # of the current plan, by the inputs that it was made from
    since: list[Promise]  # made since the inputs of the current plan were read

    @initialize()
    def open_the_plant(self) -> None:
        """Make a plant with some stock, and its first plan."""
        self.mill, self.since = plant(next(CODES)), []
        ItemSite.objects.filter(item=self.mill.casing).update(lead_time_days=CASING_LEAD_DAYS)
        self.mill.casing.stock_balances.update(quantity=CASINGS)
        given.stock(self.mill.pump, PUMPS, at=self.mill.site)
        self.customer = given.customer()
        self.sales, self.planner = (given.user(role, at=self.mill.site) for role in (Role.SALES, Role.PLANNER))
        self.publish()

    # -- what is promised

    @rule(quantity=QUANTITIES, day=DAYS)
    def take_what_was_quoted(self, quantity: int, day: int) -> None:
        """A date that was quoted can be held as long as nobody else has come between."""
        wanted = self.start() + timedelta(days=day)
        found = whatif.quote_for(
            site=self.mill.site, item=self.mill.pump.code, quantity=quantity, wanted_date=wanted
        )
        if found.delivery_date is not None:
            wish = Wish(self.mill.pump, Decimal(quantity), wanted, found.delivery_date)
            self.note(promise([wish], self.terms(held=True)))

    @rule(quantity=QUANTITIES, day=DAYS, held=st.booleans())
    def ask_for_a_day(self, quantity: int, day: int, held: bool) -> None:
        """Hold or promise a quantity for a day, if that can be."""
        self.note(self.asked(quantity, day, held=held))

    @rule(quantity=QUANTITIES, day=DAYS)
    def ask_two_at_once(self, quantity: int, day: int) -> None:
        """Two people want the same day at the same moment."""

        def one(_number: int) -> list[Promise]:
            with closing(connection):
                return self.asked(quantity, day, held=False)

        with ThreadPoolExecutor(2) as pool:
            self.note([made for some in pool.map(one, range(2)) for made in some])

    # -- what becomes of it

    @rule(which=ANY)
    def confirm(self, which: int) -> None:
        """Make a hold binding."""
        self.decide(which, lambda them: book.confirm(promises=them, by=self.sales, channel="web", now=timezone.now()))

    @rule(which=ANY)
    def cancel(self, which: int) -> None:
        """Let a promise go."""
        self.decide(which, lambda them: book.cancel(promises=them, by=self.planner, channel="web", why="no more"))

    @rule(which=ANY)
    def expire(self, which: int) -> None:
        """The time of a hold is over."""
        for made in self.chosen(which):
            over = timezone.now() - timedelta(seconds=1)
            Promise.objects.filter(pk=made.pk).exclude(held_until=None).update(held_until=over)
        book.let_go(now=timezone.now())

    @rule(which=ANY, quantity=QUANTITIES, day=DAYS, named=st.sampled_from(("quantity", "promised_date")))
    def change_the_order(self, which: int, quantity: int, day: int, named: str) -> None:
        """A planner changes what was promised, as the order desk does."""
        value = quantity if named == "quantity" else (self.start() + timedelta(days=day)).isoformat()
        for made in self.chosen(which):
            changes = [LineChange(made.line_id, None, {named: value})]
            submit(changes=changes, by=self.planner, channel="web", why="customer called", keep_good=True)

    @rule(which=ANY, more=st.integers(1, 3))
    def change_the_database(self, which: int, more: int) -> None:
        """Somebody changes it behind everybody's back."""
        later = "UPDATE orders_orderline SET promised_date = promised_date + %s WHERE id = %s"
        for made in self.chosen(which):
            with connection.cursor() as cursor:
                cursor.execute(later, [more, made.line_id])

    @rule(which=ANY, quantity=QUANTITIES, back=st.booleans())
    def ship(self, which: int, quantity: int, back: bool) -> None:
        """Something of a promise leaves the plant, or comes back into its stock."""
        kind = ShipmentKind.RETURN if back else ShipmentKind.SHIPMENT
        for made in self.chosen(which):
            asked = Report(made.line_id, Decimal(quantity), kind=kind, to_stock=back)
            try:
                reporting.report(reports=[asked], by=self.planner, channel="web")
            except ReportsRefused:
                continue

    # -- what happens to the plant

    @rule(quantity=QUANTITIES, day=DAYS)
    def enter_an_order(self, quantity: int, day: int) -> None:
        """An order comes that nobody was promised."""
        given.order_line(
            due=self.start() + timedelta(days=day), of=self.mill.pump, at=self.mill.site, quantity=quantity
        )

    @rule(day=DAYS, minutes=st.sampled_from((0, 240, 480)))
    def lose_capacity(self, day: int, minutes: int) -> None:
        """A day has fewer minutes, or gets them back."""
        when = self.start() + timedelta(days=day)
        if when.weekday() != NEVER_CLOSED:
            calendar = given.calendar(self.mill.site)
            CalendarDay.objects.update_or_create(calendar=calendar, day=when, defaults={"minutes": minutes})

    @precondition(lambda self: self.mill.site.horizon_start < given.day("D3"))
    @rule()
    def let_a_day_pass(self) -> None:
        """Tomorrow is today."""
        site = Site.objects.get(pk=self.mill.site.pk)
        site.fixed_planning_date = site.horizon_start + timedelta(days=1)
        site.save()
        self.mill.site.refresh_from_db()

    @rule()
    def publish(self) -> None:
        """Plan the plant as it is, if anything has changed."""
        room, since = Room.of(self.mill), list[Promise]()
        if run.replan(self.mill.site.pk) is not None:
            self.room, self.since = room, since

    @rule(quantity=QUANTITIES, day=DAYS)
    def promise_while_a_plan_is_made(self, quantity: int, day: int) -> None:
        """A plan is published that was begun before a promise."""
        room, meanwhile, save = Room.of(self.mill), list[Promise](), publish.save

        def save_later(content: publish.Content) -> publish.Published:
            made = self.asked(quantity, day, held=False)
            self.note(made)
            meanwhile.extend(made)
            return save(content)

        with patch.object(publish, "save", save_later):
            plan_id = run.replan(self.mill.site.pk)
        if plan_id is not None:
            self.room, self.since = room, meanwhile

    # -- what holds

    @invariant()
    def no_promise_changes_silently(self) -> None:
        """Every change has a row, a reason and a notice."""
        watch(self.promises())

    def note(self, made: Sequence[Promise]) -> None:
        """Remember promises, and assert that there was room for them."""
        self.since += made
        for one in made:
            assert self.room.overbooked(self.since, from_day=one.first_date) == {}, f"{one} was promised twice"

    # -- ways to ask

    def start(self) -> date:
        """Return the day that is today at the plant."""
        return self.mill.site.horizon_start

    def promises(self) -> list[Promise]:
        """Return all promises of the plant, in the order they were made."""
        return list(Promise.objects.filter(site=self.mill.site).order_by("pk"))

    def chosen(self, which: int) -> list[Promise]:
        """Return one of the promises, or none where there is none yet."""
        there = self.promises()
        return [there[which % len(there)]] if there else []

    def asked(self, quantity: int, day: int, *, held: bool) -> list[Promise]:
        """Ask for a promise; nothing where that can't be."""
        wanted = self.start() + timedelta(days=day)
        try:
            return promise([Wish(self.mill.pump, Decimal(quantity), wanted, wanted)], self.terms(held=held))
        except NotPossibleError:
            return []

    def terms(self, *, held: bool) -> Terms:
        """Say to whom, by whom, and how long."""
        until = timezone.now() + timedelta(minutes=30) if held else None
        return Terms(self.mill.site, self.customer, self.sales, "web", until)

    def decide(self, which: int, what: Callable[[QuerySet[Promise]], object]) -> None:
        """Confirm or cancel one of the promises, if that can be."""
        for made in self.chosen(which):
            try:
                what(Promise.objects.filter(pk=made.pk))
            except NotHeldError:
                continue
