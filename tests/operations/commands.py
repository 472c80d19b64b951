"""Command lines of ``repcast-server``, read and not run."""

from collections.abc import Sequence

from typer.core import TyperGroup
from typer.main import get_command

from server.cli import app


def understood(words: Sequence[str]) -> bool:
    """Whether there is such a command, and it takes these options.

    Raises:
        click.UsageError: it does not take one of them, or what is lacking.
    """
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    command, *options = words
    if command not in group.commands:
        return False
    inner = group.commands[command]
    if isinstance(inner, TyperGroup):
        command, *options = options
        if command not in inner.commands:
            return False
        inner = inner.commands[command]
    return bool(inner.make_context(command, [*options]).command is inner)
