"""What a client's session asks by itself, of one connection: missing frames, whether a job has ended. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.client_frames import ClientFrame, JobGet, JobSubscribe, JobsWatch
from schemas.errors import ErrorCode
from schemas.server_frames import Error
from voice_client.effects import Ask, AskLater

AT_ONCE = 100
"""Requests that go out together: half of what a server takes in one burst."""
GAP_S = 0.025
"""Between those above: a server takes fifty frames a second."""
ASK_AGAIN_S = 1.0
"""Until a refused request is asked again, where the refusal does not say when."""
PASSING = frozenset({ErrorCode.TOO_MANY_SUBSCRIPTIONS})
"""Refusals that pass although the server does not call them retryable: other jobs end."""


@dataclass(slots=True)
class OwnRequests:
    """Those that have no answer yet. They end with their connection: the next one resumes the jobs."""

    _waiting: dict[str, ClientFrame] = field(default_factory=dict)
    _connections: int = 0

    def restart(self) -> None:
        """A new connection begins."""
        self._waiting.clear()
        self._connections += 1

    def catch_up(self, job_id: str, after: int) -> Sequence[Ask | AskLater]:
        """Ask for a job's frames behind ``after``, unless some were asked for and have not come."""
        return self._ask(JobSubscribe(id=self.catch_up_id(job_id), job_id=job_id, after=after))

    def catch_up_id(self, job_id: str) -> str:
        """The id of the one catch-up that a job may have at a time."""
        return f"catch-up-{self._connections}-{job_id}"

    def look(self, job_id: str) -> Sequence[Ask | AskLater]:
        """Ask how a job stands."""
        return self._ask(JobGet(id=self._look_id(job_id), job_id=job_id))

    def repeats(self, watches: Sequence[JobsWatch]) -> None:
        """These watches of the connection before are being said again."""
        self._waiting.update((watch.id, watch) for watch in watches)

    def wants(self, request: ClientFrame) -> bool:
        """Whether what was to be asked later is still to be asked."""
        return request.id in self._waiting

    def forget(self, job_id: str) -> None:
        """A job is followed no more."""
        self._waiting.pop(self.catch_up_id(job_id), None)
        self._waiting.pop(self._look_id(job_id), None)

    def answered(self, request_id: str | None) -> bool:
        """An answer came. Returns whether it is one to these requests."""
        return request_id is not None and self._waiting.pop(request_id, None) is not None

    def refused(self, error: Error) -> ClientFrame | AskLater | None:
        """The request that is refused for good, or when it is asked again; None: it is none of these."""
        request = self._waiting.get(error.id or "")
        if request is None:
            return None
        if error.retryable or error.code in PASSING:
            wait_s = ASK_AGAIN_S if error.retry_after_s is None else error.retry_after_s
            # Spread, so that those that were refused together do not come together again.
            return AskLater(request, wait_s + GAP_S * len(self._waiting))
        self.answered(error.id)
        return request

    def _ask(self, request: JobSubscribe | JobGet) -> Sequence[Ask | AskLater]:
        if request.id in self._waiting:
            return ()
        self._waiting[request.id] = request
        over = len(self._waiting) - AT_ONCE
        return [Ask(request) if over <= 0 else AskLater(request, over * GAP_S)]

    def _look_id(self, job_id: str) -> str:
        return f"look-{self._connections}-{job_id}"
