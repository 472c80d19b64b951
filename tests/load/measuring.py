"""What the driver of the bench and its measurements agree on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Round:
    figures: Figures
    client_share: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bench:
    redis_port: int
    folder: Path
    server_cores: Sequence[int]
    other_cores: Sequence[int]
    is_quick: bool
    sockets: int


@dataclass(frozen=True, slots=True)
class Measurement:
    name: str
    run: Callable[[Bench], Awaitable[Round]]
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Goal:
    row: str
    figure: str
    bound: Literal["≥", "≤"]
    value: float
    of: str | None = None
