"""The floor of a conversation whose framework does not keep it: what happens there, carried to `Floor` and back."""

import asyncio

from voice_client.integrations.floor import Floor
from voice_client.integrations.telling import ConversationOver, Teller
from voice_client.tools import Toolbox, Update


class FloorKeeper(Teller):
    """A teller that watches who speaks. Whoever changes `floor` or `is_over` calls `moved`."""

    def __init__(self, toolbox: Toolbox, silence_s: float) -> None:
        super().__init__(toolbox)
        self.floor: Floor[Update] = Floor(self.owed, silence_s)
        self.is_over = False

    async def free(self) -> None:
        while True:
            if self.is_over:
                raise ConversationOver
            free_at_s = self.floor.free_at_s(now_s())
            if free_at_s is not None and free_at_s <= now_s():
                return
            await self.next_move(None if free_at_s is None else free_at_s - now_s())


def now_s() -> float:
    """The time of the loop's clock."""
    return asyncio.get_running_loop().time()
