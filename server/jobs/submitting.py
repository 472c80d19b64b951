"""Deciding what submissions become: each a new job, one that is there already, or a refusal.

Runs inside one transaction that has the users' rows to itself, so that any number of the same submissions at once, also
to several processes, give one job. Those that come at once are decided on together: each statement is for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode, ErrorDetails
from schemas.job import JobStatus
from schemas.model import JsonObject
from schemas.request import ProgramRequest, ReviseRequest
from server.generation.safety.injuries import tells_more
from server.jobs.ids import new_job_id
from server.jobs.lifecycle import Cancelled, Created, JobState, advance
from server.jobs.log import Happened, append, write_events
from server.jobs.refusal import Refused
from server.jobs.rows import JOBS, change_row, columns_of, head_after, head_of
from server.jobs.standing import KEYS, KnownKey, Standing, known_keys, lock_users, standings
from server.jobs.submission import Asking, Submission, Submitted
from server.storage.hot import AnyRow, HotStatement
from server.storage.joint import in_turns
from server.storage.transaction import Transaction

RATE_WINDOW_S = 60
_INSERT_JOB = HotStatement(insert(JOBS))
_INSERT_KEY = HotStatement(insert(KEYS))


@dataclass(frozen=True, slots=True)
class _New:
    """What a submission becomes that becomes a job."""

    asking: Asking
    fingerprint: str
    superseded: Sequence[str]


_Verdict = _New | Submitted | Refused


def submit(transaction: Transaction, askings: Sequence[Asking]) -> Sequence[Submitted | Refused]:
    """Make of each wish what it should become. A `server.storage.joint.Work`.

    Returns:
        of each, in their order, what it became; or `Refused` with ``idempotency_conflict``, ``active_job``,
        ``too_many_jobs`` or ``rate_limited``.
    """
    became: dict[int, Submitted | Refused] = {}
    for places in in_turns(asking.wish.user_id for asking in askings):
        became.update(zip(places, _take_turn(transaction, [askings[place] for place in places]), strict=True))
    return [became[place] for place in range(len(askings))]


def _take_turn(transaction: Transaction, askings: Sequence[Asking]) -> Sequence[Submitted | Refused]:
    """Decide on submissions of different users."""
    connection = transaction.connection
    users = [asking.wish.user_id for asking in askings]
    earliest = min(asking.now for asking in askings)
    lock_users(transaction, users, earliest)
    keys = known_keys(connection, [named for asking in askings if (named := asking.named) is not None])
    standing = standings(connection, users, earliest - timedelta(seconds=RATE_WINDOW_S))
    verdicts = [_verdict(transaction, asking, keys, standing[asking.wish.user_id]) for asking in askings]
    made = iter(_create(transaction, [verdict for verdict in verdicts if isinstance(verdict, _New)]))
    return [next(made) if isinstance(verdict, _New) else verdict for verdict in verdicts]


def _verdict(
    transaction: Transaction, asking: Asking, keys: Mapping[tuple[str, str], KnownKey], standing: Standing
) -> _Verdict:
    """What a submission is to become. What gives way to it has done so then."""
    wish, now = asking.wish, asking.now
    try:
        if (named := asking.named) is not None and named in keys:
            return _same_key(wish, keys[named])
        fingerprint = wish.fingerprint()
        if (known := _same_wish(standing.active, wish, fingerprint)) is not None:
            _remember_keys(transaction.connection, [(asking, known.id)])
            return Submitted(head_of(known), duplicate=True)
        replaced = _settle_active(standing.active, wish.on_active)
        _check_limits(standing, len(standing.active) - len(replaced), asking)
    except Refused as refused:
        return refused
    superseded = [row.id for row in replaced if request_cancel(transaction, row, "replaced", now).is_final is False]
    return _New(asking, fingerprint, superseded)


def request_cancel(transaction: Transaction, row: AnyRow, reason: str | None, now: datetime) -> JobStatus:
    """End a job that nobody works on yet; of one at work, note that it shall stop.

    Returns:
        the status after it: not final when a worker has yet to stop.
    """
    if JobStatus(row.status) is JobStatus.PENDING:
        state = append(transaction, row.id, Cancelled(reason), now)
        return JobStatus.CANCELLED if state is None else state.status
    if JobStatus(row.status) is JobStatus.IN_PROGRESS and not row.cancel_requested:
        change_row(transaction.connection, row.id, {"cancel_requested": True, "cancel_reason": reason})
    return JobStatus(row.status)


def _same_key(wish: Submission, key: KnownKey) -> Submitted:
    if key.request_digest != wish.digest():
        raise Refused(
            ErrorCode.IDEMPOTENCY_CONFLICT,
            "This idempotency key stands for another request.",
            details=ErrorDetails(job_id=key.job.id),
        )
    return Submitted(head_of(key.job), duplicate=True)


def _same_wish(active: Sequence[AnyRow], wish: Submission, fingerprint: str) -> AnyRow | None:
    """The user who says "OK" while a program is being made has not asked for a second one; who tells of a pain has."""
    alike = (row for row in active if row.fingerprint == fingerprint)
    return next((row for row in alike if not _tells_more(wish.asked, row)), None)


def _tells_more(asked: ProgramRequest | ReviseRequest, row: AnyRow) -> bool:
    # What a change tells is a part of its fingerprint.
    return isinstance(asked, ProgramRequest) and tells_more(asked, ProgramRequest.model_validate(row.request))


def _settle_active(active: Sequence[AnyRow], on_active: OnActive) -> Sequence[AnyRow]:
    """Which of the jobs in flight give way."""
    if not active or on_active is OnActive.PARALLEL:
        return ()
    if on_active is OnActive.REPLACE:
        return active
    raise Refused(
        ErrorCode.ACTIVE_JOB,
        "Another program is being made for this user; say whether to replace it or to make both.",
        details=ErrorDetails(job_id=active[0].id, accepted="on_active: replace or parallel"),
    )


def _check_limits(standing: Standing, active: int, asking: Asking) -> None:
    limits, now = asking.limits, asking.now
    if active >= limits.max_active_jobs:
        raise Refused(
            ErrorCode.TOO_MANY_JOBS,
            f"{active} programs are being made for this user; at most {limits.max_active_jobs} may be.",
            retry_after_s=RATE_WINDOW_S,
        )
    window = timedelta(seconds=RATE_WINDOW_S)
    recent = [made_at for made_at in standing.submitted_at if made_at > now - window]
    if len(recent) >= limits.submits_per_minute:
        raise Refused(
            ErrorCode.RATE_LIMITED,
            f"{len(recent)} jobs were submitted in a minute; at most {limits.submits_per_minute} may be.",
            # Whoever waited for the user's row may have asked before the oldest of them was made.
            retry_after_s=round(min(window, min(recent) + window - now).total_seconds(), 3),
        )


def _create(transaction: Transaction, new: Sequence[_New]) -> Sequence[Submitted]:
    if not new:
        return ()
    requests = [each.asking.wish.as_json() for each in new]
    firsts = [_first_step(each.asking, request) for each, request in zip(new, requests, strict=True)]
    _INSERT_JOB.write(transaction.connection, [_row(*made) for made in zip(new, requests, firsts, strict=True)])
    keys = [(each.asking, first.state.job_id) for each, first in zip(new, firsts, strict=True)]
    _remember_keys(transaction.connection, keys)
    frames = write_events(transaction, firsts)
    return [
        Submitted(head_after(first.state), duplicate=False, superseded=each.superseded, created=frame)
        for each, first, frame in zip(new, firsts, frames, strict=True)
    ]


def _first_step(asking: Asking, request: JsonObject) -> Happened:
    wish, now = asking.wish, asking.now
    created = Created(wish.kind, request)
    blank = JobState(job_id=new_job_id(now), user_id=wish.user_id, weeks_total=wish.brief.request.duration_weeks)
    return Happened(advance(blank, created, now), created, now)


def _row(new: _New, request: JsonObject, first: Happened) -> dict[str, Any]:
    state, wish = first.state, new.asking.wish
    return {
        **columns_of(state),
        "id": state.job_id,
        "user_id": wish.user_id,
        "kind": wish.kind,
        "request": request,
        "fingerprint": new.fingerprint,
        "weeks_total": state.weeks_total,
        "cancel_requested": False,
        "created_at": first.at,
    }


def _remember_keys(connection: Connection, jobs: Sequence[tuple[Asking, str]]) -> None:
    """Let the idempotency keys of submissions stand for jobs."""
    rows = [
        {"user_id": named[0], "key": named[1], "job_id": job_id, "request_digest": asking.wish.digest()}
        for asking, job_id in jobs
        if (named := asking.named) is not None
    ]
    if rows:
        _INSERT_KEY.write(connection, rows)
