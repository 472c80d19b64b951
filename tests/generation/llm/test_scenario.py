"""The scenario of twelve weeks, with the vendor under script, and with the real one where ``--live`` asks for it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from server.settings import Settings
from tests.generation.llm.calling import KEY
from tests.generation.llm.scenario import WEEKS, Played, play
from tests.support.model_plans import good
from tests.support.responses_server import ResponsesServer

OF_THE_VENDOR = ("openai_api_key", "openai_base_url", "openai_api", "program_creation_model")
LIVE_MOST_S = 900


def _check(played: Played) -> None:
    """What has to hold, whoever the vendor is."""
    weeks = played.of_type("job.week_ready")
    assert played.snapshot["status"] == "completed", played.snapshot
    assert played.snapshot["provider"] == "openai"
    assert [each.frame["week"]["index"] for each in weeks] == [*range(1, WEEKS + 1)]
    [started] = played.of_type("job.started")
    assert started.frame["eta_s"] > 0
    said = [each for each in played.of_type("job.progressed") if each.at_s < weeks[0].at_s]
    assert {each.frame["progress"] for each in said} == {0}


async def test_the_scenario_holds_with_the_vendor_under_script(tmp_path: Path, vendor_server: ResponsesServer) -> None:
    """So that what is asked of the real one is known to be met by a good one."""
    vendor_server.brain = lambda request: good(request, thoughts=2)
    _check(await play(tmp_path, openai_api_key=SecretStr(KEY), openai_base_url=vendor_server.base_url))


@pytest.mark.live
@pytest.mark.timeout(LIVE_MOST_S)
async def test_the_scenario_holds_with_the_real_vendor(tmp_path: Path) -> None:
    """With the key, address, API and model of the environment."""
    environment = Settings(_env_file=None)
    chosen: dict[str, Any] = {name: getattr(environment, name) for name in OF_THE_VENDOR}
    _check(await play(tmp_path, **chosen))
