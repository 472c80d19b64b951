"""``python -m tests.faults.flood KIND PORT TOKEN``: one user's flood, until killed.

It prints a line when it has begun. It gives way to whoever else wants its core, and keeps its times.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.faults.flooder import BAD, CHANGE, CONTROL, LIST, PING, WRONG, Flooder

SOCKETS = 20
"""Of a flood that keeps to what each may send."""
HASTY = 4
"""Of one that does not."""
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Kind:
    """Of flood.

    Attributes:
        told: what it is, in words.
        works: what it does at the same time.
        has_programs: it begins with some that are made.
    """

    told: str
    works: Callable[[Flooder], list[Awaitable[None]]]
    has_programs: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "nothing": Kind(
            "none: how much two measurements of the same differ",
            lambda one: [one.keep_quiet()],
        ),
        "pings": Kind(
            f"{SOCKETS} sockets that send 50 frames a second each, as they may",
            lambda one: [one.now_and_again([PING], 0.02) for _ in range(SOCKETS)],
        ),
        "hasty-pings": Kind(
            f"{HASTY} sockets that send frames as fast as they are taken",
            lambda one: [one.all_at_once(PING * AT_ONCE) for _ in range(HASTY)],
        ),
        "bad-frames": Kind(
            f"{HASTY} sockets that send frames of 1 KB which are none",
            lambda one: [one.all_at_once(BAD * AT_ONCE) for _ in range(HASTY)],
        ),
        "control-frames": Kind(
            f"{HASTY} sockets that send empty pings of RFC 6455",
            lambda one: [one.all_at_once(CONTROL * AT_ONCE) for _ in range(HASTY)],
        ),
        "questions": Kind(
            f"{SOCKETS} sockets that ask for the user's jobs 50 times a second each, as they may",
            lambda one: [one.now_and_again([LIST], 0.02) for _ in range(SOCKETS)],
            has_programs=True,
        ),
        "requests": Kind(
            "100 requests a second for the user's programs, as there may be",
            lambda one: [one.ask_for("/api/programs?limit=100", 0.1) for _ in range(10)],
            has_programs=True,
        ),
        "hasty-requests": Kind(
            f"{HASTY} connections that ask for the user's programs as fast as they are answered",
            lambda one: [one.ask_for("/api/programs?limit=100", 0) for _ in range(HASTY)],
            has_programs=True,
        ),
        "files": Kind(
            f"{HASTY} connections that ask for a calendar of a year as fast as they are answered",
            lambda one: [one.ask_for(f"/api/programs/{one.programs[0]}?format=ics", 0) for _ in range(HASTY)],
            has_programs=True,
        ),
        "visits": Kind(
            f"{HASTY} connections that ask for the page as fast as they are answered",
            lambda one: [one.visit("/", stays=True) for _ in range(HASTY)],
        ),
        "brief-visits": Kind(
            f"{HASTY} that ask for the page on a new connection each time",
            lambda one: [one.visit("/", stays=False) for _ in range(HASTY)],
        ),
        "patient-handshakes": Kind(
            "some 50 sockets opened a second that stay for 6 s, as they may",
            lambda one: [one.come_and_stay(6) for _ in range(300)],
        ),
        "submissions": Kind(
            "a job submitted each second, as it may be",
            lambda one: [one.now_and_again(one.submissions, 1)],
        ),
        "hasty-submissions": Kind(
            "50 jobs submitted a second, of which one a second is made",
            lambda one: [one.now_and_again(one.submissions, 0.02)],
        ),
        "impossible-changes": Kind(
            f"{SOCKETS} sockets that want a program changed which is not there, 50 times a second each",
            lambda one: [one.now_and_again([CHANGE], 0.02) for _ in range(SOCKETS)],
        ),
        "handshakes": Kind(
            "some 100 sockets opened and closed a second, as they may be",
            lambda one: [one.come_and_go(one.hello, 0.1) for _ in range(10)],
        ),
        "hasty-handshakes": Kind(
            f"{HASTY} that open sockets and close them as fast as they can",
            lambda one: [one.come_and_go(one.hello, 0) for _ in range(HASTY)],
        ),
        "wrong-tokens": Kind(
            f"{HASTY} that show wrong tokens as fast as they can",
            lambda one: [one.come_and_go(WRONG, 0) for _ in range(HASTY)],
        ),
    }
)


async def flood(kind: str, port: int, token: str) -> None:
    one = Flooder(port, token)
    if KINDS[kind].has_programs:
        await one.have_programs()
    await asyncio.gather(*KINDS[kind].works(one))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(19)
    asyncio.run(flood(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
