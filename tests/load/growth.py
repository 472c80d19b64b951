"""``python -m tests.load.growth``: what things cost against how large all is; see ``--help``."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import uvloop

from tests.load.growing import RULE, Sample
from tests.load.growth_chart import growth_chart
from tests.load.growth_report import curves_table, document
from tests.load.log_sweep import by_log
from tests.load.machine import cores, machine
from tests.load.measuring import Bench
from tests.load.saying import note, say, write
from tests.load.sweeps import Sweep, by_jobs, by_processes, by_rate, by_sockets
from tests.support.valkey import running_valkey

SWEEPS: Mapping[str, Sweep] = {
    "sockets": by_sockets,
    "jobs": by_jobs,
    "rate": by_rate,
    "log": by_log,
    "processes": by_processes,
}
SOCKETS = 10_000
QUICK_SOCKETS = 1000


def arguments(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="make bench-growth ARGS=...", description="What a frame costs, by how large all is.")
    parser.add_argument("--quick", action="store_true", help="fewer sizes, up to 1,000 sockets: a minute and a half")
    parser.add_argument(
        "--only", action="append", default=[], choices=SWEEPS, metavar="NAME", help=f"of {', '.join(SWEEPS)}"
    )
    parser.add_argument(
        "--json", type=Path, default=Path("build/growth.json"), metavar="FILE", help="all of it goes there"
    )
    parser.add_argument("--svg", type=Path, default=Path("build/growth.svg"), metavar="FILE", help="a chart of it")
    return parser.parse_args(words)


async def take(options: Namespace) -> dict[str, list[Sample]]:
    """All samples by sweep."""
    taken: dict[str, list[Sample]] = {}
    with TemporaryDirectory(prefix="repcast-growth-") as folder, running_valkey() as valkey:
        server_cores, other_cores = cores()
        sockets = QUICK_SOCKETS if options.quick else SOCKETS
        bench = Bench(valkey.port, Path(folder), server_cores, other_cores, options.quick, sockets)
        for name in options.only or SWEEPS:
            taken[name] = []
            begun_s = monotonic()
            async for each in SWEEPS[name](bench):
                taken[name].append(each)
                note(f"{name}: {each.size:,.0f}, {monotonic() - begun_s:.0f} s")
    return taken


def main(words: Sequence[str]) -> int:
    """Returns the exit status."""
    options = arguments(words)
    begun_s = monotonic()
    taken = uvloop.run(take(options))
    told = document(machine(), taken)
    write(options.json, json.dumps(told, indent=1) + "\n")
    write(options.svg, growth_chart(taken))
    say(f"{curves_table(taken)}\n\n{RULE}")
    say(f"\n{told['machine']['cores']} cores, {monotonic() - begun_s:.0f} s. Written: {options.json}, {options.svg}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
