"""The document itself, as a file to keep."""

from server.generation.exports.source import Source


def as_json(source: Source) -> str:
    """JSON of the schema in `schemas.program`."""
    return source.program.model_dump_json(indent=1) + "\n"
