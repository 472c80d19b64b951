"""What a client may call its request, in lines of the log and in the answer. Pure."""

import re
from typing import Final

from server.redaction import is_credential

SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,127}")
"""What proxies and tracers make: UUIDs, ULIDs, hexadecimal, base64, Amazon's ``Root=1-…``."""


def is_sane(request_id: str) -> bool:
    """Whether it can stand in a log: short, of harmless signs, and no secret."""
    return SANE.fullmatch(request_id) is not None and not is_credential(request_id)
