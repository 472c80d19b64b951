"""The forms in which a finished program can be taken along."""

from enum import StrEnum


class ExportFormat(StrEnum):
    JSON = "json"
    """The document, as `schemas.program.Program` describes it."""
    MARKDOWN = "markdown"
    """To print, and to read in a gym."""
    CSV = "csv"
    """A row a set, for spreadsheets."""
    ICS = "ics"
    """An event a session, for calendars."""
    LIFTOSCRIPT = "liftoscript"
    """Text that Liftosaur imports."""
    SVG = "svg"
    """A picture: the sets of each muscle and the effort, week by week."""
