"""Traces, as a collector gets them from a server that runs."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx

from server.tracing import trace_of_job
from tests.support.collectors import collectors
from tests.support.model_plans import good
from tests.support.raw_client import raw_client
from tests.support.responses_server import responses_server
from tests.support.rest import GENERATE, polled_to_the_end
from tests.support.samples import new_user, program_request
from tests.support.server_process import server_process

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
HEADERS = {"traceparent": f"00-{TRACE}-{CALLER}-01"}


async def test_a_job_is_one_trace_from_the_request_to_the_models_call(tmp_path: Path) -> None:
    """Whoever knows the job finds its trace; the request is in the client's own, and each is linked to the other.

    Sockets, their frames and what balancers ask have no spans; addresses and who asked stand in none.
    """
    user = new_user()
    with collectors() as seen:
        async with responses_server() as vendor:
            vendor.brain = good
            chosen: dict[str, Any] = {"openai_api_key": "of-the-test", "openai_base_url": vendor.base_url}
            async with server_process(tmp_path, otel_endpoint=seen.otlp_url, log_format="json", **chosen) as server:
                async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
                    answer = await http.post(GENERATE, json=program_request(user, duration_weeks=4), headers=HEADERS)
                    job_id = answer.json()["job_id"]
                    await polled_to_the_end(http, job_id)
                    await http.get("/api/health")
                async with raw_client(server.socket_url) as client:
                    await client.ask("job.get", job_id=job_id)
                assert await server.terminate() == 0  # what it has not sent yet, it sends now
        headers = vendor.received[0].headers
    (request,) = seen.spans(f"POST {GENERATE}")
    (submit,), (attempt,), (call,) = (seen.spans(name) for name in ("job.submit", "job.attempt", "model.call"))
    (sent,) = (span for span in seen.spans("POST") if span["kind"] == "SPAN_KIND_CLIENT")
    assert headers["traceparent"].split("-")[1] == f"{trace_of_job(job_id):032x}"

    ids = {span["name"]: _hex(span["traceId"]) for span in (submit, attempt, call, sent)}
    assert set(ids.values()) == {f"{trace_of_job(job_id):032x}"}
    assert (_hex(request["traceId"]), _hex(request["parentSpanId"])) == (TRACE, CALLER)
    assert [link["spanId"] for link in submit["links"]] == [request["spanId"]]
    assert request["attributes"]["repcast.job_id"] == job_id
    assert call["parentSpanId"] == attempt["spanId"]
    assert sent["parentSpanId"] == call["spanId"]
    assert (attempt["attributes"]["repcast.attempt"], call["attributes"]["repcast.input_tokens"]) == ("1", "1000")

    assert {span["name"] for span in seen.spans()} == {
        f"POST {GENERATE}", "GET /api/programs/status/{job_id}", "job.submit", "job.attempt", "model.call", "POST"
    }  # fmt: skip
    assert user not in str(seen.spans())
    assert "127.0.0.1" not in str(request)

    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    traces = {line["event"]: line.get("trace_id") for line in lines if "route" not in line or line["method"] == "POST"}
    assert (traces["request_ended"], traces["job_submitted"]) == (TRACE, TRACE)
    assert traces["model_called"] == traces["job_ended"] == f"{trace_of_job(job_id):032x}"


def _hex(base64_id: str) -> str:
    return base64.b64decode(base64_id).hex()


def test_a_jobs_trace_is_the_same_in_every_process() -> None:
    """It is made from the job's id alone."""
    trace_id = trace_of_job("0b7c6c1e-30c1-4a3d-9f2b-5d1f2a9e7c11")
    assert f"{trace_id:032x}" == "a2a9d96d884e0dc3c4a797650fc6e92b"
