"""The loop: look at all servers, show what has happened since, wait."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import httpx
from rich.console import Console
from rich.live import Live

from voice_client.cli.exits import Exit, NotWell
from voice_client.cli.following import time_limit
from voice_client.cli.options import Options, PipedConsole
from voice_client.cli.top.asking import State, look_at
from voice_client.cli.top.figures import Figures, figures_of, recent, total_of
from voice_client.cli.top.picture import Picture, Row
from voice_client.cli.top.scrape import Scrape
from voice_client.link import http_url

NOTHING = Figures()
EXITS = {State.UNREACHABLE: Exit.UNREACHABLE, State.REFUSED: Exit.AUTH, State.STRANGE: Exit.PROTOCOL}


async def top(options: Options, interval_s: float, *, once: bool) -> None:
    """Show what servers do, until stopped: live on a terminal, else a line of JSON an interval.

    Args:
        once: show one interval, as it is read best, and end.

    Raises:
        NotWell: of ``once``: no server told anything; the first one decides on the exit code.
    """
    async with time_limit(options), httpx.AsyncClient() as http:
        looks = _looks(http, options, interval_s)
        if once:
            await _show_once(options, interval_s, looks)
        elif options.as_json or not options.out.is_terminal:
            async for rows in looks:
                _say(options, rows)
        else:
            await _show_live(options, interval_s, looks)


async def _looks(http: httpx.AsyncClient, options: Options, interval_s: float) -> AsyncIterator[list[Row]]:
    """All servers at once, an interval apart; the first look has no rates yet."""
    urls = list(dict.fromkeys(http_url(url) for url in options.urls))
    earlier: dict[str, list[Scrape]] = {url: [] for url in urls}
    loop = asyncio.get_running_loop()
    while True:
        next_s = loop.time() + interval_s
        seen = await asyncio.gather(*(look_at(http, url, options.token) for url in urls))
        yield [(each, figures_of(earlier[each.url], each.scrape) if each.scrape else NOTHING) for each in seen]
        for each in seen:
            earlier[each.url] = recent(earlier[each.url], each.scrape) if each.scrape else []
        await asyncio.sleep(next_s - loop.time())


async def _show_once(options: Options, interval_s: float, looks: AsyncIterator[list[Row]]) -> None:
    rows = await anext(looks)
    if any(seen.scrape is not None for seen, _ in rows):
        rows = await anext(looks)
    if options.as_json:
        _say(options, rows)
    else:
        _console(options).print(Picture(rows, interval_s, datetime.now().astimezone()))
    if all(seen.scrape is None for seen, _ in rows):
        raise NotWell("No server tells its metrics.", EXITS[rows[0][0].state])


async def _show_live(options: Options, interval_s: float, looks: AsyncIterator[list[Row]]) -> None:
    with Live(console=_console(options), screen=True, refresh_per_second=2) as live:
        async for rows in looks:
            live.update(Picture(rows, interval_s, datetime.now().astimezone()), refresh=True)


def _console(options: Options) -> Console:
    """As that for data, but one that cuts what is wider than the terminal: a table does not wrap well."""
    return PipedConsole(no_color=options.out.no_color, highlight=False)


def _say(options: Options, rows: Sequence[Row]) -> None:
    told = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "servers": [
            {"url": seen.url, "state": seen.state, "detail": seen.detail, **figures.as_json()} for seen, figures in rows
        ],
        "total": total_of([figures for _, figures in rows]).as_json(),
    }
    options.say_line(json.dumps(told))
