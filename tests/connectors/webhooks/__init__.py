"""Webhooks of promises, sent to a real receiver on this machine."""
