"""Whatever is made up: what comes back are frames of the protocol, a socket ends with a code, and nothing breaks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.client_frames import Hello
from schemas.codec import BadFrame, decode_client_frame, decode_server_frame, encode
from server.choices import session_limits
from server.gateway.session import Abort, Close, Effect, Reply, Session
from server.settings import Settings
from tests.hostile.conftest import TIMES
from tests.hostile.made_up import BYTES, MESSAGES, heads
from tests.hostile.wire import AFTER, Op, frame, greeted, outcome, wire
from tests.support.server_process import ServerProcess

LIMITS = session_limits(Settings(_env_file=None))

in_house = settings(
    max_examples=40 * TIMES, derandomize=TIMES == 1, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _received(session: Session, message: str | bytes) -> list[Effect]:
    try:
        return list(session.received(decode_client_frame(message), 0.0))
    except BadFrame as bad:
        return list(session.received_bad(bad, 0.0))


@given(st.lists(MESSAGES, max_size=8), st.booleans())
@settings(max_examples=100 * TIMES)
def test_a_session_answers_anything_with_frames(messages: list[str | bytes], is_greeted: bool) -> None:
    """Each of them can be read by a client, and behind a close there is nothing."""
    session = Session(LIMITS, 0.0)
    if is_greeted:
        session.received(Hello(id="h"), 0.0)
        session.opened(0.0, None)
    is_closed = False
    for message in messages:
        effects = [] if _is_waiting(session) else _received(session, message)
        assert not (is_closed and effects)
        for effect in effects:
            if isinstance(effect, Reply):
                assert decode_server_frame(encode(effect.frame)) == effect.frame
        is_closed = is_closed or any(isinstance(effect, Close | Abort) for effect in effects)


def _is_waiting(session: Session) -> bool:
    """The shell reads nothing while it finds out who speaks."""
    return session.state.value == "greeting"


def _sent(message: str | bytes) -> bytes:
    if isinstance(message, bytes):
        return frame(Op.BINARY, message)
    return frame(Op.TEXT, message.encode("utf-8", "surrogatepass"))


@pytest.mark.asyncio(loop_scope="session")
@given(st.lists(MESSAGES, max_size=6))
@in_house
async def test_a_socket_ends_with_a_code_or_is_served(house: ServerProcess, messages: list[str | bytes]) -> None:
    """Every frame that comes meanwhile is one of the protocol."""
    async with greeted(house.port) as socket:
        await socket.send(b"".join(map(_sent, messages)) + frame(Op.TEXT, AFTER))
        assert (await outcome(socket, answers_close=True)).split(", ")[-1] in ("served", "1007")


@pytest.mark.asyncio(loop_scope="session")
@given(BYTES)
@in_house
async def test_any_bytes_behind_a_greeting_break_nothing(house: ServerProcess, sent: bytes) -> None:
    """The client ends its half behind them; so does the server, by a code where the bytes called for one."""
    async with greeted(house.port) as socket:
        await socket.send(sent)
        socket.end()
        assert await outcome(socket)


@pytest.mark.asyncio(loop_scope="session")
@given(heads())
@in_house
async def test_any_bytes_in_place_of_a_head_break_nothing(house: ServerProcess, sent: bytes) -> None:
    """An answer, and never that the server failed; or an end."""
    async with wire(house.port) as connection:
        await connection.send(sent)
        connection.end()
        answer = await connection.answer()
        assert answer is None or answer.status < 500 or answer.status == 505
