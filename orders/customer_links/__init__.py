"""Links by which a customer sees the state of their own orders, without signing in."""
