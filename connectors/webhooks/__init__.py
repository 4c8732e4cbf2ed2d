"""Tells other systems what becomes of promises, signed as Standard Webhooks says."""
