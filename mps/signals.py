"""News of the plan, for the rooms above: ids only, sent inside the transaction that publishes."""

from django.dispatch import Signal

# Arguments: site_id, plan_id, revision.
plan_published = Signal()
