"""A salesperson of one territory, and a row of every kind: theirs, of another territory, of another site."""

from __future__ import annotations

from django.db import connection
from psycopg2 import sql

from company.models import KeptAnswer, Role, Site, User
from orders.models import ChangeComment, ChangeRequest, OrderLine, OutlookMove, OutlookStatus, PlanEffect, ReceivedEvent
from orders.promises.models import BackingKind, PromiseBacking
from tests import given
from tests.house.test_access_matrix import world

NORTH, SOUTH = "north", "south"


def everything_of(site: Site, person: User, mark: str, territory: str) -> None:
    """Make a row of every table that has policies, of a customer of this territory."""
    named = world(site, person, mark, territory)
    line = OrderLine.objects.get(pk=named["line"])
    given.outlook(line, OutlookStatus.LATE, -1, given.START)
    OutlookMove.objects.create(
        line_id=line.pk, effect=PlanEffect.objects.get(pk=named["plan"]), line_version=1, line_version_before=0
    )
    ChangeComment.objects.create(change=ChangeRequest.objects.get(pk=named["change"]), by=person, text=mark)
    ReceivedEvent.objects.create(source_system=mark, external_id="1", source_version=1, order=line.order)
    PromiseBacking.objects.create(
        promise_id=named["promise"], kind=BackingKind.LOT, record_id=1, day=given.START, quantity=1
    )
    KeptAnswer.objects.create(user=person, key=mark, request_hash="")


def seller_among_others() -> User:
    """Return who sells in the north of a site that has a south, beside another site; each with a row of everything."""
    person = given.user(Role.SALES, territory=NORTH)
    other, stranger = given.site("S2"), given.user(Role.PLANNER, at=given.site("S2"))
    everything_of(given.site(), person, "NORTH", NORTH)
    everything_of(given.site(), stranger, "SOUTH", SOUTH)
    everything_of(other, stranger, "ELSEWHERE", NORTH)
    return person


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        [(found,)] = cursor.fetchall()
    return int(found)
