"""The real PostgreSQL and the real Redis-protocol server, from wheels: started, kept apart by state folder, stopped."""
