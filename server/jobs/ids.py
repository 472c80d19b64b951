"""Ids of jobs: UUIDs of version 7, which begin with the time (RFC 9562, section 5.7).

Jobs and their frames that are stored together then lie together, in tables and indexes: a commit of many writes half as
many pages as with ids by chance.
"""

import os
from datetime import datetime
from typing import Final

VERSION: Final = 7 << 76
VARIANT: Final = 0b10 << 62
BY_CHANCE: Final = (1 << 76) - 1 & ~(0b11 << 62)
"""Where a UUID has neither the time nor its version or variant: 74 bits."""


def new_job_id(at: datetime) -> str:
    """The id of a job that is made at this time. Nobody can guess it; those of later milliseconds sort behind it."""
    milliseconds = int(at.timestamp() * 1000)
    chance = int.from_bytes(os.urandom(10), "big") & BY_CHANCE
    digits = f"{milliseconds << 80 | VERSION | VARIANT | chance:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
