"""How many at once: sockets and streams that are open, by name, in this process and over all that share a ledger.

A process tells the ledger how many it holds, not which: the ledger adds up what the others last told, and what a
process told ends by itself unless it is told again. So nothing drifts, a killed process takes no room for long, and a
Redis that was emptied knows all again within seconds. Without a ledger, or while it is away, this process counts alone.

Where very many may be at once, a process takes a little room beforehand, so that not each who comes and goes is told.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

import structlog

from server.together import LINGER_S

LEASE_S = 30.0
RENEWALS_IN_A_LEASE = 3
AGAIN_S = 1.0
"""While the ledger is away it is asked again this often."""
CLAIMS_AT_ONCE = 500
"""Redis does nothing else meanwhile."""
ANSWERED_AT_ONCE = 8
"""In one turn of the loop: whoever is answered goes on in the next one, and holds up all others."""
CLOSE_GRACE_S = 1.0
SPARE_SHARE = 1000
"""One part of so many is taken beforehand, by each process that has somebody of the name."""


class LedgerAway(Exception):
    """Nobody can be asked what the others hold."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What this process holds of something, how many more it wants, and how many all together may have."""

    name: str
    held: int
    wanted: int
    most: int

    @property
    def granted_alone(self) -> int:
        return max(0, min(self.wanted, self.most - self.held))


class Ledger(Protocol):
    """Where processes tell one another what they hold."""

    async def tell(self, claims: Sequence[Claim], lease_s: float) -> Sequence[int]:
        """How many of the wanted ones each claim is granted.

        Raises:
            LedgerAway: it does not answer.
        """


@dataclass(slots=True)
class _Holding:
    """What this process has of a name.

    Attributes:
        count: those who are in.
        spare: room that nobody uses.
    """

    count: int = 0
    spare: int = 0
    most_spare: int = 0

    @property
    def told(self) -> int:
        return self.count + self.spare


@dataclass(frozen=True, slots=True)
class _Waiting:
    answer: asyncio.Future[bool]
    most: int


class Occupancy:
    """Counts those that are open.

    Args:
        ledger: what is shared with other processes; `run` must run then.
        lease_s: what this process told the ledger holds for so long.
    """

    def __init__(self, ledger: Ledger | None = None, lease_s: float = LEASE_S) -> None:
        self._ledger = ledger
        self._lease_s = lease_s
        self._held: defaultdict[str, _Holding] = defaultdict(_Holding)
        self._waiting: defaultdict[str, list[_Waiting]] = defaultdict(list)
        self._untold: dict[str, None] = {}
        self._news = asyncio.Event()
        self._renew_at_s = monotonic() + lease_s / RENEWALS_IN_A_LEASE
        self._log = structlog.get_logger("repcast.limits")

    def held(self, name: str) -> int:
        """How many this process holds."""
        return self._held[name].count if name in self._held else 0

    def __len__(self) -> int:
        return len(self._held)

    async def enter(self, name: str, most: int) -> bool:
        """Count one in; False if there are as many as there may be."""
        holding = self._held[name]
        if holding.count >= most:
            self._forget_if_empty(name)
            return False
        if self._ledger is None or holding.spare:
            holding.count += 1
            holding.spare = max(0, holding.spare - 1)
            return True
        holding.most_spare = most // SPARE_SHARE
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[name].append(_Waiting(answer, most))
        self._tell_soon(name)
        try:
            return await answer
        except asyncio.CancelledError:
            if answer.done() and not answer.cancelled() and answer.result():
                self.leave(name)
            raise

    def leave(self, name: str) -> None:
        """Count one out."""
        holding = self._held[name]
        holding.count -= 1
        if self._ledger is None:
            self._forget_if_empty(name)
        elif holding.count and holding.spare < 2 * holding.most_spare:
            holding.spare += 1
        else:
            self._return_spare(name, holding)
            self._tell_soon(name)

    async def run(self) -> None:
        """Tell the ledger what changes, at once, and all of it again before that ends; until cancelled."""
        if self._ledger is None:
            return
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._loop_time(self._renew_at_s)):
                    await self._news.wait()
            if monotonic() >= self._renew_at_s:
                self._renew_at_s = monotonic() + self._lease_s / RENEWALS_IN_A_LEASE
                for name, holding in list(self._held.items()):
                    self._return_spare(name, holding)
                    self._untold[name] = None
            if await self._tell(self._ledger) > 1:
                await asyncio.sleep(LINGER_S)

    async def close(self) -> None:
        """Tell the ledger that nothing is held any more; whoever waits is turned away."""
        if self._ledger is None:
            return
        for waiting in self._waiting.values():
            for each in waiting:
                each.answer.cancel()
        self._untold.update(dict.fromkeys(self._held))
        self._held.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_GRACE_S):
                while self._untold:
                    await self._tell(self._ledger)

    async def _tell(self, ledger: Ledger) -> int:
        """As many as go at once; returns how many waited for it. Those who ask meanwhile are told of next."""
        names = list(self._untold)[:CLAIMS_AT_ONCE]
        for name in names:
            del self._untold[name]
        if not self._untold:
            self._news.clear()
        waiting = [self._waiting.pop(name, []) for name in names]
        claims = [self._claim(name, those) for name, those in zip(names, waiting, strict=True)]
        if not claims:
            return 0
        granted = await self._granted(ledger, claims)
        answered = 0
        for name, those, count in zip(names, waiting, granted, strict=True):
            for number, each in enumerate(those):
                self._answer(name, each, is_in=number < count)
                answered += 1
                if answered % ANSWERED_AT_ONCE == 0:
                    await asyncio.sleep(0)
            if count > len(those):
                self._held[name].spare += count - len(those)
            self._forget_if_empty(name)
        return answered

    async def _granted(self, ledger: Ledger, claims: Sequence[Claim]) -> Sequence[int]:
        try:
            return await ledger.tell(claims, self._lease_s)
        except LedgerAway:
            pass
        except Exception:  # noqa: BLE001 - it is logged; a limit takes nobody's service down
            self._log.exception("ledger_crashed")
        # Whatever it missed it is told as soon as it is there again.
        self._renew_at_s = min(self._renew_at_s, monotonic() + AGAIN_S)
        return [claim.granted_alone for claim in claims]

    def _claim(self, name: str, waiting: Sequence[_Waiting]) -> Claim:
        holding = self._held.get(name) or _Holding()
        if not waiting:
            return Claim(name, holding.told, 0, 0)
        return Claim(name, holding.told, len(waiting) + holding.most_spare, waiting[0].most)

    def _answer(self, name: str, waiting: _Waiting, *, is_in: bool) -> None:
        if waiting.answer.done():  # who waited has gone
            if is_in:
                self._tell_soon(name)
            return
        if is_in:
            self._held[name].count += 1
        waiting.answer.set_result(is_in)

    def _return_spare(self, name: str, holding: _Holding) -> None:
        """Keep no more than is taken beforehand, and nothing where nobody is in."""
        holding.spare = min(holding.spare, holding.most_spare) if holding.count else 0
        self._forget_if_empty(name)

    def _forget_if_empty(self, name: str) -> None:
        holding = self._held.get(name)
        if holding is not None and not holding.count:
            if holding.spare:  # nobody came for whom it was taken
                holding.spare = 0
                self._tell_soon(name)
            del self._held[name]

    def _tell_soon(self, name: str) -> None:
        self._untold[name] = None
        self._news.set()

    @staticmethod
    def _loop_time(moment_s: float) -> float:
        return asyncio.get_running_loop().time() + max(0.0, moment_s - monotonic())
