"""The scenario: a program of twelve weeks by a model, through the whole server, as a client of its socket sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from schemas.job import FINAL_STATUSES
from schemas.model import JsonObject
from tests.support.live_server import live_server
from tests.support.raw_client import raw_client
from tests.support.samples import program_request

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame, and when it came, in seconds from the submission on."""

    at_s: float
    frame: JsonObject


@dataclass(frozen=True, slots=True)
class Played:
    """What the client saw until the end of the job, and the state of the job then."""

    seen: Sequence[Seen]
    snapshot: JsonObject

    def of_type(self, type_: str) -> list[Seen]:
        return [each for each in self.seen if each.frame["type"] == type_]


async def play(folder: Path, weeks: int = WEEKS, **settings: Any) -> Played:
    """Ask for a program, and wait for its end."""
    async with live_server(folder, **settings) as server, raw_client(server.socket_url) as client:
        begun_s = monotonic()
        seen: list[Seen] = []
        request_id = await client.send("job.submit", kind="generate", request=program_request(duration_weeks=weeks))
        while not seen or seen[-1].frame.get("status") not in FINAL_STATUSES:
            frame = await client.next()
            seen.append(Seen(monotonic() - begun_s, frame))
            assert frame["type"] != "error" or frame.get("id") != request_id, frame
        snapshot = (await client.ask("job.get", job_id=seen[-1].frame["job_id"]))["snapshot"]
        return Played(seen, snapshot)
