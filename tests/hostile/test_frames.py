"""RFC 6455 by a peer that keeps to none of it: each case of the corpus is answered as its table says."""

import pytest

from tests.hostile.frame_cases import FRAME_CASES
from tests.hostile.wire import AFTER, Op, frame, greeted, outcome
from tests.support.server_process import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_each_case_leads_to_what_the_rfc_says(house: ServerProcess) -> None:
    """A close frame wherever one is owed, and an end of the connection behind it that is no reset."""
    outcomes = {}
    for case in FRAME_CASES:
        async with greeted(house.port) as socket:
            await socket.send(case.sent)
            outcomes[case.name] = await outcome(socket)
    assert outcomes == {case.name: case.outcome for case in FRAME_CASES}
    async with greeted(house.port) as socket:
        await socket.send(frame(Op.TEXT, AFTER))
        assert await outcome(socket) == "served"
