"""A site's own rules of who may change what how near to today: the table that an administrator edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from company.models import Role, Site
from orders.fences import Rule, Ruling, SiteRule


class Zone(models.TextChoices):
    """Where a change lies; the codes are those of `fences.ZONES`."""

    DEMAND_FENCE = Rule.DEMAND_FENCE.value, _("Inside the demand time fence")
    LINE_FROZEN = Rule.LINE_FROZEN.value, _("On a frozen line")
    PLANNING_FENCE = Rule.PLANNING_FENCE.value, _("Up to the planning time fence")
    OUTSIDE = Rule.OUTSIDE.value, _("Outside of fences")


class RulingChoice(models.TextChoices):
    """What becomes of a change; the codes are those of `fences.Ruling`."""

    FREE = Ruling.FREE.value, _("Free")
    WITH_REASON = Ruling.WITH_REASON.value, _("Free, with a reason")
    APPROVAL = Ruling.APPROVAL.value, _("Needs approval")
    REFUSED = Ruling.REFUSED.value, _("Refused")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ChangeRule(models.Model):
    """What becomes of a change of a customer class, in a zone, by a role. Where there is none, the usual holds."""

    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="change_rules")
    customer_class = models.CharField(_("class"), max_length=32, blank=True)
    zone = models.CharField(_("zone"), max_length=32, choices=Zone.choices)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    ruling = models.CharField(_("ruling"), max_length=16, choices=RulingChoice.choices)

    class Meta:
        verbose_name = _("change rule")
        verbose_name_plural = _("change rules")
        constraints = [
            models.UniqueConstraint(fields=["site", "customer_class", "zone", "role"], name="change_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.zone} {self.role} {self.ruling}"


def of_sites(site_ids: Collection[int]) -> Mapping[int, list[SiteRule]]:
    """Return the sites' own rules, by site."""
    found: dict[int, list[SiteRule]] = defaultdict(list)
    rows = ChangeRule.objects.filter(site__in=site_ids).order_by("pk")
    for site_id, *rule in rows.values_list("site_id", "customer_class", "zone", "role", "ruling"):
        found[site_id].append(_rule(*rule))
    return found


def _rule(customer_class: str, zone: str, role: str, ruling: str) -> SiteRule:
    return SiteRule(customer_class, Rule(zone), role, Ruling(ruling))


@transaction.atomic
def replace(*, site: Site, customer_class: str, rules: Iterable[SiteRule], by_id: int) -> None:
    """Let these be the site's rules for a customer class; what is no longer among them goes. The history says who."""
    wanted = {(rule.zone.value, rule.role): rule.ruling.value for rule in rules}
    with pghistory.context(user=by_id, channel="web"):
        for row in ChangeRule.objects.select_for_update().filter(site=site, customer_class=customer_class):
            ruling = wanted.pop((row.zone, row.role), None)
            if ruling is None:
                row.delete()
            elif ruling != row.ruling:
                row.ruling = ruling
                row.save(update_fields=["ruling"])
        ChangeRule.objects.bulk_create(
            ChangeRule(site=site, customer_class=customer_class, zone=zone, role=role, ruling=ruling)
            for (zone, role), ruling in wanted.items()
        )
