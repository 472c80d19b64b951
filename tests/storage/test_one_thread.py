"""A thread for calls that block: in their order, each with its own value or error."""

import asyncio
import threading

import pytest

from server.storage.one_thread import OneThread


async def test_calls_run_in_their_order_in_one_thread() -> None:
    """None of them in the loop's."""
    thread, ran = OneThread("calls"), list[tuple[int, str]]()

    def call(number: int) -> int:
        ran.append((number, threading.current_thread().name))
        return number

    assert await asyncio.gather(*(thread.run(lambda n=n: call(n)) for n in range(5))) == list(range(5))  # type: ignore[misc]  # mypy does not see n=n
    assert ran == [(number, "calls") for number in range(5)]
    thread.close()


async def test_what_a_call_raises_is_raised_where_it_was_made() -> None:
    """And the next one runs."""
    thread = OneThread("calls")
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    assert await thread.run(lambda: 1) == 1
    thread.close()


async def test_a_call_that_nobody_awaits_any_more_runs_all_the_same() -> None:
    """And so does what comes behind it, before the thread ends."""
    thread, may_run, ran = OneThread("calls"), threading.Event(), list[int]()
    first = asyncio.create_task(thread.run(may_run.wait))
    behind = asyncio.create_task(thread.run(lambda: ran.append(1)))
    await asyncio.sleep(0)
    behind.cancel()
    may_run.set()
    assert await first
    thread.close()
    assert ran == [1]


def test_one_that_was_never_used_can_be_closed() -> None:
    """It has no thread yet."""
    OneThread("calls").close()
