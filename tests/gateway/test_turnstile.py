"""How many new connections are heard at a time."""

import asyncio
import gc
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from server.turnstile import CROWD, Line, Lines, Pace, Step, Turnstile

AT_ONCE = 3
OF_A_CROWD = 5
PAUSE_S = 0.5
PAUSE_OF_A_CROWD_S = 0.7
PACE = Pace(Step(AT_ONCE, PAUSE_S), Step(OF_A_CROWD, PAUSE_OF_A_CROWD_S))


class _Loop:
    """One that does what is put off when it is told to."""

    def __init__(self) -> None:
        self.put_off: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, delay_s: float, call: Callable[..., None], *arguments: Any) -> None:
        self.put_off.append((delay_s, lambda: call(*arguments)))

    def go_on(self) -> None:
        self.put_off, due = [], self.put_off
        for _, call in due:
            call()


class _Crowd:
    """Who comes to a turnstile."""

    def __init__(self) -> None:
        self.loop = _Loop()
        self.let_in: list[int] = []
        self._turnstile = Turnstile(PACE)

    def come(self, number: int) -> bool:
        loop = cast("asyncio.AbstractEventLoop", self.loop)
        return self._turnstile.enter(lambda: self.let_in.append(number), loop)


def test_a_crowd_comes_in_by_and_by_in_its_order() -> None:
    """A few at a time; whoever comes meanwhile comes behind those who wait."""
    crowd = _Crowd()
    assert [crowd.come(number) for number in range(3 * AT_ONCE)] == [True] * AT_ONCE + [False] * 2 * AT_ONCE
    for turn in range(1, 4):
        assert crowd.let_in == list(range(turn * AT_ONCE))
        assert not crowd.come(3 * AT_ONCE - 1 + turn)
        crowd.loop.go_on()
    assert crowd.let_in == list(range(3 * AT_ONCE + 3))


def test_there_is_a_pause_behind_each_few() -> None:
    """In which those who are in have the loop to themselves."""
    crowd = _Crowd()
    for number in range(2 * AT_ONCE + 1):
        crowd.come(number)
    for count in (AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 1):
        assert len(crowd.let_in) == count
        assert [delay_s for delay_s, _ in crowd.loop.put_off] == [PAUSE_S]
        crowd.loop.go_on()
    assert not crowd.loop.put_off


def test_who_comes_alone_never_waits() -> None:
    """However often."""
    crowd = _Crowd()
    for number in range(3 * AT_ONCE):
        assert crowd.come(number)
        crowd.loop.go_on()


@pytest.mark.parametrize("waiting", [CROWD - 1, CROWD, 3 * CROWD])
def test_a_large_crowd_passes_faster(waiting: int) -> None:
    """So that its last do not give up; but never so fast that the others stand still."""
    crowd = _Crowd()
    for number in range(AT_ONCE + waiting):
        crowd.come(number)
    crowd.loop.go_on()
    passing, pause_s = (AT_ONCE, PAUSE_S) if waiting < CROWD else (OF_A_CROWD, PAUSE_OF_A_CROWD_S)
    assert len(crowd.let_in) == AT_ONCE + passing
    assert [delay_s for delay_s, _ in crowd.loop.put_off] == [pause_s]


def test_one_that_fails_holds_up_nobody() -> None:
    """Those behind it go in with the next."""
    crowd = _Crowd()
    loop = cast("asyncio.AbstractEventLoop", crowd.loop)
    for number in range(AT_ONCE):
        crowd.come(number)
    crowd._turnstile.enter(lambda: crowd.let_in[AT_ONCE], loop)
    crowd.come(AT_ONCE)
    with pytest.raises(IndexError):
        crowd.loop.go_on()
    crowd.loop.go_on()
    assert crowd.let_in == list(range(AT_ONCE + 1))


async def test_who_gave_up_waiting_holds_up_nobody() -> None:
    """Their turn comes all the same, and is nobody's."""
    line = Line(Pace(Step(1)))
    await line.turn()
    waiting = [asyncio.create_task(line.turn()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.gather(*waiting[1:])
    assert waiting[0].cancelled()


def test_those_of_one_name_share_a_line_as_long_as_one_of_them_is_there() -> None:
    """Nothing is kept of who is gone."""
    lines = Lines(PACE, Pace(Step(2 * AT_ONCE, PAUSE_S)))
    first, other = lines.of("a"), lines.of("b")
    assert lines.of("a") is first is not other
    assert lines.of(None) is not lines.of(None)
    del first
    gc.collect()
    assert list(lines._lines) == ["b"]


def test_who_has_no_name_has_a_pace_of_their_own() -> None:
    """A socket that speaks for many users is served faster than one user is."""
    lines = Lines(PACE, Pace(Step(2 * AT_ONCE, PAUSE_OF_A_CROWD_S)))
    for name, at_once, pause_s in (("a", AT_ONCE, PAUSE_S), (None, 2 * AT_ONCE, PAUSE_OF_A_CROWD_S)):
        loop, line, let_in = _Loop(), lines.of(name), list[int]()
        for number in range(3 * AT_ONCE):
            line.enter(partial(let_in.append, number), cast("asyncio.AbstractEventLoop", loop))
        assert let_in == list(range(at_once))
        assert [delay_s for delay_s, _ in loop.put_off] == [pause_s]
