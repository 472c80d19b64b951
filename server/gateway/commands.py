"""What each request of a socket does: a table from frame type to handler."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schemas import client_frames as wish
from schemas import server_frames as answer
from schemas.codec import encode
from schemas.errors import ErrorCode, ErrorDetails
from schemas.job import JobStatus
from schemas.model import JsonObject, Uuid, WireModel
from server.access.doorkeeper import Doorkeeper
from server.access.identity import Identity
from server.access.ownership import require_user, scope_of
from server.access.quotas import Gatekeeper
from server.clock import Clock
from server.jobs.refusal import Refused, not_found
from server.jobs.service import JobService
from server.push.log_source import Place, Point
from server.push.reader import Reader

Handler = Callable[["Caller", Any], Awaitable[None]]

_uuid: TypeAdapter[str] = TypeAdapter(Uuid)


@dataclass(slots=True)
class Caller:
    """Whoever is at the other end of one socket.

    Attributes:
        counted_as: the name under which limits count their address.
    """

    identity: Identity
    reader: Reader
    counted_as: str


class Commands:
    """Carries out requests. Replies go into the caller's outbox, before any frame that follows from them."""

    def __init__(
        self, service: JobService, doorkeeper: Doorkeeper, gatekeeper: Gatekeeper, max_subscriptions: int, clock: Clock
    ) -> None:
        self._service = service
        self._doorkeeper = doorkeeper
        self._gatekeeper = gatekeeper
        self._max_subscriptions = max_subscriptions
        self._clock = clock
        self._handlers: Mapping[type[WireModel], Handler] = {
            wish.AuthRefresh: self._refresh,
            wish.JobSubmit: self._in_turn(self._submit),
            wish.JobSubscribe: self._in_turn(self._subscribe),
            wish.JobUnsubscribe: self._unsubscribe,
            wish.JobGet: self._in_turn(self._get),
            wish.JobCancel: self._in_turn(self._cancel),
            wish.JobsList: self._in_turn(self._list),
            wish.JobsWatch: self._in_turn(self._watch),
            wish.JobsUnwatch: self._unwatch,
            wish.Ping: self._ping,
        }

    def serve(self, caller: Caller, request: wish.ClientFrame) -> Awaitable[None]:
        """Do what is asked, once it is awaited.

        Raises:
            Refused: it is not to be done.
        """
        return self._handlers[type(request)](caller, request)

    def _in_turn(self, handler: Handler) -> Handler:
        """What asks the database, or may: who has it do so often waits."""

        async def serve(caller: Caller, request: WireModel) -> None:
            await self._gatekeeper.look(caller.identity, caller.counted_as)
            await handler(caller, request)

        return serve

    async def resume(
        self, caller: Caller, points: tuple[wish.ResumePoint, ...], greet: Callable[[list[answer.JobSubscribed]], None]
    ) -> list[Refused]:
        """Go on with jobs where the client left them; ``greet`` is told which, before their frames.

        Whole states that are too many for one greeting come behind it, as fast as the client takes them.

        Returns:
            why each of the others is not followed.
        """
        wanted = {point.job_id: Point(point.job_id, point.after) for point in points}
        kept = list(wanted.values())[: self._max_subscriptions]
        found: set[str] = set()

        def answered(resumed: list[answer.JobSubscribed]) -> None:
            found.update(job.job_id for job in resumed)
            greet(resumed)

        def answered_later(resumed: list[answer.JobSubscribed]) -> None:
            found.update(job.job_id for job in resumed)
            for job in resumed:
                caller.reader.reply(encode(job))

        put_off = await caller.reader.subscribe(kept, scope_of(caller.identity), answered)
        while put_off:
            await caller.reader.room()
            put_off = await caller.reader.subscribe(put_off, scope_of(caller.identity), answered_later)
        missing = [not_found("job", point.job_id, job_id=point.job_id) for point in kept if point.job_id not in found]
        return missing + [self._no_room(job_id) for job_id in list(wanted)[len(kept) :]]

    async def _refresh(self, caller: Caller, request: wish.AuthRefresh) -> None:
        async with self._gatekeeper.login(caller.counted_as, is_shown=True):
            renewed = await self._doorkeeper.identify(request.token, None)
        if renewed.user_id != caller.identity.user_id:
            raise Refused(ErrorCode.FORBIDDEN, "The new token is bound to another user than this socket.")
        caller.identity = renewed
        caller.reader.reply(encode(answer.AuthRefreshed(id=request.id, expires_at=renewed.expires_at)))

    async def _submit(self, caller: Caller, request: wish.JobSubmit) -> None:
        self._check_room(caller)
        if (user_id := _user_of(request.request)) is not None:
            require_user(caller.identity, user_id)
        with self._gatekeeper.submission(caller.identity, user_id):
            await self._make(caller, request)

    async def _make(self, caller: Caller, request: wish.JobSubmit) -> None:
        wish = await self._service.understand(
            request.kind, request.request, request.idempotency_key, request.on_active, scope_of(caller.identity)
        )
        await caller.reader.hold(wish.user_id)
        try:
            made = await self._service.submit(wish)
            job = made.job
            reply = answer.JobAccepted(
                id=request.id, job_id=job.job_id, status=job.status, seq=job.seq, duplicate=made.duplicate
            )
            caller.reader.follower.reply(encode(reply))  # written with what is behind it
            caller.reader.go_on(Place(job, job.seq - 1, snapshot=None), made.created)
        finally:
            caller.reader.release(wish.user_id)

    async def _subscribe(self, caller: Caller, request: wish.JobSubscribe) -> None:
        self._check_room(caller, request.job_id)
        found = False

        def answered(subscribed: list[answer.JobSubscribed]) -> None:
            nonlocal found
            for reply in subscribed:
                found = True
                caller.reader.reply(encode(reply.model_copy(update={"id": request.id})))

        point = Point(request.job_id, request.after)
        await caller.reader.subscribe([point], scope_of(caller.identity), answered)
        if not found:
            raise not_found("job", request.job_id)

    async def _unsubscribe(self, caller: Caller, request: wish.JobUnsubscribe) -> None:
        caller.reader.follower.unfollow(request.job_id)
        caller.reader.reply(encode(answer.JobUnsubscribed(id=request.id, job_id=request.job_id)))

    async def _get(self, caller: Caller, request: wish.JobGet) -> None:
        snapshot = await self._service.snapshot(request.job_id, scope_of(caller.identity))
        caller.reader.reply(encode(answer.JobSnapshotReply(id=request.id, snapshot=snapshot)))

    async def _cancel(self, caller: Caller, request: wish.JobCancel) -> None:
        status: JobStatus = await self._service.cancel(request.job_id, scope_of(caller.identity), request.reason)
        reply = answer.JobCancelAccepted(id=request.id, job_id=request.job_id, status=status)
        caller.reader.reply(encode(reply))

    async def _list(self, caller: Caller, request: wish.JobsList) -> None:
        user_id = request.user_id or scope_of(caller.identity)
        require_user(caller.identity, user_id)
        page = await self._service.page(user_id, request.status, request.limit, request.cursor)
        caller.reader.reply(encode(answer.JobsListed(id=request.id, jobs=tuple(page.jobs), next=page.next)))

    async def _watch(self, caller: Caller, request: wish.JobsWatch) -> None:
        require_user(caller.identity, request.user_id)
        self._check_room(caller)
        await caller.reader.watch(
            request.user_id,
            lambda: self._service.watched(request.user_id),
            lambda jobs: caller.reader.reply(
                encode(answer.JobsWatched(id=request.id, user_id=request.user_id, jobs=tuple(jobs)))
            ),
        )

    async def _unwatch(self, caller: Caller, request: wish.JobsUnwatch) -> None:
        caller.reader.follower.unwatch(request.user_id)
        caller.reader.reply(encode(answer.JobsUnwatched(id=request.id, user_id=request.user_id)))

    async def _ping(self, caller: Caller, request: wish.Ping) -> None:
        caller.reader.reply(encode(answer.Pong(id=request.id, time=self._clock())))

    def _check_room(self, caller: Caller, job_id: str | None = None) -> None:
        is_followed = job_id in caller.reader.follower.feeds
        if caller.reader.subscriptions >= self._max_subscriptions and not is_followed:
            raise self._no_room(job_id)

    def _no_room(self, job_id: str | None) -> Refused:
        return Refused(
            ErrorCode.TOO_MANY_SUBSCRIPTIONS,
            f"This socket follows as many jobs as it may, {self._max_subscriptions}.",
            details=ErrorDetails(job_id=job_id, accepted="unsubscribe from some, or open another socket"),
        )


def _user_of(request: JsonObject) -> str | None:
    """The user that a request names, if it names one at all."""
    try:
        return _uuid.validate_python(request.get("user_id"))
    except ValidationError:
        return None
