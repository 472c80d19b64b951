"""Global options may stand anywhere: they are brought to where Typer wants them, in front of the command. Pure."""

from collections.abc import Sequence

FLAGS = frozenset({"--json", "--no-color", "--quiet", "-q", "--verbose", "-v"})
WITH_VALUE = frozenset({"--url", "--token-file", "--timeout", "--max-retries"})


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The same call, global options first. What stands behind ``--`` is left alone."""
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            rest += [argument, *remaining]
        elif argument in FLAGS or argument.split("=", 1)[0] in WITH_VALUE:
            front.append(argument)
            if argument in WITH_VALUE:
                front += [value for value in [next(remaining, None)] if value is not None]
        else:
            rest.append(argument)
    return front + rest
