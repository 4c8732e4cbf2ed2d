"""What happened to an order and its lines: who, when, from where, before and after, why, and what the plan did."""
