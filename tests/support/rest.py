"""Jobs over the endpoints, as a client that polls has them."""

import httpx

from schemas.model import JsonObject
from tests.support.samples import program_request

GENERATE = "/api/programs/generate"


async def submitted(http: httpx.AsyncClient, request: JsonObject | None = None) -> str:
    """Submit; returns the job's id."""
    answer = await http.post(GENERATE, json=request or program_request())
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


async def polled_to_the_end(http: httpx.AsyncClient, job_id: str) -> JsonObject:
    """The status of a job once it has ended, by long polls."""
    after = 0
    while True:
        status: JsonObject = (await http.get(f"/api/programs/status/{job_id}?wait=30&after={after}")).json()
        if status["completed_at"]:
            return status
        after = status["seq"]
