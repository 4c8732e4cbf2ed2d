"""Imports, for machines: bring files, see what became of them, undo an import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from company.models import Site, User
from company.problems import Problem
from connectors.tables import staging
from connectors.tables.models import PROBLEMS_SHOWN, ImportRun, ImportSource, RunState
from connectors.tables.problems import ImportRefused
from connectors.tables.problems import Problem as RowProblem
from connectors.tables.seen import may_undo, own_sites, site_of, visible_runs
from connectors.tables.undo import undoing
from connectors.tables.undo.wording import reason_of, told
from connectors.tables.uploads import contents

CHANNEL = "api"
ASKED = ("site", "source", "dry_run", "skip_bad_rows")


class ImportSerializer(serializers.ModelSerializer[ImportRun]):
    """An import: `counts` is table → new, changed, same, left_out; `sites` are those that it touched."""

    created_by = serializers.CharField(source="created_by.username", default="", read_only=True)
    source = serializers.CharField(source="source_name", read_only=True)  # type: ignore[assignment]  # DRF's own word
    changes = serializers.IntegerField(read_only=True)

    class Meta:
        model = ImportRun
        fields: ClassVar = [
            "id", "state", "channel", "source", "created_at", "created_by", "finished_at", "undone_at", "changes",
            "counts", "problem_count", "ignored", "revisions", "sites", "undo_counts",
        ]  # fmt: skip
        read_only_fields = fields


class TextFileSerializer(serializers.Serializer[Any]):
    """A file as text."""

    name = serializers.CharField(max_length=255, help_text="orders.csv, or any other name where a source is known.")
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class UploadSerializer(serializers.Serializer[Any]):
    """Files to import: as parts named `files`, or in JSON as `name` and `text`."""

    site = serializers.CharField(required=False, default="", allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]  # DRF's own word
        required=False, default="", allow_blank=True
    )
    dry_run = serializers.BooleanField(required=False, default=False)
    skip_bad_rows = serializers.BooleanField(required=False, default=False)
    files = serializers.ListField(child=TextFileSerializer(), required=False, default=list)


class UndoSerializer(serializers.Serializer[Any]):
    """How to undo: `over` names rows (`place`) that are undone although somebody has changed them since."""

    dry_run = serializers.BooleanField(required=False, default=False)
    over = serializers.ListField(child=serializers.CharField(max_length=200), required=False, default=list)
    why = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class Imports(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ImportRun]):
    """The imports that the asker may see."""

    access = "import.run"
    serializer_class = ImportSerializer
    queryset = ImportRun.objects.none()
    parser_classes = [JSONParser, MultiPartParser]

    def get_queryset(self) -> QuerySet[ImportRun]:
        """Return the own imports, and those of sites at which the asker may import."""
        return visible_runs(asker(self.request)).select_related("created_by").defer("problems", "left", "mappings")

    @extend_schema(
        request={"application/json": UploadSerializer, "multipart/form-data": UploadSerializer},
        responses={
            200: OpenApiResponse(ImportSerializer, "A dry run: nothing is written."), 201: ImportSerializer,
            422: OpenApiResponse(description="Rows or files are not right: `problems` names file, line and column."),
        },
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """
        Import files: all of it, or nothing. `source` names a remembered layout of the site; without it, files with our
        headings are read, and those whose headings a source knows.
        """
        user = asker(request)
        files, sent = _files(request)
        if not files:
            raise Problem(422, _("Send at least one file."))
        site, source = _layout(user, sent["site"], sent["source"])
        run = staging.stage(
            files=contents(files), refused=(), site_code=sent["site"], by=user, own_sites=own_sites(user),
            source_site=site, source=source, channel=CHANNEL, asks=False,
        )  # fmt: skip
        bad = run.bad_rows(PROBLEMS_SHOWN)
        if run.state != RunState.READY or (bad and not sent["skip_bad_rows"]):
            raise Problem(422, problems=[_told(problem) for problem in bad], problem_count=run.problem_count)
        if sent["dry_run"]:
            return Response(ImportSerializer(run).data)
        try:
            done = staging.commit(
                run_id=run.pk, by=user, skip_bad_rows=sent["skip_bad_rows"], own_sites=own_sites(user)
            )
        except ImportRefused as refusal:
            raise Problem(422, problems=[_told(problem) for problem in refusal.problems[:PROBLEMS_SHOWN]]) from refusal
        return Response(ImportSerializer(done).data, status=201)

    @extend_schema(
        request=UndoSerializer,
        responses={
            200: OpenApiResponse(description="`counts` by table, and `left`: rows left alone, and why."),
            409: OpenApiResponse(description="It is undone already, too old, or not the asker's to undo."),
        },
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """
        Undo an import, in one transaction and one revision. Rows that somebody has changed since are left alone and
        named, with both values, who and when; name their `place` in `over` to undo them all the same.
        """
        user, run = asker(request), self.get_object()
        sent = UndoSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if not undoing.can_be_undone(run) or not may_undo(user, run):
            raise Problem(409, _("This import can't be undone: it is undone already, too old, or not yours to undo."))
        asked = sent.validated_data
        try:
            found = undoing.look(run) if asked["dry_run"] else undoing.undo(
                run_id=run.pk, by=user, own_sites=own_sites(user), forced=asked["over"], why=asked["why"]
            )  # fmt: skip
        except (undoing.NothingToUndo, ImportRefused) as refusal:
            raise Problem(409) from refusal
        left = told(found.left()[: undoing.LEFT_TOLD], run)
        named = [{**row, "reason": reason_of(row), "rule": row["reason"]} for row in left]
        return Response({"counts": found.counts(), "left": named})


def asker(request: Request) -> User:
    """Return who asks; the permission has let only users through."""
    return cast("User", request.user)


def _files(request: Request) -> tuple[list[UploadedFile[Any]], dict[str, Any]]:
    """Return the files of a request, and what else it says."""
    parts = request.FILES.getlist("files") if request.FILES else []
    data_sent: Any = request.data
    told_else = {name: data_sent[name] for name in ASKED if name in data_sent} if parts else data_sent
    sent = UploadSerializer(data=told_else)
    sent.is_valid(raise_exception=True)
    data: dict[str, Any] = sent.validated_data
    texts: Iterable[Any] = data["files"]
    written = [UploadedFile(ContentFile(text["text"].encode()), text["name"]) for text in texts]
    return [*parts, *written], data


def _layout(user: User, code: str, name: str) -> tuple[Site | None, ImportSource | None]:
    """Return the site whose sources are asked, and the one that is named. Raises Problem where there is none."""
    site = site_of(user, code)
    if code and (site is None or site.code != code):
        raise Problem(422, _("There is no site “%(code)s” among yours.") % {"code": code})
    source = ImportSource.objects.filter(site=site, name=name).first() if name else None
    if name and source is None:
        raise Problem(422, _("There is no source “%(name)s” at this site.") % {"name": name})
    return site, source


def _told(problem: RowProblem) -> dict[str, Any]:
    return {
        "record": problem.place, "file": problem.file, "line": problem.line, "column": problem.column,
        "value": problem.value, "detail": problem.sentence(),
    }  # fmt: skip
