"""What a benchmark is made of: measurements, the figures of their rounds, and goals that figures meet or miss. Pure."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Figures = Mapping[str, float]
"""Of one round, by name: ``<task>/<who>/<what>_<unit>``, or without ``who`` where nobody is beside."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a measurement.

    Attributes:
        client_share: the share of one core that the load client took, by the prefix of the figures that it made. Where
            it is near one, the client was measured and not the server.
    """

    figures: Figures
    client_share: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how large it is measured.

    Attributes:
        folder: for databases and logs; on the disk that is measured.
        server_cores: what a server is pinned to; the load client and Redis have ``other_cores``.
        sockets: of the measurements with very many of them.
    """

    redis_port: int
    folder: Path
    server_cores: Sequence[int]
    other_cores: Sequence[int]
    is_quick: bool
    sockets: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """One contestant at one task. Measurements are taken by turns, round by round, so that all see the same machine.

    Attributes:
        run: takes one round. Raises `NotMeasured` where it cannot be taken on this machine.
    """

    name: str
    run: Callable[[Bench], Awaitable[Round]]
    rounds: int = 3


class NotMeasured(Exception):
    """It cannot be measured here; the message says why."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure's median is to be.

    Attributes:
        of: another figure of the same run, of which ``value`` is a multiple; None: ``value`` is absolute.
    """

    row: str
    figure: str
    bound: Literal["≥", "≤"]
    value: float
    of: str | None = None
