"""What a submission is, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.client_frames import OnActive
from schemas.job import JobKind
from schemas.model import JsonObject
from schemas.request import ProgramRequest, ReviseRequest, digest
from server.generation.generator import Brief
from server.jobs.rows import JobHead
from server.storage.transaction import LogFrame


@dataclass(frozen=True, slots=True)
class SubmitLimits:
    """Per user."""

    max_active_jobs: int
    submits_per_minute: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A validated wish for a job.

    Attributes:
        asked: as the client asked.
        brief: what is to be made.
    """

    asked: ProgramRequest | ReviseRequest
    brief: Brief
    idempotency_key: str | None
    on_active: OnActive

    @property
    def kind(self) -> JobKind:
        return JobKind.GENERATE if self.brief.revision is None else JobKind.REVISE

    @property
    def user_id(self) -> str:
        return self.brief.request.user_id

    def as_json(self) -> JsonObject:
        return self.asked.model_dump(mode="json", exclude_unset=True)

    def digest(self) -> str:
        """The same for the same request, to the letter: what an idempotency key is bound to."""
        return digest({"kind": self.kind, "request": self.asked.model_dump(mode="json")})

    def fingerprint(self) -> str:
        """The same for every way of asking for the same; of a change, what is understood of it counts."""
        revision = self.brief.revision
        if revision is None:
            return self.brief.request.fingerprint()
        wanted = self.brief.request.model_dump(mode="json")
        return digest({"changes": revision.parent_id, "to": wanted, "exchanges": dict(revision.exchanges)})


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission became.

    Attributes:
        job: where its log stands.
        duplicate: the job was there already.
        superseded: jobs at work that were asked to stop in its favour.
        created: the first frame of a new job.
    """

    job: JobHead
    duplicate: bool
    superseded: Sequence[str] = ()
    created: LogFrame | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A submission at a moment."""

    wish: Submission
    limits: SubmitLimits
    now: datetime

    @property
    def named(self) -> tuple[str, str] | None:
        """The user and the idempotency key, if there is one."""
        wish = self.wish
        return None if wish.idempotency_key is None else (wish.user_id, wish.idempotency_key)
