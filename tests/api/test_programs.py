"""Finished programs: whole, and in lists."""

import httpx

from schemas.model import JsonObject
from schemas.program import Program
from tests.support.live_server import LiveServer
from tests.support.rest import polled_to_the_end, submitted
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator


async def _made(http: httpx.AsyncClient, request: JsonObject) -> str:
    return str((await polled_to_the_end(http, await submitted(http, request)))["program_id"])


async def test_a_program_is_fetched_whole(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """The seed's fields, and the document as it was pushed week by week."""
    generator.release()
    request = program_request()
    program = (await http.get(f"/api/programs/{await _made(http, request)}")).json()
    document = Program.model_validate(program["document"])
    assert (program["user_id"], program["days_per_week"], program["revision"]) == (request["user_id"], 4, 1)
    assert (program["name"], program["duration_weeks"]) == (document.name, len(document.weeks))
    assert document.request["weight_kg"] == 87.5


async def test_a_users_programs_are_listed_newest_first(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """In pages, without their documents."""
    generator.release()
    user = new_user()
    made = [await _made(http, program_request(user, duration_weeks=weeks)) for weeks in (1, 2, 3)]
    await _made(http, program_request())
    first = (await http.get(f"/api/programs?user_id={user}&limit=2")).json()
    second = (await http.get(f"/api/programs?user_id={user}&limit=2&cursor={first['next']}")).json()
    assert [program["id"] for program in first["programs"] + second["programs"]] == made[::-1]
    assert "next" not in second
    assert "document" not in first["programs"][0]


async def test_lists_have_bounds(http: httpx.AsyncClient) -> None:
    """And say which."""
    for query, field in (
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("user_id=x", "user_id"),
        ("cursor=", "cursor"),
        ("cursor=nonsense", "cursor"),
    ):
        answer = await http.get(f"/api/programs?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_another_format_is_refused_by_name(http: httpx.AsyncClient) -> None:
    """As long as there is one only."""
    answer = await http.get(f"/api/programs/{new_user()}?format=papyrus")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "format")


async def test_a_token_sees_its_users_programs_only(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """Another's is not there, in a list or by itself."""
    generator.release()
    user, other = new_user(), new_user()
    mine, theirs = await _made(http, program_request(user)), await _made(http, program_request(other))
    bearer = {"Authorization": f"Bearer {server.parts.doorkeeper.issue(user).token}", "X-Request-ID": "the-same"}
    assert (await http.get(f"/api/programs/{mine}", headers=bearer)).status_code == 200
    hidden = await http.get(f"/api/programs/{theirs}", headers=bearer)
    absent_id = new_user()
    absent = await http.get(f"/api/programs/{absent_id}", headers=bearer)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace(theirs, "*") == absent.text.replace(absent_id, "*")
    listed = (await http.get("/api/programs", headers=bearer)).json()
    assert [program["id"] for program in listed["programs"]] == [mine]
    assert (await http.get(f"/api/programs?user_id={other}", headers=bearer)).status_code == 403
