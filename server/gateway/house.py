"""What all connections of a process share, and who comes in to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.access.quotas import Gatekeeper
from server.access.visits import Visits
from server.clock import Clock
from server.gateway.commands import Commands
from server.gateway.counting import SocketCounts
from server.gateway.greeting import Greeter
from server.gateway.session import SessionLimits
from server.turnstile import Line, Lines, Pace, Step

REQUESTS = Pace(Step(8))
"""Of requests in one turn of the loop, 50 µs each."""

OF_A_USER = 4
"""Requests in one step."""
PAUSE_S = 0.016
"""From one step to the next. A user's sockets may have hundreds of requests at hand; were those served in one turn of
the loop after the other, the loop would never pause, and the thread that commits would find no time beside it: where
they have one core, others' commits took 6 ms in place of 0.7. With a quarter of this pause what a user may send took a
tenth of a core; now it takes 3 hundredths (all measured)."""
PAUSE_OF_MANY_S = 0.004
"""The same for a socket that speaks for many users: an agent's key was given to somebody who is trusted, and twenty
conversations may submit at once."""
USUAL_FRAMES_PER_S = 50.0
"""Where a socket may send more the pauses are shorter: so it is served faster than it may send for long, always."""


def lines_of_users(limits: SessionLimits) -> Lines:
    """Where requests wait until those of the same user are served."""
    share = min(1.0, USUAL_FRAMES_PER_S / limits.frames_per_second)
    of_a_user, of_many = (Pace(Step(OF_A_USER, share * pause_s)) for pause_s in (PAUSE_S, PAUSE_OF_MANY_S))
    return Lines(of_a_user, of_many)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is at the other end, as far as the handshake tells.

    Attributes:
        counted_as: the name under which limits count the address.
    """

    address: str | None
    counted_as: str
    headers: Sequence[tuple[bytes, bytes]]


NOBODY_KNOWN = Guest(None, "", ())
"""In the place of one who was greeted: who they are is known from then on otherwise."""


@dataclass(frozen=True, slots=True)
class House:
    """What all connections of a process share.

    Attributes:
        requests_of_one: where those of one user wait that are not served yet.
        requests: where those of all wait behind.
    """

    commands: Commands
    greeter: Greeter
    gatekeeper: Gatekeeper
    limits: SessionLimits
    clock: Clock
    visits: Visits
    counts: SocketCounts
    requests_of_one: Lines
    requests: Line = field(default_factory=lambda: Line(REQUESTS))
