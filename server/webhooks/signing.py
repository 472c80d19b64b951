"""Secrets, and the three headers of Standard Webhooks 1.0.0. Pure but for the chance in a new secret."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32
"""The specification takes 24 to 64; HMAC-SHA256 has no use for more than 32 that are random."""
PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def signed_headers(delivery_id: str, body: str, at: datetime, keys: Sequence[str]) -> dict[str, str]:
    """The headers of one attempt.

    Args:
        delivery_id: the same for all attempts; it has no full stop, which separates what is signed.
        at: when the attempt is made, in UTC.
        keys: each signs, so that a secret can be rotated while receivers know only the old one.
    """
    signatures = [Webhook(key).sign(delivery_id, at, body) for key in keys]
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
