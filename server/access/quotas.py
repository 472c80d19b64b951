"""How much of the server one address, one key or one user may take, and what each is told who wants more."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from schemas.errors import ErrorCode
from server.access.callers import kind_of, name_of
from server.access.doorkeeper import Ended
from server.access.haste import BRIEF_S, Haste
from server.access.holding import HOLD_S, Holding
from server.access.identity import Identity
from server.access.occupancy import Ledger, Occupancy
from server.access.rates import MINUTE_S, Rate, SharedRates
from server.access.refused_submits import RefusedSubmits
from server.access.slow_lane import LaneFull
from server.jobs.refusal import Refused

ROOM_AFTER_S = 30.0
"""What who finds no room is told: nobody can know when somebody else leaves."""

RETURNS_PER_MINUTE = int(MINUTE_S / HOLD_S)
"""Of an address: who flooded, and waits to be told that they came again too soon, comes no more often."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """What the operator allows."""

    sockets_per_address: int
    sockets_per_key: int
    sockets_per_user: int
    streams_per_caller: int
    handshakes_per_minute: int
    floods_per_minute: int
    brief_sockets_per_minute: int
    looks_per_minute: int
    visits_per_minute: int
    failed_logins_per_minute: int
    requests_per_minute: int
    refused_submits_per_minute: int
    webhook_sends_per_minute: int


class SharedCounts(SharedRates, Ledger, Protocol):
    """Where processes count together."""

    @property
    def is_away(self) -> bool:
        """It did not answer when it was asked last: each process counts alone."""

    async def close(self) -> None:
        """Nothing is asked any more."""


_FLOODED = "too many sockets of this {} were closed for what they sent"


class TooManySockets(Refused):
    """There is no room for one more socket."""


class TooManyGuesses(Refused):
    """One more wrong credential of an address that has shown too many."""


class Place:
    """Room that somebody has, until they leave."""

    def __init__(self, occupancy: Occupancy, name: str) -> None:
        self._occupancy: Occupancy | None = occupancy
        self._name = name

    def leave(self) -> None:
        """Saying it again is harmless."""
        if self._occupancy is not None:
            self._occupancy.leave(self._name)
            self._occupancy = None


class Gatekeeper:
    """Counts, and says no.

    Addresses are what `server.access.addresses.counted_as` makes of a request.
    """

    def __init__(self, quotas: Quotas, shared: SharedCounts | None = None) -> None:
        self._quotas = quotas
        self._shared = shared
        self._occupancy = Occupancy(shared)
        self.holding = Holding()
        self.haste = Haste(quotas.brief_sockets_per_minute, quotas.looks_per_minute, quotas.visits_per_minute)
        self._handshakes = Rate("handshakes", quotas.handshakes_per_minute, shared)
        self._floods = Rate("floods", quotas.floods_per_minute, shared)
        self._returns = Rate("returns", RETURNS_PER_MINUTE, shared)
        self._failed_logins = Rate("failed-logins", quotas.failed_logins_per_minute, shared)
        self._refused_submits = RefusedSubmits(quotas.refused_submits_per_minute)
        self._requests = Rate("requests", quotas.requests_per_minute, shared)
        self._webhook_sends = Rate("webhook-sends", quotas.webhook_sends_per_minute, shared)

    @property
    def counts_alone(self) -> bool | None:
        """Whether the other processes' counts are missing; None: there are no others."""
        return None if self._shared is None else self._shared.is_away

    @property
    def waiting(self) -> int:
        """How many wait, be it to be served or to be told that they came too often."""
        return self.haste.waiting + self.holding.held

    async def run(self) -> None:
        """Share what is counted, until cancelled."""
        await self._occupancy.run()

    def drain(self) -> None:
        """The server is going down: who waits is served, or told, at once."""
        self.haste.end()
        self.holding.end()

    async def close(self) -> None:
        """Give up all that this process holds."""
        await self._occupancy.close()
        if self._shared is not None:
            await self._shared.close()

    async def handshake(self, address: str, shown: Callable[[], Awaitable[Identity | None]]) -> Identity | None:
        """Count a handshake: for its address or, where that has none left, for whoever shows at once who they are.

        An address may be that of many, and one of them would shut out all.

        Args:
            shown: finds out whose it is; None: they show nothing that is good.

        Returns:
            whom it was counted for; None: the address.

        Raises:
            Refused: ``rate_limited``.
        """
        identity, caller = None, name_of(None, address)
        refusal = await self._handshake(caller)
        is_told_off = refusal is not None or self.haste.is_restless(caller)
        if is_told_off and (identity := await shown()) is not None:
            caller = name_of(identity, address)
            refusal = await self._handshake(caller)
        if refusal is not None:
            raise await self._too_fast(caller, *refusal)
        try:
            await self.haste.socket(identity, address)
        except LaneFull as full:
            what = f"too many sockets of this {kind_of(caller)} ended within {BRIEF_S:g} s"
            raise (await self._too_fast(caller, what, full.wait_s)) from None
        return identity

    async def _handshake(self, caller: str) -> tuple[str, float] | None:
        """What there are too many of, and for how long yet; None: one more is counted."""
        if wait_s := max(self._floods.wait_s(caller), self._returns.wait_s(caller)):
            return _FLOODED.format(kind_of(caller)), wait_s
        if wait_s := await self._handshakes.take(caller):
            return f"more than {self._handshakes.per_minute} handshakes a minute of this {kind_of(caller)}", wait_s
        return None

    async def flooded(self, identity: Identity | None, address: str) -> None:
        """Count a socket that was closed for sending too much.

        Args:
            identity: whose it was; None: they did not say.
        """
        await self._floods.take(name_of(identity, address))

    async def request(self, identity: Identity | None, address: str) -> None:
        """Count a request to the REST endpoints.

        Args:
            identity: None: whoever asks need not say who they are.

        Raises:
            Refused: ``rate_limited``.
        """
        caller = name_of(identity, address)
        if wait_s := await self._requests.take(caller):
            raise await self._too_fast(caller, f"more than {self._requests.per_minute} requests a minute", wait_s)

    async def look(self, identity: Identity | None, address: str) -> None:
        """Before something is looked up; who does so often waits, see `Haste.look`.

        Raises:
            Refused: ``rate_limited``: too many of theirs wait already.
        """
        try:
            await self.haste.look(identity, address)
        except LaneFull as full:
            caller, what = name_of(identity, address), "too many requests of this caller wait already"
            raise (await self._too_fast(caller, what, full.wait_s)) from None

    async def webhook_send(self, identity: Identity, address: str) -> None:
        """Count that something is to be sent to a webhook because somebody asks for it.

        Raises:
            Refused: ``rate_limited``.
        """
        caller = name_of(identity, address)
        if wait_s := await self._webhook_sends.take(caller):
            raise await self._too_fast(caller, f"more than {self._webhook_sends.per_minute} of these a minute", wait_s)

    @asynccontextmanager
    async def login(self, address: str, *, is_shown: bool) -> AsyncIterator[None]:
        """Around finding out who somebody is. Who was wrong too often is told to wait instead of what was wrong.

        Whoever is right comes in nevertheless: an address may be that of many, and one of them would shut out all. Nor
        is it a guess to show what was good and has ended.

        Args:
            is_shown: there is a key or a token; who shows none guesses nothing.

        Raises:
            Refused: ``rate_limited``; and whatever the block raises.
        """
        try:
            yield
        except Refused as refused:
            is_guess = is_shown and refused.code is ErrorCode.UNAUTHORIZED and not isinstance(refused, Ended)
            if is_guess and (wait_s := await self._failed_logins.take(address)):
                what = "too many wrong credentials from this address"
                told = await self._too_fast(name_of(None, address), what, wait_s, TooManyGuesses)
                raise told from None
            raise

    def submission(self, identity: Identity, user_id: str | None) -> AbstractContextManager[None]:
        """Around a submission. Who was over a limit again and again is refused without a look.

        A look takes the server up to 0.5 ms of CPU, twenty times what a ping does (measured with SQLite).

        Args:
            user_id: whose job it is to be, if that was said.

        Raises:
            Refused: ``rate_limited``; and whatever the block raises.
        """
        return self._refused_submits.around(name_of(identity, "") if user_id is None else f"user:{user_id}")

    async def socket_from(self, address: str) -> Place:
        """Room for a socket of an address.

        Raises:
            TooManySockets: there is none.
        """
        return await self._socket(f"address:{address}", self._quotas.sockets_per_address, "this address")

    async def socket_of(self, identity: Identity, address: str) -> Place | None:
        """Room for a socket of whoever it is; None: its address is all that is known.

        Raises:
            TooManySockets: there is none.
            Refused: ``rate_limited``: too many of theirs were closed for what they sent.
        """
        caller = name_of(identity, address)
        if wait_s := self._floods.wait_s(caller):
            await self._returns.take(name_of(None, address))
            raise await self._too_fast(caller, _FLOODED.format(kind_of(caller)), wait_s)
        if identity.user_id is not None:
            return await self._socket(f"user:{identity.user_id}", self._quotas.sockets_per_user, "this user")
        if identity.key_id is not None:
            return await self._socket(f"key:{identity.key_id}", self._quotas.sockets_per_key, "this key")
        return None

    async def stream(self, identity: Identity, address: str) -> Place:
        """Room for an event stream or a long poll.

        Raises:
            Refused: ``rate_limited``: there is none.
        """
        most = self._quotas.streams_per_caller
        name = f"streams:{name_of(identity, address)}"
        if not await self._occupancy.enter(name, most):
            raise _no_room(Refused, f"{most} event streams and long polls of this caller are open, as many as may be")
        return Place(self._occupancy, name)

    async def _socket(self, who: str, most: int, told: str) -> Place:
        name = f"sockets:{who}"
        if not await self._occupancy.enter(name, most):
            raise _no_room(TooManySockets, f"{most} sockets of {told} are open, as many as may be")
        return Place(self._occupancy, name)

    async def _too_fast(self, caller: str, what: str, wait_s: float, kind: type[Refused] = Refused) -> Refused:
        """What is answered, some time later."""
        await self.holding.hold(caller)
        return kind(ErrorCode.RATE_LIMITED, f"{what[0].upper()}{what[1:]}.", retry_after_s=round(wait_s, 3))


def _no_room(kind: type[Refused], what: str) -> Refused:
    return kind(ErrorCode.RATE_LIMITED, f"{what}.", retry_after_s=ROOM_AFTER_S)
