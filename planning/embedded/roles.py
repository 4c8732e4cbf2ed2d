"""The two roles of the database: one owns the tables and migrates, the other is the application.

The application's role owns nothing and may not pass by row-level security, which a superuser or an owner would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection, cursor

DATABASE = "lockstep"
OWNER = "lockstep_owner"
APP = "lockstep_app"
ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
}
# What the owner makes from now on, the application may use. Kept in the template too, so that test databases have it.
GRANTS = (
    "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {app}",
)


def set_up(connect: Callable[[str], connection], passwords: Mapping[str, str]) -> None:
    """Bring roles, grants and the database to their state; run at every start, changes nothing at the second."""
    with Session(connect, "postgres") as session:
        for role, attributes in ATTRIBUTES.items():
            _have_role(session, role, attributes, passwords[role])
    with Session(connect, "template1") as session:
        _grant(session)
    with Session(connect, "postgres") as session:
        session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if session.fetchone() is None:
            session.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def let_owner_pass_by_triggers(connect: Callable[[str], connection]) -> None:
    """Let the owner empty tables without their triggers and foreign keys, as the tests do."""
    with Session(connect, "postgres") as session:
        grant = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}")
        session.execute(grant.format(sql.Identifier(OWNER)))


class Session:
    """A cursor of the superuser's on one database; each statement is its own transaction."""

    def __init__(self, connect: Callable[[str], connection], database: str) -> None:
        self._connection = connect(database)
        self._connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)

    def __enter__(self) -> cursor:
        return self._connection.cursor()

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _have_role(session: cursor, role: str, attributes: str, password: str) -> None:
    session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "ALTER" if session.fetchone() else "CREATE"
    statement = sql.SQL(f"{verb} ROLE {{}} {attributes} PASSWORD {{}}")
    session.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _grant(session: cursor) -> None:
    for grant in GRANTS:
        session.execute(sql.SQL(grant).format(owner=sql.Identifier(OWNER), app=sql.Identifier(APP)))
