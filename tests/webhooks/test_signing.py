"""What a receiver believes, with the library of Standard Webhooks (S13)."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from server.webhooks.signing import SECRET_BYTES, new_secret, signed_headers

BODY = '{"type":"job.completed","data":{"job_id":"5"}}'
ID = "0b6cbb8a-51f5-4f35-a2b1-6bd1d9d4a1de"


def _signed(*keys: str, at: datetime | None = None) -> dict[str, str]:
    return signed_headers(ID, BODY, at or datetime.now(UTC), keys)


def test_a_secret_is_as_the_specification_has_it() -> None:
    """A prefix, then random bytes in base64; no two are the same."""
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == SECRET_BYTES
    assert new_secret() != secret


def test_what_is_fresh_and_whole_is_believed() -> None:
    """By whoever knows the secret."""
    secret = new_secret()
    assert Webhook(secret).verify(BODY, _signed(secret))["data"] == {"job_id": "5"}


def test_while_a_secret_is_rotated_either_is_enough() -> None:
    """A receiver that knows only the old one, or only the new one, believes the same request."""
    old, new = new_secret(), new_secret()
    headers = _signed(new, old)
    for secret in (old, new):
        Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (BODY.replace("5", "6"), {}),
        (BODY + " ", {}),
        (BODY, {"webhook-id": ID.replace("0", "1")}),
        (BODY, {"webhook-timestamp": str(int(datetime.now(UTC).timestamp()))}),
        (BODY, {"webhook-signature": "v1,AAAA"}),
        (BODY, {"webhook-signature": _signed(new_secret())["webhook-signature"]}),
        (BODY, {"webhook-signature": ""}),
    ],
    ids=["body", "a space more", "id", "time", "no signature of ours", "another secret", "none"],
)
def test_what_was_forged_or_altered_is_rejected(body: str, changes: dict[str, str]) -> None:
    """Whatever of it was: the body, the id, the time, the signature."""
    secret = new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, _signed(secret, at=datetime.now(UTC) - timedelta(minutes=2)) | changes)


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(days=1), timedelta(minutes=-6)])
def test_what_is_replayed_is_rejected(age: timedelta) -> None:
    """A request that was recorded is worth nothing five minutes later, however right its signature is."""
    secret = new_secret()
    with pytest.raises(WebhookVerificationError, match="timestamp too"):
        Webhook(secret).verify(BODY, _signed(secret, at=datetime.now(UTC) - age))
