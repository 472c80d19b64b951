"""Where coroutines wait for one of so many places that users share."""

import asyncio
from contextlib import suppress

from server.places import PlacesInTurn


class WaitingRoom:
    """Lets in as many as there are places.

    Args:
        places: that may be taken at once.
    """

    def __init__(self, places: int) -> None:
        self._places: PlacesInTurn[asyncio.Future[None]] = PlacesInTurn(places)

    async def enter(self, user: str, deadline: float) -> bool:
        """Wait for a place, until a deadline in the event loop's time.

        Returns:
            whether there is one, which is to be left again.
        """
        loop = asyncio.get_running_loop()
        if loop.time() >= deadline:
            return False
        place: asyncio.Future[None] = loop.create_future()
        self._places.join(user, place)
        self._let_in()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                try:
                    await place
                except asyncio.CancelledError:
                    if not place.cancelled():  # it came all the same
                        self.leave(user)
                    raise
                else:
                    return True
        return False

    def leave(self, user: str) -> None:
        """A place that the user had is free."""
        self._places.leave(user)
        self._let_in()

    def _let_in(self) -> None:
        while (turn := self._places.next()) is not None:
            user, place = turn
            if place.cancelled():  # whoever wanted it has gone
                self._places.leave(user)
            else:
                place.set_result(None)
