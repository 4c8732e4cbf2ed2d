"""Where news of promises is sent, and what became of each piece of news. Deliveries are made by the database."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from company.models import Site
from orders.promises.models import PromiseEvent, PromiseNews

LONGEST_ADDRESS = 500
LONGEST_ANSWER = 500


class Endpoint(models.Model):
    """
    An address of another system that is told what becomes of the promises of a site.

    The secrets sign what is sent: they are kept as they are, for a hash signs nothing, and shown once. After a
    rotation the previous one signs too, until `previous_until`. `failing_since` is the first failure since an answer
    that was good; `switched_off_why` is empty where a person switched it off.
    """

    id = models.BigAutoField(primary_key=True)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    url = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    kinds = ArrayField(
        models.CharField(max_length=16, choices=PromiseNews.choices), verbose_name=_("what it is told")
    )
    secret = models.CharField(_("secret"), max_length=100)
    previous_secret = models.CharField(_("previous secret"), max_length=100, blank=True)
    previous_until = models.DateTimeField(_("previous secret signs until"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    switched_off_why = models.CharField(_("switched off because"), max_length=LONGEST_ANSWER, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["site", "url"], name="webhook_address_once")]

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    """What became of a delivery so far."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")


class Delivery(models.Model):
    """
    One event for one endpoint, or a test of it (no event). A trigger of events makes them, in the event's transaction.

    `body` is what is sent, written down at the first attempt and the same at every later one. While an attempt is
    under way, `next_attempt_at` is when it counts as lost: who makes it may be killed at any moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.ForeignKey(
        PromiseEvent, verbose_name=_("event of a promise"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=16, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    body = models.TextField(_("what is sent"), blank=True, default="")
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    answered_status = models.PositiveSmallIntegerField(_("answered status"), null=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True, default="")
    last_error = models.CharField(_("last error"), max_length=LONGEST_ANSWER, blank=True, default="")
    delivered_at = models.DateTimeField(_("delivered at"), null=True)

    class Meta:
        verbose_name = _("delivery of a webhook")
        verbose_name_plural = _("deliveries of webhooks")
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="webhook_delivery_due", condition=models.Q(state="waiting")),
            models.Index(fields=["endpoint", "-made_at"], name="webhook_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
