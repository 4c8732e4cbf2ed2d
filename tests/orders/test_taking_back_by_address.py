"""Taking a change back from the page and through the API: statuses, versions, and what a conflict says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from company.models import Role, User
from orders.models import OrderLine
from tests import given
from tests.orders.changed import change, latest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> OrderLine:
    return given.order_line(quantity=10, of=given.item(unit="EA"))


@pytest.fixture
def ada() -> User:
    return given.user(Role.PLANNER, first_name="Ada", last_name="Lovelace")


class TestByAddress:
    def send(self, person: User, **body: Any) -> Any:
        client = Client(headers={"accept": "application/json"})
        client.force_login(person)
        return client.post("/orders/take-back/", body, content_type="application/json")

    def test_the_page_answers_what_became_of_it(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        event = latest(line, ada).event_id
        saved = self.send(ada, event=event, version=line.version)

        assert (saved.status_code, saved.json()["kind"]) == (200, "saved")
        assert self.send(ada, event=event, version=line.version).status_code == 404  # it is so already
        undo = saved.json()
        assert self.send(ada, event=undo["event"], version=undo["version"]).json()["kind"] == "saved"
        assert self.send(ada, event=event, version=1).status_code == 412
        assert self.send(ada, event="x").status_code == 400
        assert self.send(ada, event=event, version=1, why="\x00").status_code == 400
        assert self.send(ada, event=event, version=1, why="w" * 501).status_code == 400

    def test_the_page_tells_a_conflict(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        event = latest(line, ada).event_id
        change(line, ada, quantity=15)

        answer = self.send(ada, event=event, version=line.version)

        assert answer.status_code == 409
        [conflict] = answer.json()["conflicts"]
        assert (conflict["label"], conflict["before"], conflict["now"]) == ("Quantity", "10", "15")
        assert conflict["changed_by"] == "Ada Lovelace"

    def test_the_api_wants_the_version_and_answers_with_the_new_one(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        client, address = APIClient(), f"/api/v1/order-lines/{line.pk}/take-back/"
        client.force_authenticate(ada)
        body = {"event": latest(line, ada).event_id, "why": "a slip"}

        def post(**seen: str) -> Any:
            return client.post(address, body, format="json", headers=seen)

        assert post().status_code == 428
        assert post(**{"If-Match": '"1"'}).status_code == 412
        done = post(**{"If-Match": f'"{line.version}"'})
        assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "saved", f'"{line.version + 1}"')
        assert latest(line, ada).why == "a slip"
        assert post(**{"If-Match": done["ETag"]}).status_code == 404

    def test_the_api_names_a_conflict(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        event = latest(line, ada).event_id
        change(line, ada, quantity=15)
        client = APIClient()
        client.force_authenticate(ada)

        answer = client.post(
            f"/api/v1/order-lines/{line.pk}/take-back/", {"event": event}, format="json",
            headers={"If-Match": f'"{line.version}"'},
        )  # fmt: skip

        assert answer.status_code == 409
        assert answer.json()["conflicts"][0] | {"changed_at": ""} == {
            "field": "quantity", "before": 10, "now": 15, "changed_by": "Ada Lovelace", "changed_at": "",
        }  # fmt: skip

    def test_the_api_takes_back_no_change_of_another_line(self, line: OrderLine, ada: User) -> None:
        change(line, ada, quantity=12)
        other = given.order_line()
        client = APIClient()
        client.force_authenticate(ada)

        answer = client.post(
            f"/api/v1/order-lines/{other.pk}/take-back/", {"event": latest(line, ada).event_id}, format="json",
            headers={"If-Match": '"1"'},
        )  # fmt: skip

        assert answer.status_code == 404
