"""A link that a customer was given, and what is signed in its address."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from company.ids import whole_number
from company.models import Site

SIGNED_FOR = "orders.customer-link"


class CustomerLink(models.Model):
    """
    Whoever has the address sees the orders of a customer at a site until `expires_at`, or until it is revoked.

    `language` is the customer's. Rows stay after they have ended: who gave which customer a link is worth knowing.
    """

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(
        "orders.Customer", verbose_name=_("customer"), on_delete=models.CASCADE, related_name="links"
    )
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("revoked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        app_label = "orders"
        verbose_name = _("customer link")
        verbose_name_plural = _("customer links")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="customer_link_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.expires_at:%Y-%m-%d}"

    @property
    def token(self) -> str:
        """What stands in the address: the row's id, signed, so that nobody finds a link by counting."""
        return _signer().sign(str(self.pk))

    def is_open(self, now: datetime) -> bool:
        """Return whether the link still shows anything."""
        return self.revoked_at is None and now < self.expires_at


def id_in(token: str) -> int | None:
    """Return the id that a token names; None for one that we have not signed."""
    try:
        text = _signer().unsign(token)
    except signing.BadSignature:
        return None
    return whole_number(text)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SIGNED_FOR)
