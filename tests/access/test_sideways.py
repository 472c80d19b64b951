"""What one user does and has comes to no other by a way round: pushed frames, duplicates, keys of submissions."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.model import JsonObject
from tests.access.callers import Caller
from tests.access.ground import Ground, ground
from tests.access.matrix import FRAMES
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import program_request


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ground]:
    async with ground(tmp_path, has_keys=True) as made:
        yield made


def _pushed(client: RawClient) -> list[JsonObject]:
    """Frames that answer nothing."""
    return [frame for frame in client.frames if frame["type"] != "error" and frame.get("id") is None]


async def test_who_was_refused_is_pushed_nothing(here: Ground) -> None:
    """After all that may be tried the owner's job goes on to its end, and only one's own frames come."""
    job_id, other_token = here.there.job_id, here.shown[Caller.OTHER_TOKEN]
    resume = [{"job_id": job_id, "after": 0}]
    async with (
        raw_client(here.server.socket_url, greeting={"token": here.there.token, "resume": resume}) as owner,
        raw_client(here.server.socket_url, greeting={"token": other_token, "resume": resume}) as other,
    ):
        assert other.frames[0]["resumed"] == []
        for say in FRAMES:
            if say.type != "hello":
                await other.ask(say.type, **here.there.in_(say.fields))
        here.generator.release()
        assert (await owner.to_the_end_of(job_id))[-1]["type"] == "job.completed"
        wish = program_request(here.other_id, duration_weeks=2)
        own = (await other.ask("job.submit", kind="generate", request=wish))["job_id"]
        await other.to_the_end_of(own)
        await other.ask("ping")
    assert {frame["job_id"] for frame in _pushed(other)} == {own}
    assert [frame["job_id"] for frame in _pushed(owner)].count(job_id) == len(owner.log_of(job_id)) > 1


@pytest.mark.parametrize("is_same_wish", [True, False])
async def test_anothers_submissions_are_in_nobodys_way(here: Ground, is_same_wish: bool) -> None:
    """The same wish, or another one, under the same key: a job of one's own, and no conflict."""
    made: list[JsonObject] = []
    for caller, user_id in ((Caller.OWNER_TOKEN, here.there.user_id), (Caller.OTHER_TOKEN, here.other_id)):
        wish = program_request(user_id, duration_weeks=2 if is_same_wish else 1 + len(made))
        token = here.shown[caller]
        async with raw_client(here.server.socket_url, greeting={"token": token}) as client:
            ask = {"kind": "generate", "request": wish, "idempotency_key": "mine", "on_active": "parallel"}
            made.append(await client.ask("job.submit", **ask))
    assert [each["duplicate"] for each in made] == [False, False]
    assert len({each["job_id"] for each in made}) == 2
