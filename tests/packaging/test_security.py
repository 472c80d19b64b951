"""SECURITY.md, and the commands that the documents tell an operator: what they name is there."""

import ast
import re
import shlex
from pathlib import Path

import pytest

from tests.operations.commands import understood

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "SECURITY.md", "server/README.md")
ROWS = re.findall(r"^\| (S\d+) \| .+ \| (.+) \|$", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_attack_has_its_row() -> None:
    """Sixteen of them, in order."""
    assert [name for name, _ in ROWS] == [f"S{number}" for number in range(1, 17)]


@pytest.mark.parametrize(("name", "tests"), ROWS)
def test_every_defence_names_tests_that_are_there(name: str, tests: str) -> None:
    """By their paths, down to the function."""
    named = re.findall(r"`([^`]+)`", tests)
    assert named, name
    for each in named:
        path, _, function = each.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert function in found, each


def _command_lines() -> list[str]:
    lines: list[str] = []
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
            lines += re.findall(r"^(?:\w+=\S+ )*repcast-server (.+)$", block, re.MULTILINE)
        lines += re.findall(r"`repcast-server ([^`]+)`", text)
    return lines


@pytest.mark.parametrize("line", sorted(set(_command_lines())))
def test_every_command_that_is_told_is_one(line: str) -> None:
    """With options that it has."""
    words = shlex.split(line, comments=True)
    known = {"USER_ID": "7b0c5a8e-3f0e-4d5e-9a35-0d6f3f9f2a11"}
    assert understood([known.get(word, word) for word in words])
