"""The endpoints of jobs: the replaced server's shapes, and what they lacked."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.schemas.test_codec import HOSTILE
from tests.support.bad_requests import ALL_BAD_REQUESTS
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import weeks_written
from tests.support.rest import GENERATE, polled_to_the_end, submitted
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Fail, ScriptedGenerator
from tests.support.waiting import wait_until

STATUS_FIELDS = {
    "job_id",
    "status",
    "progress",
    "created_at",
    "started_at",
    "completed_at",
    "program_id",
    "error_message",
    "seq",
    "stage",
    "message",
    "weeks_done",
    "weeks_total",
}


async def test_a_submission_is_answered_with_202(http: httpx.AsyncClient) -> None:
    """The seed's three fields, and where to look."""
    answer = await http.post(GENERATE, json=program_request())
    assert answer.status_code == 202
    body = answer.json()
    assert set(body) == {"job_id", "status", "message"}
    assert body["status"] == "pending"
    assert answer.headers["location"] == f"/api/programs/status/{body['job_id']}"


async def test_a_job_is_followed_by_polling_to_its_program(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """The status has the seed's fields and what it is at; at the end there is a program."""
    job_id = await submitted(http)
    await weeks_written(server.parts, job_id, 2)
    status = (await http.get(f"/api/programs/status/{job_id}")).json()
    assert set(status) == STATUS_FIELDS
    assert (status["status"], status["weeks_done"], status["weeks_total"]) == ("in_progress", 2, 12)
    assert status["program_id"] is status["error_message"] is status["completed_at"] is None
    generator.release()
    ended = await polled_to_the_end(http, job_id)
    assert (ended["status"], ended["progress"]) == ("completed", 100)
    program = (await http.get(f"/api/programs/{ended['program_id']}")).json()
    assert program["duration_weeks"] == len(program["document"]["weeks"]) == 12


async def test_who_needs_clearance_is_told_so(tmp_path: Path) -> None:
    """The submission is taken, the job fails with why, and no program is listed."""
    async with live_server(tmp_path) as server, httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        request = program_request(goal_category="fat_loss", notes="Chest pain on the stairs", age=50)
        job_id = await submitted(http, request)
        ended = await polled_to_the_end(http, job_id)
        assert (ended["status"], ended["program_id"], ended["weeks_done"]) == ("failed", None, 0)
        assert ended["error_message"].startswith("The request speaks of chest pain")
        assert (await http.get("/api/programs", params={"user_id": request["user_id"]})).json()["programs"] == []


async def test_the_same_key_gives_the_same_job(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """Also when the job has ended; with another request it is a conflict."""
    generator.release()
    request = program_request()
    key = {"Idempotency-Key": "k"}
    first = (await http.post(GENERATE, json=request, headers=key)).json()
    await polled_to_the_end(http, first["job_id"])
    again = await http.post(GENERATE, json=request, headers=key)
    assert (again.status_code, again.json()["job_id"]) == (202, first["job_id"])
    conflict = await http.post(GENERATE, json={**request, "goal_raw": "other"}, headers=key)
    assert conflict.status_code == 409
    assert (conflict.json()["code"], conflict.json()["job_id"]) == ("idempotency_conflict", first["job_id"])


async def test_a_key_has_its_bounds(http: httpx.AsyncClient) -> None:
    """255 characters are taken, more are answered with what is."""
    assert (await http.post(GENERATE, json=program_request(), headers={"Idempotency-Key": "k" * 255})).is_success
    answer = await http.post(GENERATE, json=program_request(), headers={"Idempotency-Key": "k" * 256})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_twenty_submissions_at_once_are_one_job(http: httpx.AsyncClient) -> None:
    """Polling clients get the rule of the "OK" too."""
    request = program_request()
    answers = await asyncio.gather(*(http.post(GENERATE, json={**request, "goal_raw": f"{n}"}) for n in range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["job_id"] for answer in answers}) == 1


async def test_other_wishes_run_beside_each_other_up_to_the_limit(http: httpx.AsyncClient) -> None:
    """Parallel is what the endpoint always did; over the limit it says when to come again."""
    user = new_user()
    for weeks in (4, 5, 6):
        await submitted(http, program_request(user, duration_weeks=weeks))
    answer = await http.post(GENERATE, json=program_request(user, duration_weeks=7))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert answer.json()["code"] == "too_many_jobs"


async def test_each_bad_request_gets_its_exact_answer(http: httpx.AsyncClient) -> None:
    """A problem document with the same errors as on the socket, for every case of the table."""
    for bad in ALL_BAD_REQUESTS:
        answer = await http.post(GENERATE, json=bad.request)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json() == {
            "type": "urn:repcast:invalid_request",
            "title": "Something in the request is not accepted",
            "status": 422,
            "detail": bad.errors[0]["message"],
            "code": "invalid_request",
            "retryable": False,
            "request_id": answer.headers["x-request-id"],
            "errors": bad.errors,
        }, bad.name


async def test_hostile_bodies_are_answered(http: httpx.AsyncClient) -> None:
    """What is no JSON object is 400, a large body is 413, a strange object is 422; nothing is a 500."""
    for name, (text, _) in HOSTILE.items():
        answer = await http.post(GENERATE, content=text.encode("utf-8", "surrogatepass"))
        assert answer.status_code in (400, 422), name
        assert answer.json()["code"] in ("bad_frame", "invalid_request"), name
    for content in (b"\xff\xfe", b'{"a":"\xff"}', b"\x00"):
        assert (await http.post(GENERATE, content=content)).status_code == 400
    large = await http.post(GENERATE, content=b'{"goal_raw":"' + b"x" * 65536 + b'"}')
    assert (large.status_code, large.json()["status"]) == (413, 413)


async def test_a_long_poll_is_answered_when_something_happens(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """Not before, and at once when the caller says that it knows less than there is."""
    job_id = await submitted(http)
    await weeks_written(server.parts, job_id, 2)
    url = f"/api/programs/status/{job_id}"
    seq = (await http.get(url)).json()["seq"]
    assert (await http.get(f"{url}?wait=60&after={seq - 1}")).json()["seq"] == seq
    waiting = asyncio.create_task(http.get(f"{url}?wait=60&after={seq}"))
    await wait_until(lambda: len(server.parts.rooms.streams) == 1, "the poll waits")
    assert not waiting.done()
    generator.release()
    assert (await waiting).json()["seq"] > seq


async def test_a_long_poll_ends_when_its_time_is_over(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """With how things stand."""
    job_id = await submitted(http)
    await weeks_written(server.parts, job_id, 2)
    answer = await http.get(f"/api/programs/status/{job_id}?wait=0.05")
    assert (answer.status_code, answer.json()["weeks_done"]) == (200, 2)


@pytest.mark.parametrize("query", ["wait=-1", "wait=61", "wait=soon", "wait=nan", "after=-1", "after=x"])
async def test_a_long_poll_has_its_bounds(http: httpx.AsyncClient, query: str) -> None:
    """A problem document names the parameter."""
    job_id = await submitted(http)
    answer = await http.get(f"/api/programs/status/{job_id}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_cancelling_is_202_and_idempotent(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """The job stops, and saying it again changes nothing."""
    job_id = await submitted(http)
    await weeks_written(server.parts, job_id, 2)
    answer = await http.post(f"/api/programs/cancel/{job_id}")
    assert (answer.status_code, answer.json()["job_id"]) == (202, job_id)
    assert (await polled_to_the_end(http, job_id))["status"] == "cancelled"
    again = await http.post(f"/api/programs/cancel/{job_id}")
    assert (again.status_code, again.json()["status"]) == (202, "cancelled")


async def test_a_failed_job_says_why(tmp_path: Path) -> None:
    """The seed's error_message."""
    generator = ScriptedGenerator([[Fail(ZeroDivisionError())]])
    async with live_server(tmp_path, generator) as server, httpx.AsyncClient(base_url=server.url) as http:
        ended = await polled_to_the_end(http, await submitted(http))
    assert (ended["status"], ended["error_message"]) == ("failed", "The program could not be made.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/programs/status/{id}"),
        ("GET", "/api/programs/status/{id}/events"),
        ("POST", "/api/programs/cancel/{id}"),
        ("GET", "/api/programs/{id}"),
    ],
)
@pytest.mark.parametrize("name", ["6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c", "1", "%00", "ä"])
async def test_what_is_not_there_is_404(http: httpx.AsyncClient, method: str, path: str, name: str) -> None:
    """Also what could not be an id at all."""
    answer = await http.request(method, path.format(id=name))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
