"""Changing a program over REST."""

import httpx

from tests.support.rest import polled_to_the_end, submitted
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator


async def _program(http: httpx.AsyncClient, generator: ScriptedGenerator, user: str) -> str:
    generator.release()
    return str((await polled_to_the_end(http, await submitted(http, program_request(user))))["program_id"])


async def test_a_program_is_updated_and_both_are_listed(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """The answer has the shape of that to generate; the new program names the old one."""
    user = new_user()
    program_id = await _program(http, generator, user)
    answer = await http.post(f"/api/programs/{program_id}/update", json={"change_request": "make it 8 weeks"})
    assert answer.status_code == 202
    body = answer.json()
    assert set(body) == {"job_id", "status", "message"}
    assert answer.headers["location"] == f"/api/programs/status/{body['job_id']}"
    ended = await polled_to_the_end(http, body["job_id"])
    assert (ended["status"], ended["weeks_total"]) == ("completed", 8)
    listed = (await http.get(f"/api/programs?user_id={user}")).json()["programs"]
    assert [(one["id"], one["parent_id"], one["revision"], one["duration_weeks"]) for one in listed] == [
        (ended["program_id"], program_id, 2, 8),
        (program_id, None, 1, 12),
    ]
    document = (await http.get(f"/api/programs/{ended['program_id']}")).json()["document"]
    assert document["changes"][0] == "The program has 8 weeks now, not 12."


async def test_the_same_key_is_the_same_change(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """Also when it is over."""
    program_id = await _program(http, generator, new_user())
    sent = [
        await http.post(
            f"/api/programs/{program_id}/update",
            json={"change_request": "make it 8 weeks"},
            headers={"Idempotency-Key": "k"},
        )
        for _ in range(2)
    ]
    assert sent[0].json()["job_id"] == sent[1].json()["job_id"]


async def test_a_question_is_a_422(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """With what to say."""
    program_id = await _program(http, generator, new_user())
    answer = await http.post(f"/api/programs/{program_id}/update", json={"change_request": "shorter"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "change_request"
    assert error["say"] == "Do you mean shorter or longer sessions, or another number of weeks?"


async def test_the_address_names_the_program(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """A body that names another one is refused, by name; one that is not there is 404."""
    program_id = await _program(http, generator, new_user())
    body = {"change_request": "make it 8 weeks", "program_id": new_user()}
    answer = await http.post(f"/api/programs/{program_id}/update", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "program_id")
    for name in (new_user(), "1", "%00"):
        answer = await http.post(f"/api/programs/{name}/update", json={"change_request": "make it 8 weeks"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
