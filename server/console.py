"""What the commands of ``repcast-server`` share: the settings, and a refusal in a sentence where something is wrong."""

# ruff: noqa: PLC0415 - what takes long to import is imported where it is needed: see `server.cli`

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, Final, Never, TypeVar

import typer
from pydantic import ValidationError

from server.settings import Settings, environment_name
from server.storage.transaction import StorageError

T = TypeVar("T")

NOT_WELL: Final = 1
USAGE: Final = 2


def nothing_more_is_imported() -> None:
    """Have garbage collected from now on, if `server.cli.main` has put it off; what is there stays, and is passed over.

    Looking through modules while they are imported takes a sixth of a start.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def fail(sentence: str, code: int = USAGE) -> Never:
    """Say what is wrong, and end."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def read_settings() -> Settings:
    """The settings of this process; ends it, with their names, where some are wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            if detail["loc"]:
                typer.echo(f"{environment_name(str(detail['loc'][0]))}: {detail['msg']}", err=True)
            else:  # of several settings together: the sentence is our own, and names them
                typer.echo(detail["ctx"]["error"], err=True)
        raise typer.Exit(USAGE) from None
    if settings.redis_url is not None:
        _check_redis_url(settings.redis_url.get_secret_value())
    return settings


def check_database(settings: Settings) -> None:
    """Say what is wrong with the database, before anything is begun."""
    from server.storage.migrate import check

    try:
        check(settings.database_url)
    except StorageError as error:
        fail_of_database(error)


def done(work: Coroutine[Any, Any, T]) -> T:
    """What a piece of work on the database gives, once it is done; ends the process where it fails."""
    nothing_more_is_imported()
    try:
        return asyncio.run(work)
    except StorageError as error:
        fail_of_database(error)


def fail_of_database(error: StorageError) -> Never:
    fail(f"REPCAST_DATABASE_URL: {error}")


def _check_redis_url(url: str) -> None:
    from server.push.redis_link import UnknownRedis, connector

    try:
        connector(url, "repcast")
    except UnknownRedis as error:
        fail(f"REPCAST_REDIS_URL: {error}")
