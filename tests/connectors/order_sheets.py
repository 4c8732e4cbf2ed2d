"""A sheet of orders as a person has it: exported, edited in Excel, brought back and saved."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from company.models import User
from connectors.order_sheet.layout import COLUMNS
from orders import changes
from orders.changes import LineChange
from orders.models import OrderLine

PLACES = {column.field: number for number, column in enumerate(COLUMNS, start=1)}


def client_of(user: User) -> Client:
    """A browser in which a person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def exported(client: Client, *lines: OrderLine, kind: str = "xlsx") -> bytes:
    """What is sent for the lines."""
    answer = client.post("/orders/sheet/export/", {"lines": ",".join(str(line.pk) for line in lines), "kind": kind})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)  # type: ignore[attr-defined]


def edited(content: bytes, *edits: tuple[int, str, Any]) -> bytes:
    """The workbook with cells (row of a line from 0, field, value) written over, as Excel saves it."""
    book = load_workbook(io.BytesIO(content))
    for row, field, value in edits:
        book.worksheets[0].cell(row + 2, PLACES[field], value)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def brought(client: Client, content: bytes) -> Any:
    """The answer to the sheet that comes back."""
    return client.post("/orders/sheet/", {"sheet": SimpleUploadedFile("orders.xlsx", content)})


def rows(answer: Any) -> list[tuple[str, str, str, str]]:
    """What is shown of each cell: line, base, mine, fate."""
    shown = answer.context["rows"]
    return [(row["label"], row["cell"].base, row["cell"].mine, row["fate"]) for row in shown]


def saved(client: Client, review: Any, **fields: Any) -> Any:
    """The answer to saving what a review shows."""
    return client.post("/orders/sheet/save/", {"payload": review.context["payload"], **fields})


def change(line: OrderLine, by: User, **values: object) -> None:
    """Somebody else changes the line in the grid."""
    done = changes.submit(changes=[LineChange(line.pk, None, values)], by=by, channel="web", keep_good=True)
    assert done.answers[0].kind is changes.AnswerKind.SAVED
