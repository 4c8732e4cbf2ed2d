"""News of this house. It travels up, carries ids only, and is sent inside the transaction that made it."""

from django.dispatch import Signal

# Something a plan depends on was changed by a write function. Arguments: site_ids.
inputs_changed = Signal()
