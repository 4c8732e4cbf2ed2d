"""
A request that is sent again is done once: `Idempotency-Key`, and what was answered the first time.

A client that hears nothing can't know whether its order was made. It sends the request again with the same key, and
hears the first answer again, byte for byte. Claiming the key, the work and the answer are one transaction: a second
request with the key waits for the first to commit, and a first one that is refused, or dies, has claimed nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, RawPostDataException
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.models import KeptAnswer, User
from company.problems import Problem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_FOR = timedelta(days=7)
FORGOTTEN_AT_A_TIME = 1_000

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER,
    description=(
        "A text of the sender's choice (a UUID, say), new for each thing to be made: the same request, sent again with"
        " it within 7 days, makes nothing new and gets the first answer again, with `Idempotency-Replayed: true`. The"
        " same key with another request is refused (422). A refused request keeps no answer: mend it and send it again."
    ),
)  # fmt: skip


class GivenBefore(Exception):
    """The request was answered before; the answer is the kept one."""

    def __init__(self, kept: KeptAnswer) -> None:
        super().__init__(kept.key)
        self.kept = kept


class AnswersOnce(APIView):
    """
    Makes a view's POST repeatable. Stands before all mixins that add to an answer, so that it keeps what they add.
    """

    claimed: KeptAnswer | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; with a key, in one transaction with the key and the answer kept."""
        if request.method != "POST" or HEADER not in request.headers:
            return self._answer(request, *args, **kwargs)
        with transaction.atomic():
            answer = self._answer(request, *args, **kwargs)
            if answer.status_code >= 300:
                transaction.set_rollback(True)
        return answer

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let through whom the view lets through, and claim the key. Raises GivenBefore, Problem 422."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if request.method == "POST" and key is not None and isinstance(request.user, User):
            self.claimed = claim(request.user, key, hash_of(request))

    def handle_exception(self, error: Exception) -> Response:
        """Give a kept answer again."""
        if isinstance(error, GivenBefore):
            return Response(json.loads(error.kept.body), error.kept.status, headers={REPLAYED: "true"})
        answer: Response = super().handle_exception(error)
        return answer

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Keep the answer to what was done, as it is sent."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        if self.claimed is not None and answer.status_code < 300:
            self.claimed.status, self.claimed.body = answer.status_code, JSONRenderer().render(answer.data).decode()
            self.claimed.save(update_fields=["status", "body"])
        return answer


def hash_of(request: Request) -> str:
    """Return what tells one request from another: its address and the bytes of its body. Raises Problem 415."""
    address = f"{request.method} {request.path}\n"
    try:
        return hashlib.sha256(address.encode() + request._request.body).hexdigest()
    except RawPostDataException as error:  # a form with files, which was read while it came
        raise Problem(415) from error


def claim(user: User, key: str, request_hash: str) -> KeptAnswer:
    """
    Return the key's row, now this transaction's; wait for another request that is at work with it.

    Raises GivenBefore where it has been answered; Problem 422 for what is no key, or is another request's.
    """
    if not KEY.fullmatch(key):
        raise _refused(_("Write 1 to 255 characters without spaces."))
    mine = KeptAnswer(user=user, key=key, request_hash=request_hash)
    # PostgreSQL waits here for whoever is inserting the same key, and then inserts nothing if that has committed.
    KeptAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    kept = KeptAnswer.objects.select_for_update().get(user=user, key=key)
    if kept.request_hash != request_hash:
        raise _refused(_("This key was sent with another request before. Choose a new one for a new request."))
    if kept.status is not None:
        raise GivenBefore(kept)
    return kept


def _refused(words: str) -> Problem:
    return Problem(422, words, errors={HEADER: [words]})


def forget_old(*, now: datetime) -> int:
    """Remove answers that were kept long enough, some at a time; return how many."""
    old = KeptAnswer.objects.filter(kept_at__lt=now - KEPT_FOR).order_by("kept_at")[:FORGOTTEN_AT_A_TIME]
    return KeptAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
