"""What an administrator does with endpoints: add, try, rotate the secret, switch, send again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from company.models import Site, User
from connectors.webhooks import targets
from connectors.webhooks.messages import new_secret
from connectors.webhooks.models import LONGEST_ADDRESS, Delivery, DeliveryState, Endpoint
from orders.promises.models import PromiseNews

BOTH_SECRETS_FOR = timedelta(hours=24)


class EndpointRefused(Exception):
    """An endpoint can't be made; the text says why, fit for the administrator."""


def add(*, site: Site, url: str, kinds: Collection[str], by: User) -> Endpoint:
    """Make an endpoint with a new secret. Raises EndpointRefused, TargetRefused."""
    url = url.strip()
    chosen = [kind for kind in PromiseNews.values if kind in kinds]
    if len(url) > LONGEST_ADDRESS:
        raise EndpointRefused(_("The address is too long."))
    targets.checked(url)
    if not chosen:
        raise EndpointRefused(_("Choose at least one thing to be told."))
    try:
        with transaction.atomic():
            return Endpoint.objects.create(site=site, url=url, kinds=chosen, secret=new_secret(), created_by=by)
    except IntegrityError as error:
        raise EndpointRefused(_("There is a webhook of this address already.")) from error


def rotate(*, endpoint: Endpoint) -> str:
    """Give an endpoint a new secret, and return it. The one before signs too, for a day."""
    with transaction.atomic():
        locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        locked.previous_secret, locked.secret = locked.secret, new_secret()
        locked.previous_until = timezone.now() + BOTH_SECRETS_FOR
        locked.save(update_fields=["secret", "previous_secret", "previous_until"])
    return locked.secret


def switch(*, endpoint: Endpoint, active: bool) -> None:
    """Switch an endpoint on, as if it had never failed, or off. What happens while it is off, it is not told."""
    Endpoint.objects.filter(pk=endpoint.pk).update(active=active, failing_since=None, switched_off_why="")


def try_out(*, endpoint: Endpoint) -> Delivery:
    """Have a test sent, once; what comes of it stands among the deliveries."""
    return Delivery.objects.create(endpoint=endpoint)


def send_again(*, delivery: Delivery) -> None:
    """Have a delivery sent again, under the same id, whatever became of it."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, attempts=0, next_attempt_at=timezone.now(), delivered_at=None
    )
