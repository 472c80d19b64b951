"""A hundred sockets, four jobs each, some read slowly, some are cut: every history keeps the promise."""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from schemas.model import JsonObject
from tests.support.history import History
from tests.support.log_file import logs_in
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.server_process import server_process

SOCKETS = 100
JOBS_EACH = 4
"""Their frames are more than an outbox holds."""
SLOW_READ_S = 0.02
CUTS_EACH = 3
CUT_WITHIN_FRAMES = 9
"""So few that the cuts of a socket come before its jobs end: of each job there are seven at least, its acceptance, its
weeks and its end among them."""


@dataclass(slots=True)
class _Agent:
    """One client over all its connections.

    Attributes:
        cuts: after how many frames its connection is cut, each time.
        pause_s: how long it takes over each frame.
    """

    url: str
    cuts: deque[int]
    pause_s: float
    history: History = field(default_factory=History)
    jobs: set[str] = field(default_factory=set)
    unanswered: dict[str, JsonObject] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return not self.unanswered and all(map(self.history.has_ended, self.jobs))

    async def run(self) -> None:
        user = new_user()
        for number in range(JOBS_EACH):
            request = program_request(user, duration_weeks=3, session_minutes=45 + number)
            self.unanswered[f"job {number}"] = request
        while not self.is_done:
            greeting = {"resume": self.history.resume} if self.history.resume else {}
            try:
                async with raw_client(self.url, greeting=greeting, max_queue=8 if self.pause_s else None) as client:
                    await self._converse(client)
            except ConnectionClosed:
                continue

    async def _converse(self, client: RawClient) -> None:
        for resumed in client.frames[0]["resumed"]:
            self.history.saw(resumed)
        requests = {}
        for key, request in self.unanswered.items():
            said = await client.send(
                "job.submit", kind="generate", request=request, idempotency_key=key, on_active="parallel"
            )
            requests[said] = key
        limit = self.cuts.popleft() if self.cuts else None
        while not self.is_done:
            if limit is not None and len(client.frames) > limit:
                client.socket.transport.abort()
            frame = await client.next()
            if frame["type"] == "job.accepted":
                await self._accepted(client, frame, requests)
            assert frame["type"] != "error", frame
            self.history.saw(frame)
            if self.pause_s:
                await asyncio.sleep(self.pause_s)

    async def _accepted(self, client: RawClient, frame: JsonObject, requests: dict[str, str]) -> None:
        if frame["id"] in requests:
            del self.unanswered[requests[frame["id"]]]
        job_id = frame["job_id"]
        if frame["duplicate"] and job_id not in self.jobs:
            self.history.catches_up(job_id)
            await client.send("job.subscribe", job_id=job_id, after=0)
        self.jobs.add(job_id)
        self.history.follows(job_id)


async def test_every_history_keeps_the_promise(tmp_path: Path) -> None:
    """In order, without a gap, to the end, as it is in the log; no job is lost or doubled."""
    chance = random.Random(5)  # noqa: S311 - where to cut
    async with server_process(tmp_path, outbox_frames=16, frames_burst=1000) as server:
        agents = [
            _Agent(
                server.socket_url,
                cuts=deque(chance.randrange(1, CUT_WITHIN_FRAMES) for _ in range(CUTS_EACH if place % 10 == 1 else 0)),
                pause_s=SLOW_READ_S if place % 10 == 0 else 0,
            )
            for place in range(SOCKETS)
        ]
        await asyncio.gather(*(agent.run() for agent in agents))
    logs = logs_in(tmp_path)
    assert len(logs) == SOCKETS * JOBS_EACH
    assert set(logs) == {job_id for agent in agents for job_id in agent.jobs}
    for agent in agents:
        assert agent.history.verify({job_id: logs[job_id] for job_id in agent.jobs}) == []
        assert len(agent.jobs) == JOBS_EACH
    assert not any(agent.cuts for agent in agents), "each was cut as often as was meant"
    assert sum(len(agent.history.states) for agent in agents) == 0, "nobody was so far behind as to need a state"
