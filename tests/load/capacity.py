"""``python -m tests.load.capacity``: the example of `server/CAPACITY.md`, from the constants that stand there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "server" / "CAPACITY.md"
CONSTANT: Final = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([\d.,]+) (?:µs|ms|KiB|bytes|%)? ?\|", re.MULTILINE)
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Load:
    """What users do.

    Attributes:
        online: the share of them with a socket at once, at the busiest time.
        jobs_a_day: of each.
        peak: how much busier the busiest hour is than the mean.
        socket_s: how long a socket lasts.
    """

    users: int
    online: float
    jobs_a_day: float
    peak: float
    socket_s: float


EXAMPLE: Final = Load(users=1_000_000, online=0.05, jobs_a_day=1, peak=4, socket_s=600)


def constants(page: str) -> dict[str, float]:
    """By name, in the unit of the page."""
    return {name: float(figure.replace(",", "")) for name, figure in CONSTANT.findall(page)}


def needs(load: Load, c: Mapping[str, float]) -> dict[str, float]:
    """What that takes at the busiest time, by name with unit: the formulas of the page."""
    sockets = load.users * load.online
    jobs_a_day = load.users * load.jobs_a_day
    jobs = jobs_a_day * load.peak / DAY_S
    frames, connects = jobs * c["frames_job"], sockets / load.socket_s
    cores = {
        "idle sockets": sockets * c["idle"] / 1e6,
        "frames": frames * c["push"] / 1e6,
        "frames that are read from the log": frames * c["large"] / 100 * (c["resume"] - c["connect"]) / 1e6,
        "connects": connects * c["connect"] / 1e6,
        "submissions": jobs * c["submit"] / 1e6,
    }
    return {
        "sockets at once": sockets,
        "jobs a second": jobs,
        "frames a second": frames,
        "connects a second": connects,
        **{f"cores of servers: {what}": share for what, share in cores.items()},
        "cores of servers": sum(cores.values()),
        "cores of workers": jobs * c["job"] / 1e3,
        "memory of sockets, GiB": sockets * c["socket"] / 1024**2,
        "Redis: commands a second": jobs * c["redis_job"],
        "Redis: cores": jobs * c["redis_job"] * c["redis_command"] / 1e6,
        "database: commits a second": jobs * c["commits_job"],
        "database: syncs a second": jobs * c["commits_job"] * c["syncs_commit"],
        "database: reads a second": frames * c["large"] / 100 + connects,
        "database: GiB a day": jobs_a_day * c["stored_job"] / 1024**2,
        "of them the log": jobs_a_day * c["frames_job"] * c["row"] / 1024**3,
        "all come back at once: seconds of a core": sockets * c["connect"] / 1e6,
    }


def told(found: Mapping[str, float]) -> str:
    """As a table of the page."""
    return "\n".join(
        ["| what | takes |", "|---|---|", *(f"| {name} | {_short(each)} |" for name, each in found.items())]
    )


def _short(value: float) -> str:
    """Two digits that say something: a model has no more."""
    return f"{float(f'{value:.2g}'):,.10g}"


if __name__ == "__main__":
    print(told(needs(EXAMPLE, constants(PAGE.read_text(encoding="utf-8")))))  # noqa: T201 - its output
