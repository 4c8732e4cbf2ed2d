"""Publishing a draft, and undoing what was published: one transaction, one revision, one row of history each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from company.access import can, why_not
from company.models import Site, User
from company.revision import settle
from mps import no_plan
from mps.models import SitePlanning, Steering, SteeringKind, SteeringPublication
from mps.steering import accepting, before, drafts, effects, steps, unlocking
from mps.steering.decide import Decided, decide
from mps.steering.deciding_rooms import FORCE
from mps.steering.effects import NotAsItWas
from mps.steering.known import Known, known_of
from mps.steering.steps import Step
from mps.steering.violations import Violation

COPIED = (
    "kind", "item_id", "lot_key", "step", "work_center_id", "rule", "first_date", "last_date", "quantity", "minutes",
    "before", "after",
)  # fmt: skip


class NotPublished(Exception):
    """Nothing was published: `violations` name the steps that a rule refuses; none where the whole is at fault."""

    def __init__(self, words: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(words)
        self.violations = tuple(violations)


@dataclass(frozen=True, slots=True)
class Published:
    """A publication, the revision of the site that it made, and the version of the draft that is left."""

    publication: int
    revision: int
    version: int | None = None


def publish(
    *, user: User, site: Site, seen_version: int, reason: str, accepted: Sequence[int] | None = None, checked: str = ""
) -> Published:
    """
    Publish a person's draft, or the steps at the places that are `accepted`; what is left out stays in the draft.

    `checked` is what a check said of the steps that it was of (`Chosen.digest`). Raises StaleDraft; StepsInvalid for
    places that are none; NotPublished where nothing is to be published, the steps are not those that were checked, a
    rule refuses one, the person may not unlock what they unlock, or the site has no plan yet.
    """
    with transaction.atomic():
        draft = drafts.locked(user, site, seen_version)
        chosen = accepting.chosen(draft.steps, accepted)
        if not chosen.steps:
            raise NotPublished(_("There is nothing to publish."))
        if checked and checked != chosen.digest:
            raise NotPublished(_("This is not what was checked: check it again."))
        _take_turn(site)
        known, sent = known_of(site), steps.read(chosen.steps)
        if unlocking.asks_for_it(sent) and not can(user, unlocking.ACTION, site):
            raise NotPublished(why_not(user, unlocking.ACTION))
        with_before = before.kept(chosen.steps, sent, known)
        decided = decide(known, sent)
        if decided.refused:
            refused = accepting.in_draft(decided.refused, chosen)
            raise NotPublished(" ".join(dict.fromkeys(one.text for one in refused)), refused)
        if not decided.begun and not decided.ended:
            raise NotPublished(_("None of these steps would change anything."))
        publication = SteeringPublication.objects.create(
            site=site, by=user, reason=reason, steps=with_before, plan_id=known.plan.pk if known.plan else None
        )
        write(publication, decided, known)
        draft.steps, draft.version = chosen.left, draft.version + 1
        draft.plan_id = draft.plan_id if chosen.left else None
        draft.save()
        settle()
        return Published(publication.pk, _revision(site), draft.version)


def try_out(*, site: Site, sent: Sequence[Step]) -> Decided:
    """Write what steps decide, those that are refused left out; inside a transaction that is rolled back."""
    known = known_of(site)
    decided = decide(known, sent)
    write(SteeringPublication.objects.create(site=site, reason="tried out"), decided, known)
    return decided


def undo(*, publication_id: int, site: Site, by: User, reason: str) -> Published:
    """
    Undo a publication, all of it: what it began ends, what it ended holds again.

    Raises SteeringPublication.DoesNotExist; NotPublished where it is undone already or a later one has changed it.
    """
    with transaction.atomic():
        _take_turn(site)
        undone = SteeringPublication.objects.get(pk=publication_id, site=site)
        if SteeringPublication.objects.filter(undoes=undone).exists():
            raise NotPublished(_("This is undone already."))
        begun, ended = holding(site)(undone.begun.order_by("-pk")), list(undone.ended.order_by("pk"))
        known = known_of(site)
        if begun is None or not _is_free(known, begun, ended):
            raise NotPublished(_("A later change builds on this one: undo that first."))
        publication = SteeringPublication.objects.create(
            site=site, by=by, reason=reason, undoes=undone, plan_id=known.plan.pk if known.plan else None
        )
        try:
            _turn_back(publication, begun, ended, known)
        except NotAsItWas as why:
            raise NotPublished(str(why)) from why
        settle()
        return Published(publication.pk, _revision(site))


def write(publication: SteeringPublication, decided: Decided, known: Known) -> None:
    """Write what was decided: end rows, then begin rows, with what they do in other rooms."""
    _end(publication, decided.ended)
    for row in decided.begun:
        row.begun_by = publication
        effects.make(row, known, reason=publication.reason)
        row.save(force_insert=True)


def holding(site: Site) -> Callable[[Iterable[Steering]], list[Steering] | None]:
    """
    Return what finds the rows in which decisions of a site hold now; None where one of them holds no more.

    A decision that ended, and whose end was undone, holds in the row that revives it.
    """
    rows = {row.pk: row for row in Steering.objects.filter(site=site)}
    revived = {row.revives_id: row for row in rows.values() if row.revives_id is not None}

    def now(begun: Iterable[Steering]) -> list[Steering] | None:
        found = []
        for row in begun:
            last = rows[row.pk]
            while last.ended_by_id is not None and last.pk in revived:
                last = revived[last.pk]
            if last.ended_by_id is not None:
                return None
            found.append(last)
        return found

    return now


def _turn_back(
    publication: SteeringPublication, begun: Sequence[Steering], ended: Sequence[Steering], known: Known
) -> None:
    for row in begun:
        effects.take_back(row)
    _end(publication, begun)
    for row in ended:
        again = Steering(
            site_id=row.site_id, begun_by=publication, revives=row, **{name: getattr(row, name) for name in COPIED}
        )
        effects.make_again(again, reason=publication.reason)
        again.save(force_insert=True)
    turned = {row.pk for row in begun}
    known.active[:] = [row for row in known.active if row.pk not in turned]
    for row in begun:
        for lot in unlocking.restored(row, known, [one.lot_key for one in ended]):
            lot.begun_by = publication
            lot.save(force_insert=True)


def _end(publication: SteeringPublication, rows: Iterable[Steering]) -> None:
    for row in rows:
        row.ended_by = publication
        row.save(update_fields=["ended_by"])


def _is_free(known: Known, begun: Sequence[Steering], ended: Sequence[Steering]) -> bool:
    """Whether nothing that was decided since is about what would hold again."""
    own = {row.pk for row in begun}
    others = [row for row in known.active if row.pk not in own]
    return not any(_is_about_the_same(row, other) for row in ended for other in others)


def _is_about_the_same(one: Steering, other: Steering) -> bool:
    """Whether two decisions can't hold beside each other, as the steps that make them have it."""
    if (one.kind, one.item_id) != (other.kind, other.item_id):
        return False
    if one.kind == SteeringKind.LOT:
        return one.lot_key == other.lot_key
    if one.kind == SteeringKind.WORK_CENTER:
        if one.lot_key or other.lot_key:  # of a lot it holds beside what is said of the item
            return (one.lot_key, one.step) == (other.lot_key, other.step)
        exclusive = FORCE in (one.rule, other.rule)
        return one.step == other.step and (exclusive or one.work_center_id == other.work_center_id)
    if one.kind == SteeringKind.FORECAST:
        return one.days[0] == other.days[0]
    if one.kind == SteeringKind.QUANTITY:
        return one.days[0] <= other.days[1] and other.days[0] <= one.days[1]
    return False  # capacity adds up


def _take_turn(site: Site) -> None:
    """Let publications of a site go one after the other. Raises NotPublished where it has no plan yet."""
    planning = SitePlanning.objects.select_for_update().filter(site=site).first()
    if planning is None or planning.current_plan_id is None:
        raise NotPublished(no_plan.words())


def _revision(site: Site) -> int:
    return Site.objects.values_list("order_revision", flat=True).get(pk=site.pk)
