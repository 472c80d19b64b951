"""All forms: what makes each, what it is on the wire, and how its file ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from schemas.exports import ExportFormat
from server.generation.exports.as_csv import as_csv
from server.generation.exports.as_json import as_json
from server.generation.exports.as_liftoscript import as_liftoscript
from server.generation.exports.as_markdown import as_markdown
from server.generation.exports.as_svg import as_svg
from server.generation.exports.source import Source


@dataclass(frozen=True, slots=True)
class Export:
    """One form.

    Attributes:
        disposition: whether a browser shows it, or keeps it as a file (RFC 6266).
    """

    make: Callable[[Source], str]
    media_type: str
    extension: str
    disposition: Literal["inline", "attachment"]


def _as_ics(source: Source) -> str:
    from server.generation.exports.as_ics import as_ics  # noqa: PLC0415 - a server starts faster without icalendar

    return as_ics(source)


EXPORTS: Final[Mapping[ExportFormat, Export]] = MappingProxyType(
    {
        ExportFormat.JSON: Export(as_json, "application/json", "json", "inline"),
        ExportFormat.MARKDOWN: Export(as_markdown, "text/markdown; charset=utf-8", "md", "inline"),
        ExportFormat.CSV: Export(as_csv, "text/csv; charset=utf-8; header=present", "csv", "attachment"),
        ExportFormat.ICS: Export(_as_ics, "text/calendar; charset=utf-8; method=PUBLISH", "ics", "attachment"),
        ExportFormat.LIFTOSCRIPT: Export(as_liftoscript, "text/plain; charset=utf-8", "liftoscript.txt", "attachment"),
        ExportFormat.SVG: Export(as_svg, "image/svg+xml", "svg", "inline"),
    }
)
