"""What may be spent on calls of a model in a day (UTC): set aside before a call, settled after it.

Two counters a day, the user's and everybody's, hold what is spent and what is set aside. One UPDATE both looks whether
there is room and takes it, so any number of processes that share a database stay within the bounds together. A call
whose process died, or whose vendor did not tell its usage, stays counted with all that was set aside for it: it may
have cost as much. What is set aside for the prompt is an estimate; where that was short, the true figure counts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select, true, update

from server.generation.spending import OverBudget, Spent
from server.storage.tables import ModelCall, TokenBudget, table_of
from server.storage.transaction import Transaction

CALLS = table_of(ModelCall)
BUDGETS = table_of(TokenBudget)

EVERYBODY = "everybody"
"""The payer beside the user."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Tokens of a day, in and out; None: as many as they will.

    Attributes:
        user: of each user.
        everybody: of all users together.
    """

    user: int | None = None
    everybody: int | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """The job that a call is for, and whose budget it takes."""

    job_id: str
    user_id: str


def reserve(transaction: Transaction, payer: Payer, call: str, tokens: int, bounds: Bounds, now: datetime) -> None:
    """Set aside what a call can cost; saying it again is harmless.

    Raises:
        OverBudget: so much is not left.
    """
    own = (CALLS.c.job_id == payer.job_id, CALLS.c.id == call)
    if transaction.connection.execute(select(CALLS.c.id).where(*own)).one_or_none() is not None:
        return
    # Everybody's first, in the order of everybody: who holds it waits for nobody's who waits for it.
    for who, most in ((EVERYBODY, bounds.everybody), (payer.user_id, bounds.user)):
        _take(transaction, who, tokens, most, now)
    values = {"job_id": payer.job_id, "id": call, "begun_at": now, "reserved_tokens": tokens, "written_chars": 0}
    transaction.connection.execute(insert(CALLS), values)


def settle(transaction: Transaction, payer: Payer, call: str, spent: Spent) -> None:
    """Put what a call has cost in the place of what was set aside; saying it again is harmless.

    Nothing asks whether the job is still the caller's: it is paid for all the same.
    """
    usage = spent.usage
    values = {
        "outcome": spent.outcome,
        "input_tokens": usage and usage.input_tokens,
        "cached_tokens": usage and usage.cached_tokens,
        "output_tokens": usage and usage.output_tokens,
        "reasoning_tokens": usage and usage.reasoning_tokens,
        "written_chars": spent.written_chars,
    }
    under_way = (CALLS.c.job_id == payer.job_id, CALLS.c.id == call, CALLS.c.outcome.is_(None))
    statement = update(CALLS).where(*under_way).values(values)
    settled = transaction.connection.execute(
        statement.returning(CALLS.c.begun_at, CALLS.c.reserved_tokens)
    ).one_or_none()
    if settled is not None and usage is not None:
        _add(transaction, payer, usage.billed_tokens - settled.reserved_tokens, settled.begun_at)


def release(transaction: Transaction, payer: Payer, call: str) -> None:
    """Forget a call that was not made."""
    own = (CALLS.c.job_id == payer.job_id, CALLS.c.id == call)
    statement = CALLS.delete().where(*own).returning(CALLS.c.begun_at, CALLS.c.reserved_tokens)
    forgotten = transaction.connection.execute(statement).one_or_none()
    if forgotten is not None:
        _add(transaction, payer, -forgotten.reserved_tokens, forgotten.begun_at)


def _take(transaction: Transaction, who: str, tokens: int, most: int | None, now: datetime) -> None:
    day = _day(now)
    transaction.insert_or_ignore(BUDGETS, {"day": day, "payer": who, "tokens": 0})
    after = BUDGETS.c.tokens + tokens
    has_room = true() if most is None else after <= most
    statement = update(BUDGETS).where(BUDGETS.c.day == day, BUDGETS.c.payer == who, has_room)
    if transaction.connection.execute(statement.values(tokens=after)).rowcount:
        return
    is_ever_enough = most is None or tokens <= most
    raise OverBudget(_next_day(day) if is_ever_enough else None)


def _add(transaction: Transaction, payer: Payer, tokens: int, begun_at: datetime) -> None:
    for who in (EVERYBODY, payer.user_id):
        own = (BUDGETS.c.day == _day(begun_at), BUDGETS.c.payer == who)
        transaction.connection.execute(update(BUDGETS).where(*own).values(tokens=BUDGETS.c.tokens + tokens))


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _next_day(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
