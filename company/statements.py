"""
Every statement carries the scope that row-level security goes by, for its own transaction only.

`SET LOCAL` stands in front of it, in the same message: nothing is left on the connection for whoever uses it next, a
pooler may stand between, and reading needs no transaction of its own. A statement without a scope is shown nothing of
the tables that have policies. `company.scope` says what a person's scope is. Knows no Django: the settings load it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from psycopg2.extensions import TRANSACTION_STATUS_IDLE, cursor

SETTING = "lockstep.scope"
NOTHING = ""
EVERYTHING = '{"everything":true}'
# Django's own; in a transaction that failed they would fail too, if anything stood in front of them.
OF_TRANSACTIONS = (b"SAVEPOINT", b"RELEASE", b"ROLLBACK")
LONGEST_OF_THEM = max(map(len, OF_TRANSACTIONS))

_stated: ContextVar[str] = ContextVar("scope", default=NOTHING)


def stated() -> str:
    """Return the scope in force here."""
    return _stated.get()


def state(scope: str) -> None:
    """Let the statements from here on, of this request, see what a scope shows."""
    _stated.set(scope)


@contextmanager
def within(scope: str) -> Iterator[None]:
    """Let a block's statements see what a scope shows."""
    before = stated()
    state(scope)
    try:
        yield
    finally:
        state(before)


@contextmanager
def all_rows(reason: str) -> Iterator[None]:
    """
    Let a block, or a function that this decorates, see and write every row: planning, an import, a command.

    `reason` says to readers of the code why it may; what comes of it must not tell a person of rows that are not theirs
    (a count may). Raises ValueError without one.
    """
    if not reason:
        raise ValueError("say why all rows are needed")
    with within(EVERYTHING):
        yield


def need_all_rows() -> None:
    """Raise RuntimeError where rows may be hidden: what counts every order would be silently wrong."""
    if stated() != EVERYTHING:
        raise RuntimeError("this reads every row of a site: say `all_rows` where the work begins")


class ScopedCursor(cursor):
    """A cursor that says in front of each statement, for its transaction, whose rows it may see."""

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002  # the library's name
        """Execute a statement with the scope that is in force here and now."""
        statement = self.mogrify(query, vars)
        super().execute(self._in_front(statement) + statement)

    def _in_front(self, statement: bytes) -> bytes:
        if self.name is not None or statement.lstrip()[:LONGEST_OF_THEM].upper().startswith(OF_TRANSACTIONS):
            return b""
        scope = stated()
        if scope == NOTHING and self.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
            return b""  # in a transaction, what an earlier statement said would hold for this one
        return b"SET LOCAL %s = '%s'; " % (SETTING.encode(), scope.replace("'", "''").encode())
