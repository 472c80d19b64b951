"""``python -m tests.load``: every measurement, by turns, round by round; see ``--help``."""

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from tests.load import durable, pubsub, ten_thousand, two_processes
from tests.load.chart import chart
from tests.load.compare import changes, comparison
from tests.load.descriptors import raise_limit
from tests.load.machine import cores, machine
from tests.load.measuring import Bench, Goal, Measurement, NotMeasured, Round
from tests.load.report import document, figures_table, goals_table
from tests.load.saying import note, say, write
from tests.load.verdicts import Verdict, client_shares, judge, spreads
from tests.support.valkey import running_valkey

MODULES = (pubsub, durable, ten_thousand, two_processes)
MEASUREMENTS: Sequence[Measurement] = [each for module in MODULES for each in module.MEASUREMENTS]
GOALS: Sequence[Goal] = [each for module in MODULES for each in module.GOALS]

SOCKETS = 10_000
QUICK_SOCKETS = 1_000
SPARE_DESCRIPTORS = 256
"""Of a process, for all that is no client's socket."""
FAILED = "failed: "


def arguments(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="make bench ARGS=...", description="Repcast, measured beside its peers.")
    parser.add_argument("--quick", action="store_true", help="one short round, fewer sockets: two minutes")
    parser.add_argument("--rounds", type=int, help="of each measurement, instead of as many as it wants")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="measurements with this in their name"
    )
    parser.add_argument("--list", action="store_true", help="name the measurements and end")
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench.json"), metavar="FILE", help="all of it goes there"
    )
    parser.add_argument("--svg", type=Path, default=Path("build/bench.svg"), metavar="FILE", help="a chart of it")
    parser.add_argument(
        "--compare", type=Path, metavar="FILE", help="an earlier run's JSON; ends with 1 if this is worse"
    )
    return parser.parse_args(words)


async def take(
    measurements: Sequence[Measurement], options: Namespace
) -> tuple[dict[str, list[Round]], dict[str, str]]:
    """All rounds by measurement, and why some were not taken."""
    taken: defaultdict[str, list[Round]] = defaultdict(list)
    left_out: dict[str, str] = {}
    wanted = {each.name: options.rounds or (1 if options.quick else each.rounds) for each in measurements}
    with TemporaryDirectory(prefix="repcast-bench-") as folder, running_valkey() as valkey:
        server_cores, other_cores = cores()
        sockets = min(QUICK_SOCKETS if options.quick else SOCKETS, raise_limit() - SPARE_DESCRIPTORS)
        bench = Bench(valkey.port, Path(folder), server_cores, other_cores, options.quick, sockets)
        for number in range(max(wanted.values())):
            for each in measurements:
                if number >= wanted[each.name] or each.name in left_out:
                    continue
                begun_s = monotonic()
                try:
                    taken[each.name].append(await each.run(bench))
                except NotMeasured as reason:
                    left_out[each.name] = str(reason)
                except Exception as error:  # noqa: BLE001 - the others are measured all the same
                    left_out[each.name] = f"{FAILED}{error!r}"
                note(f"round {number + 1}: {each.name}, {monotonic() - begun_s:.0f} s {left_out.get(each.name, '')}")
    return taken, left_out


def main(words: Sequence[str]) -> int:
    """Returns the exit status."""
    options = arguments(words)
    chosen = [each for each in MEASUREMENTS if not options.only or any(name in each.name for name in options.only)]
    if options.list or not chosen:
        say("\n".join(each.name for each in MEASUREMENTS))
        return 0 if options.list else 2
    before: Mapping[str, Any] | None = json.loads(options.compare.read_text()) if options.compare else None
    begun_s, here = monotonic(), machine()
    taken, left_out = asyncio.run(take(chosen, options))
    rounds = [each for some in taken.values() for each in some]
    figures = spreads(rounds)
    judged = judge(GOALS, figures, client_shares(rounds))
    told = document(here, taken, figures, judged, left_out)
    write(options.json, json.dumps(told, indent=1) + "\n")
    write(options.svg, chart(figures))
    say(f"{figures_table(figures)}\n\n{goals_table([each for each in judged if _is_about(each.verdict, options)])}")
    for name, reason in left_out.items():
        say(f"Not measured: {name}: {reason}")
    say(f"\n{here['cores']} cores, load average {here['load_before']:.1f} before it; {monotonic() - begun_s:.0f} s.")
    say(f"{here['python']}.")
    say(f"Written: {options.json}, {options.svg}.")
    found = changes(before, told) if before else ()
    if before:
        say(f"\n{comparison(found)}")
    is_broken = any(reason.startswith(FAILED) for reason in left_out.values())
    return int(is_broken or any(change.has_regressed for change in found))


def _is_about(verdict: Verdict, options: Namespace) -> bool:
    """Who names some measurements does not want to read of the others."""
    return not (options.only and verdict is Verdict.NOT_MEASURED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
