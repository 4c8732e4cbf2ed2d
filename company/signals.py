"""News of this house. It travels up, carries ids only, and is sent inside the transaction that made it."""

from django.dispatch import Signal

# Something a plan depends on was changed by a write function. Arguments: site_ids.
inputs_changed = Signal()

# A change of an order was asked for, or a request was decided: the plan depends on neither. Arguments: site_ids.
requests_changed = Signal()
