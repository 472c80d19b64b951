"""Tests of the real vendor are there when they are asked for and there is a key; else deselected, never skipped."""

import pytest

pytest_plugins = ["pytester"]

A_TEST_EACH = """
import pytest

@pytest.mark.live
def test_real():
    pass

def test_fake():
    pass
"""


@pytest.mark.parametrize(
    ("arguments", "key", "passed", "line"),
    [
        ([], "sk-x", 1, "live: deselected, not asked for (--live)"),
        (["--live"], "", 1, "live: deselected, OPENAI_API_KEY is not set"),
        (["--live"], "sk-x", 2, "live: the real vendor is called"),
    ],
    ids=["not asked for", "no key", "asked for, with a key"],
)
def test_what_calls_the_real_vendor_is_left_out_unless_it_is_wanted(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    key: str,
    passed: int,
    line: str,
) -> None:
    """And the head of the report says why."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # no other plugin has a say in it, nor takes its time
    pytester.makepyfile(A_TEST_EACH)
    result = pytester.runpytest_inprocess("-p", "tests.support.live_option", "-p", "no:unraisableexception", *arguments)
    result.assert_outcomes(passed=passed, deselected=2 - passed, skipped=0)
    result.stdout.fnmatch_lines([line.replace("[", "[[]")])
