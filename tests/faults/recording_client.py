"""A client that loses nothing: it goes on elsewhere when it is cut, and writes down when each frame came."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic, time

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from schemas.model import JsonObject
from tests.support.history import History
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request

AWAY = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, TimeoutError)
AT_ONCE = 2
"""Jobs that one client has under way; it submits the next when one has ended, so that some are at every step."""
WEEKS = 3


class _StartOver(Exception):
    """The server could not do what it was asked to, and says that it may later."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A frame of a job.

    Attributes:
        at_s: when it came, on the monotonic clock.
        late_s: how long after it was made.
    """

    at_s: float
    late_s: float
    job_id: str
    seq: int
    type: str


@dataclass(slots=True)
class RecordingClient:
    """One user's jobs.

    Attributes:
        resumed_after_s: for each connection that broke, how long it took until the next one was greeted.
    """

    urls: Sequence[str]
    chance: random.Random
    jobs_wanted: int
    weeks: int = WEEKS
    user: str = field(default_factory=new_user)
    history: History = field(default_factory=History)
    frames: list[Recorded] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    resumed_after_s: list[float] = field(default_factory=list)
    _asked: dict[str, int] = field(default_factory=dict)
    _answered: set[int] = field(default_factory=set)
    _lost_at_s: float | None = None

    @property
    def is_done(self) -> bool:
        return len(self.jobs) == self.jobs_wanted and all(map(self.history.has_ended, self.jobs))

    async def run(self) -> None:
        """Connect, and again, until every job was seen to its end."""
        place = self.chance.randrange(len(self.urls))
        while not self.is_done:
            try:
                async with raw_client(
                    self.urls[place % len(self.urls)],
                    hello=False,
                    open_timeout=2,
                    ping_interval=1,
                    ping_timeout=2,
                    close_timeout=1,
                ) as client:
                    await self._converse(client)
            except (*AWAY, _StartOver):
                place += 1
                self._lost_at_s = self._lost_at_s or monotonic()
                await asyncio.sleep(self.chance.uniform(0.02, 0.2))

    async def _converse(self, client: RawClient) -> None:
        greeting = {"resume": self.history.resume} if self.history.resume else {}
        welcome = await client.ask("hello", **greeting)
        if welcome["type"] == "error":
            raise _StartOver(welcome)
        if self._lost_at_s is not None:
            self.resumed_after_s.append(monotonic() - self._lost_at_s)
            self._lost_at_s = None
        for resumed in welcome["resumed"]:
            self.history.saw(resumed)
        self._asked.clear()
        while not self.is_done:
            await self._submit_more(client)
            await self._take(client, await client.next())

    async def _submit_more(self, client: RawClient) -> None:
        """Those without an answer count as under way; on a new connection they are said again, under their keys."""
        running = sum(not self.history.has_ended(job_id) for job_id in self.jobs)
        unsaid = set(range(self.jobs_wanted)) - self._answered - set(self._asked.values())
        for number in sorted(unsaid)[: max(0, AT_ONCE - running - len(self._asked))]:
            request = program_request(self.user, duration_weeks=self.weeks, session_minutes=30 + number % 60)
            said = await client.send(
                "job.submit", kind="generate", request=request, idempotency_key=f"job {number}", on_active="parallel"
            )
            self._asked[said] = number

    async def _take(self, client: RawClient, frame: JsonObject) -> None:
        if frame["type"] == "error":
            assert frame["retryable"], frame
            raise _StartOver(frame)
        if frame["type"] == "job.accepted":
            await self._accepted(client, frame)
        self.history.saw(frame)
        if "attempt" in frame and "seq" in frame:
            self._record(frame)

    async def _accepted(self, client: RawClient, frame: JsonObject) -> None:
        self._answered.add(self._asked.pop(frame["id"]))
        job_id = frame["job_id"]
        if job_id in self.jobs:
            return
        if frame["duplicate"]:  # the first answer was lost, and with it the frames behind it
            self.history.catches_up(job_id)
            await client.send("job.subscribe", job_id=job_id, after=0)
        self.jobs.append(job_id)
        self.history.follows(job_id)

    def _record(self, frame: JsonObject) -> None:
        late_s = time() - datetime.fromisoformat(frame["at"]).timestamp()
        self.frames.append(Recorded(monotonic(), late_s, frame["job_id"], frame["seq"], frame["type"]))
