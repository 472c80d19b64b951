"""What a connection knows of its socket."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Message = MutableMapping[str, Any]


class Direct(Protocol):
    """The way past ASGI: frames that are framed already, written at once or not at all.

    Attributes:
        on_writable: called when it `is_writable` again, and when the socket is gone.
    """

    on_writable: Callable[[], None] | None

    @property
    def is_open(self) -> bool:
        """Whether anything can be written still, now or later."""

    @property
    def is_writable(self) -> bool:
        """Whether frames can be written now: the socket is open, and its reader takes what comes."""

    def write_frames(self, frames: Sequence[bytes]) -> None:
        """Write whole frames, all together; only while `is_writable`."""


@dataclass(frozen=True, slots=True)
class Wire:
    """The ways to a socket: ASGI's two, and one that ends it whether it is read or not; and how it came to be."""

    receive: Callable[[], Awaitable[Message]]
    send: Callable[[Message], Awaitable[None]]
    end: Callable[[int, str], None]
    address: str | None
    counted_as: str
    """The name under which limits count that address."""
    headers: Sequence[tuple[bytes, bytes]] = ()
    direct: Direct | None = None
