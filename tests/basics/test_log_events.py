"""server/README.md lists every event of the log, and no other."""

import ast
import re
from pathlib import Path

SERVER = Path(__file__).parents[2] / "server"
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
SNAKE_CASE = re.compile(r"[a-z]+(_[a-z]+)*")
LISTED = re.compile(r"^\| `([a-z_]+)` \| (debug|info|warning|error|critical|as)\b", re.MULTILINE)


def _is_log(thing: ast.expr) -> bool:
    """``log``, ``self._log``, ``structlog.get_logger(…)``."""
    name = ast.unparse(thing)
    return name.split(".")[-1] in {"log", "_log"} or name.startswith("structlog.get_logger(")


def _said(source: str) -> set[tuple[str, str]]:
    """Event and level of each line that a module logs."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = set()
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS and _is_log(call.func.value):
            (event, *_) = call.args
            assert isinstance(event, ast.Constant), f"{ast.unparse(call)}: its event is known only when it runs"
            found.add((str(event.value), "error" if call.func.attr == "exception" else call.func.attr))
    return found


def test_every_event_is_listed_and_every_listed_one_is_said() -> None:
    """With its level, in snake_case; a new one that nobody told operators of fails here."""
    said = set[tuple[str, str]]()
    for path in SERVER.rglob("*.py"):
        said |= _said(path.read_text(encoding="utf-8"))
    assert len(said) > 30
    assert all(SNAKE_CASE.fullmatch(event) for event, _ in said)
    told_otherwise = {("request_ended", "info"), ("lines_left_out", "as")}
    assert set(LISTED.findall((SERVER / "README.md").read_text(encoding="utf-8"))) == said | told_otherwise
