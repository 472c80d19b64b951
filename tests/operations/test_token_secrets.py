"""Servers that share Redis, and what signs their tokens."""

from pathlib import Path
from typing import Any

import httpx

from tests.support.keys import bearer
from tests.support.samples import new_user
from tests.support.server_process import server_process


async def test_a_server_that_signs_alone_says_so(tmp_path: Path, redis_url: str, redis_prefix: str) -> None:
    """Once, at its start: another one refuses its tokens, for a reason that stands nowhere else."""
    shared: dict[str, Any] = {"redis_url": redis_url, "redis_prefix": redis_prefix}
    alone, other = tmp_path / "alone", tmp_path / "other"
    alone.mkdir()
    other.mkdir()
    async with (
        server_process(alone, **shared) as without,
        server_process(other, token_secret="s" * 32, **shared) as with_secret,
        httpx.AsyncClient() as http,
    ):
        token = (await http.post(f"{without.url}/api/tokens", json={"user_id": new_user()})).json()["token"]
        answers = [
            (await http.get(f"{server.url}/api/programs", headers=bearer(token))).status_code
            for server in (without, with_secret)
        ]
        assert answers == [200, 401]
        warned = [
            server.log.read_text(encoding="utf-8").count("tokens_not_shared") for server in (without, with_secret)
        ]
        assert warned == [1, 0]
