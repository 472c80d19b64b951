"""Calls of a model with all their tries: as many at once as is allowed, until a deadline, each try accounted for."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Protocol

import structlog

from server import spans
from server.generation.llm.costs import spent_by
from server.generation.llm.failures import TREATMENTS, RetryLimits, next_try
from server.generation.llm.outcomes import Done, Failed, Failure, Outcome, Reasoning, TextDelta, Told
from server.generation.llm.request import ModelRequest
from server.generation.spending import OverBudget, Spending, Spent
from server.waiting_room import WaitingRoom


class OneCall(Protocol):
    """What calls the model once; see `server.generation.llm.transport`."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[Told, None]:
        """Deltas and signs, then one outcome."""


@dataclass(frozen=True, slots=True)
class Try:
    """One request that was sent, and what became of it.

    Attributes:
        outcome: None: the caller went away while the model was writing.
        written_chars: of the answer.
        lasted_s: from the request to the outcome.
        first_text_s: from the request to the first word; None: there was none.
    """

    outcome: Outcome | None
    written_chars: int
    lasted_s: float
    first_text_s: float | None

    @property
    def spent(self) -> Spent:
        """What it cost."""
        return spent_by(self.outcome, self.written_chars)


@dataclass(frozen=True, slots=True)
class StartedOver:
    """What was written so far is void: the call is tried again, ``in_s`` seconds from now."""

    failed: Failed
    in_s: float


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The last thing that a call tells.

    Attributes:
        outcome: of its last try; `Failure.DEADLINE` where none came to its end in time, `Failure.OVER_BUDGET` where
            none more may be made.
        tries: all of them, in order.
    """

    outcome: Outcome
    tries: tuple[Try, ...]


class ModelCalls:
    """The calls of one process.

    Args:
        most_at_once: calls that may be open, of one user half of them; more wait, and their deadlines go on.
        account: is told of every try as soon as it is over, those that nobody waited for too.
    """

    def __init__(
        self,
        one_call: OneCall,
        most_at_once: int,
        limits: RetryLimits,
        account: Callable[[Try], None] = lambda _: None,
    ) -> None:
        self._one_call = one_call
        self._limits = limits
        self._account = account
        self._waiting_room = WaitingRoom(most_at_once)
        self._log = structlog.get_logger("repcast.model")

    async def stream(
        self, request: ModelRequest, deadline: float, spending: Spending
    ) -> AsyncGenerator[TextDelta | Reasoning | StartedOver | CallEnded, None]:
        """Call the model until there is an answer or no reason to try again. Closing the iterator ends it at once.

        Args:
            deadline: when it has to be over, in the event loop's time.
            spending: is asked before each try, and told what it cost.

        Yields:
            What the model writes; `StartedOver` where a new try begins; one `CallEnded` in the end.
        """
        now = asyncio.get_running_loop().time
        tries: list[Try] = []
        failed: list[Failed] = []
        while True:
            outcome: Outcome = Failed(Failure.DEADLINE)
            async with aclosing(self._try(request, deadline, spending, tries)) as told:
                async for each in told:
                    if isinstance(each, Done | Failed):
                        outcome = each
                    else:
                        yield each
            again = None
            if isinstance(outcome, Failed):
                failed.append(outcome)
                chance = random.random()  # noqa: S311 - it spreads the load, it protects nothing
                again = next_try(failed, deadline - now(), chance, self._limits)
            if again is None:
                yield CallEnded(outcome, tuple(tries))
                return
            yield StartedOver(failed[-1], again.wait_s)
            await asyncio.sleep(again.wait_s)
            request = replace(request, max_output_tokens=ceil(request.max_output_tokens * again.cap_factor))

    async def _try(
        self, request: ModelRequest, deadline: float, spending: Spending, tries: list[Try]
    ) -> AsyncGenerator[Told, None]:
        """Call the model once, if a place becomes free in time; ends without an outcome if none does."""
        user = request.safety_identifier
        if not await self._waiting_room.enter(user, deadline):
            return
        try:
            async with aclosing(self._sent(request, deadline, spending, tries)) as told:
                async for each in told:
                    yield each
        except OverBudget as over:
            row = TREATMENTS[Failure.OVER_BUDGET]
            self._log.warning("model_over_budget", message=row.message, tokens=request.most_tokens)
            yield Failed(Failure.OVER_BUDGET, str(over), again_at=over.again_at)
        finally:
            self._waiting_room.leave(user)

    async def _sent(
        self, request: ModelRequest, deadline: float, spending: Spending, tries: list[Try]
    ) -> AsyncGenerator[Told, None]:
        now = asyncio.get_running_loop().time
        call = await spending.reserve(request.most_tokens)
        begun, written_chars = now(), 0
        first_text_s: float | None = None
        outcome: Outcome | None = None
        span = spans.begin("model.call", number=len(tries) + 1, max_output_tokens=request.max_output_tokens)
        try:
            async with aclosing(self._one_call.stream(request)) as told:
                while outcome is None:
                    with span.current():  # not around the yields: whoever reads is no part of the call
                        next_told = await _next_until(deadline, told)
                    match next_told:
                        case TextDelta(text) as delta:
                            written_chars += len(text)
                            first_text_s = first_text_s or now() - begun
                            yield delta
                        case Reasoning() as sign:
                            yield sign
                        case Done() | Failed() as ended:
                            outcome = ended
        finally:
            tries.append(Try(outcome, written_chars, now() - begun, first_text_s))
            self._record(request, tries, span)
            await spending.settle(call, tries[-1].spent)
        yield outcome

    def _record(self, request: ModelRequest, tries: list[Try], span: spans.Span) -> None:
        last = tries[-1]
        facts = {
            "number": len(tries),
            "max_output_tokens": request.max_output_tokens,
            "written_chars": last.written_chars,
            "lasted_s": round(last.lasted_s, 3),
            "first_text_s": None if last.first_text_s is None else round(last.first_text_s, 3),
            **(asdict(usage) if (usage := last.spent.usage) is not None else {}),
        }
        match last.outcome:
            case None:
                self._log.info("model_call_abandoned", **facts)
            case Done(response_id=response_id):
                self._log.info("model_called", response_id=response_id, **facts)
            case Failed(failure, detail, response_id=response_id):
                row = TREATMENTS[failure]
                told = {"code": row.code, "message": row.message, "detail": detail, "response_id": response_id}
                self._log.warning("model_call_failed", **told, **facts)
                span.failed(row.code)
        span.note(**facts)
        span.end()
        self._account(last)


async def _next_until(deadline: float, told: AsyncGenerator[Told, None]) -> Told:
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(told)
    except TimeoutError:
        return Failed(Failure.DEADLINE)
