"""A caller of another machine."""

STRANGER = {"X-Forwarded-For": "203.0.113.9"}
"""Says whoever sends it through a proxy that is believed (RFC 5737 keeps the address free)."""
