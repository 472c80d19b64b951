"""What the report counts is what it should be, however far away the vendor is."""

from math import inf
from pathlib import Path

import pytest

from tests.support.conversations import SPEED
from tests.voice_client.realtime.report import LATENCIES_S
from tests.voice_client.realtime.scenario import a_race, a_whole_conversation


@pytest.mark.parametrize("latency_s", LATENCIES_S)
async def test_the_counts_of_a_conversation(tmp_path: Path, latency_s: float) -> None:
    """No word over the user, one job, one output a call, no conflict, one announcement."""
    figures = await a_whole_conversation(tmp_path, speed=SPEED, latency_s=latency_s)
    assert (figures.talked_over, figures.conflicts) == (0, 0)
    assert (figures.announcements, figures.submits, figures.outputs) == ([1], [1], [1, 1])
    assert inf not in figures.dead_air_s, "a call was followed by no word at all"


@pytest.mark.parametrize("latency_s", LATENCIES_S)
async def test_the_counts_of_a_race(tmp_path: Path, latency_s: float) -> None:
    """The same, where the user begins to speak when the end is about to be told."""
    figures = await a_race(tmp_path, speed=SPEED, latency_s=latency_s)
    assert (figures.talked_over, figures.conflicts) == (0, 0)
    assert (figures.announcements, figures.submits, figures.outputs) == ([1], [1], [1])
