"""What a request shows by its ``Authorization`` header."""

import pytest

from schemas.errors import ErrorCode
from server.access.bearer import bearer_of
from server.jobs.refusal import Refused


@pytest.mark.parametrize("value", [b"Bearer abc.d-e_f~+/=", b"bearer abc.d-e_f~+/=", b"BEARER   abc.d-e_f~+/= "])
def test_a_bearer_is_read(value: bytes) -> None:
    """The scheme in any case (RFC 9110, section 11.1)."""
    assert bearer_of([(b"host", b"x"), (b"authorization", value)]) == "abc.d-e_f~+/="


def test_no_header_is_no_credential() -> None:
    """Then it counts from where somebody comes."""
    assert bearer_of([(b"host", b"Bearer abc")]) is None


@pytest.mark.parametrize(
    "values",
    [
        [b""],
        [b"Bearer"],
        [b"Bearer "],
        [b"Bearer a b"],
        [b"Bearer \xe4"],
        [b"Bearer abc, Bearer def"],
        [b"Bearer abc\r\nX: y"],
        [b"Basic dXNlcjpwYXNz"],
        [b"Digest abc"],
        [b"abc"],
        [b"Bearer abc", b"Bearer abc"],
        [b"Basic abc", b"Bearer abc"],
    ],
)
def test_anything_else_is_unauthorized(values: list[bytes]) -> None:
    """Other schemes, no credential, more than one; and none of it is told back."""
    with pytest.raises(Refused) as refused:
        bearer_of([(b"authorization", value) for value in values])
    assert refused.value.code is ErrorCode.UNAUTHORIZED
    assert "dXNlcjpwYXNz" not in refused.value.message
