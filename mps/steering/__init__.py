"""Steering the master schedule by hand: drafts of a person, what they would decide, and what is published of it."""
