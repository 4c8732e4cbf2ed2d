"""Shipments and returns: what left the plant, what came back, and what that leaves open."""
