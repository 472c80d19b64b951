"""Files of programs, made where the event loop does not wait for them: by our own process, else in a thread."""

import asyncio
from collections import Counter
from contextlib import aclosing
from typing import Final

from schemas.errors import ErrorCode
from server.generation.exports.order import FileOrder
from server.generation.own_process.process import NotThere, OwnProcess
from server.generation.own_process.wire import FileMade, file_request_of
from server.jobs.refusal import Refused

MOST_OF_ONE: Final = 8
"""That one user waits for: each holds a program, up to a megabyte."""
COME_AGAIN_S: Final = 2.0


class FileMaker:
    """Makes files.

    Args:
        process: None: all are made in threads of this one.
    """

    def __init__(self, process: OwnProcess | None = None) -> None:
        self._process = process
        self._wanted: Counter[str] = Counter()

    async def made(self, user_id: str, order: FileOrder) -> bytes:
        """The file of ``order``, for a user.

        Raises:
            Refused: ``rate_limited``: the user waits for too many already.
            Crashed: the process died of it, or a fault ended it.
        """
        if self._wanted[user_id] >= MOST_OF_ONE:
            message = f"{MOST_OF_ONE} files of this user are being made, as many as may be."
            raise Refused(ErrorCode.RATE_LIMITED, message, retry_after_s=COME_AGAIN_S)
        self._wanted[user_id] += 1
        try:
            return await self._made(user_id, order)
        finally:
            self._wanted -= Counter({user_id: 1})

    async def _made(self, user_id: str, order: FileOrder) -> bytes:
        if self._process is not None:
            try:
                async with aclosing(self._process.answers(user_id, file_request_of(order))) as answers:
                    async for answer in answers:
                        assert isinstance(answer, FileMade)  # noqa: S101 - it was asked for
                        return answer.content
            except NotThere:
                pass
        return await asyncio.to_thread(order.made)
