"""A file that somebody wants: all that it takes to make it, in whichever process that is."""

from dataclasses import dataclass
from datetime import date, datetime, time

from schemas.exports import ExportFormat
from schemas.program import Program
from server.generation.exports.source import EVENING, Source
from server.generation.exports.table import EXPORTS


@dataclass(frozen=True, slots=True)
class FileOrder:
    """One file of a stored program; fields as of `Source`.

    Attributes:
        document: the program as it is stored, JSON.
    """

    form: ExportFormat
    document: str
    first_id: str
    revision: int
    created_at: datetime
    start: date | None = None
    at: time = EVENING

    def made(self) -> bytes:
        """The file; it takes up to tenths of a second."""
        program = Program.model_validate_json(self.document)
        source = Source(program, self.first_id, self.revision, self.created_at, self.start, self.at)
        return EXPORTS[self.form].make(source).encode()
