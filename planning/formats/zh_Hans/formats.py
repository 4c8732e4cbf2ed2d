"""Chinese: thousands are set apart as in the charts and on invoices; Django would set nothing apart."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
