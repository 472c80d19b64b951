"""``repcast-server keys``: who may come in, made, listed and ended."""

# ruff: noqa: PLC0415 - what takes long to import is imported where it is needed: see `server.cli`

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from server.access.identity import Scope
from server.access.keys import GRANTED, StoredKey, id_of
from server.clock import utc_now
from server.console import NOT_WELL, done, fail, read_settings

if TYPE_CHECKING:
    from server.access.key_book import KeyBook

app = typer.Typer(no_args_is_help=True, help="Keys: who may come in.")

MOST_DAYS = 3650
MOST_NAME_CHARS = 100
COLUMNS = ("id", "scope", "state", "last_used_at", "expires_at", "user_id", "name")
NOTHING = "-"


def _granted(text: str) -> str:
    if text not in GRANTED:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(GRANTED)}")
    return text


@app.command()
def create(
    # Not a Scope: where it is missing, all of an enumeration would be offered, and one is nobody's to have.
    scope: Annotated[
        str,
        typer.Option(
            callback=_granted,
            metavar="|".join(GRANTED),
            help="agent acts for any user, user for one; admin reads metrics besides.",
        ),
    ],
    user_id: Annotated[UUID | None, typer.Option(help="Of scope user: whom it is bound to.")] = None,
    name: Annotated[str, typer.Option(help="What it is for, to be found again in a list.")] = "",
    expires_in_days: Annotated[
        int | None,
        typer.Option(help="Until then it is good; where not given, until it is revoked.", min=1, max=MOST_DAYS),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="An object in one line: id, key, scope.")] = False,
) -> None:
    """Make a key and print it, this once: only its digest is kept. From now on everybody has to show one."""
    if (scope == Scope.USER) != (user_id is not None):
        fail("--user-id: a key of scope user is bound to one user and needs it; a key of another scope takes none.")
    if len(name) > MOST_NAME_CHARS or not name.isprintable():
        fail(f"--name: at most {MOST_NAME_CHARS} characters that can be printed.")
    from server.access.key_book import Grant

    good_for = None if expires_in_days is None else timedelta(days=expires_in_days)
    key = done(_book().make(Grant(Scope(scope), name, None if user_id is None else str(user_id), good_for)))
    if as_json:
        typer.echo(json.dumps({"id": id_of(key), "key": key, "scope": scope}))
        return
    typer.echo(key)
    typer.echo(f"It is shown this once. Its id is {id_of(key)}, by which it is listed and revoked.", err=True)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="An array of objects in one line.")] = False,
) -> None:
    """All keys, those that have ended too; never what is secret of them."""
    now = utc_now()
    rows = [_row(key, now) for key in done(_book().all())]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    lines = [COLUMNS, *([row[name] or NOTHING for name in COLUMNS] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="Of the key; or the key itself, where that was found.")],
) -> None:
    """End a key for good, and the tokens that are there by it. Whoever is in by it has to go within 5 s."""
    key_id = id_of(key) or key
    if not done(_book().revoke(key_id)):
        fail("There is no key of this id; repcast-server keys list shows all.", NOT_WELL)
    typer.echo(f"Key {key_id} is revoked.", err=True)


def _row(key: StoredKey, now: datetime) -> dict[str, str | None]:
    moments = {
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }
    told = {name: None if at is None else at.isoformat(timespec="seconds") for name, at in moments.items()}
    return {"id": key.id, "scope": key.scope, "state": key.state(now), "user_id": key.user_id, "name": key.name, **told}


def _book() -> "KeyBook":
    from server.access.key_book import KeyBook

    return KeyBook(read_settings().database_url)
