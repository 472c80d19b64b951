"""What a request shows: ``Authorization: Bearer`` (RFC 6750, section 2.1). Pure."""

import re
from collections.abc import Iterable
from typing import Final

from schemas.errors import ErrorCode
from server.jobs.refusal import Refused

FORM: Final = re.compile(rb"bearer +([A-Za-z0-9\-._~+/]+=*) *", re.IGNORECASE)
"""RFC 9110, section 11.4: the scheme in any case, one space or more; token68 behind it."""


def bearer_of(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The key or token of a request; None where it has no such header.

    Raises:
        Refused: ``unauthorized``: another scheme, nothing behind it, or two of them.
    """
    shown = [value for name, value in headers if name == b"authorization"]
    if not shown:
        return None
    found = FORM.fullmatch(shown[0])
    if found is None or len(shown) > 1:
        raise Refused(ErrorCode.UNAUTHORIZED, "Authorization is not of the form: Bearer KEY-OR-TOKEN.")
    return found[1].decode()


def is_bearing(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request shows anything at all."""
    return any(name == b"authorization" for name, _ in headers)
