"""A program as a file: in which form, under which name, and only if the caller does not have it already."""

import hashlib
import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from server.api.file_maker import FileMaker
from server.generation.exports.order import FileOrder
from server.generation.exports.source import EVENING
from server.generation.exports.table import EXPORTS
from server.jobs.programs import StoredProgram

NAME_MAX: Final = 60
"""Characters of a file's name before its ending."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)

HEADERS: Final = {
    # A program never changes, but who may see it does, and a new version of the server may write it better.
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    # A picture is a document of our own origin once it is opened: it must run nothing, whatever is in it.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}

Start = Annotated[
    date | None,
    Query(
        ge=FIRST_DAY,
        le=LAST_DAY,
        json_schema_extra={"pattern": "^20"},  # JSON Schema has no bounds for dates
        description="Of `ics`: the first week begins on this day, or on the first Monday after it. "
        "Without it, on the first Monday after the program was made.",
    ),
]
At = Annotated[
    str,
    Query(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Of `ics`: when sessions begin, on the user's own clock.",
    ),
]
AT_EVENING: Final = f"{EVENING:%H:%M}"


def documented_files() -> dict[int | str, dict[str, Any]]:
    """For the route's ``responses``: what the forms are on the wire."""
    media = {export.media_type.partition(";")[0]: {"schema": {"type": "string"}} for export in EXPORTS.values()}
    media.pop("application/json")  # the route's own model says it
    return {
        200: {"description": "The program; with `format`, as a file of that form.", "content": media},
        304: {"description": "The caller has this file: its `If-None-Match` names it."},
    }


async def program_file(request: Request, files: FileMaker, stored: StoredProgram, order: FileOrder) -> Response:
    """The file of ``stored``, or 304."""
    content = await files.made(stored.head.user_id, order)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    export = EXPORTS[order.form]
    name = f"{file_stem(stored.head.name, stored.head.revision)}.{export.extension}"
    headers["Content-Disposition"] = f'{export.disposition}; filename="{name}"'
    return Response(content, headers=headers, media_type=export.media_type)


def file_stem(name: str, revision: int) -> str:
    """A name that every file system takes: letters, digits and hyphens of ASCII."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    stem = words[:NAME_MAX].strip("-") or "program"
    return stem if revision == 1 else f"{stem}-revision-{revision}"


def _has(request: Request, tag: str) -> bool:
    """By the weak comparison of RFC 9110, section 13.1.2: compressing proxies mark tags as weak."""
    seen = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return tag in seen or "*" in seen
