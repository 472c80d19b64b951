"""What a real server tells Prometheus of what it does."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import Metric, parser
from prometheus_client.openmetrics import parser as openmetrics_parser

from schemas.close_codes import CloseCode
from schemas.errors import ErrorCode
from schemas.job import FINAL_STATUSES
from server.gateway.counting import Turned
from server.generation.llm.outcomes import Failure
from server.metrics.push import FRAME_TYPES
from server.metrics.registry import Metrics
from server.metrics.sockets import REQUEST_TYPES
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, submit
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from tests.webhooks.hooks import DELIVERING, hook, settled, trial
from tests.webhooks.receiver import receiver

SHORT = {"duration_weeks": 1, "days_per_week": 1}
CODES = {str(code.value) for code in CloseCode} | {"1005"}
ERRORS = {*ErrorCode}
STATUSES = {*FINAL_STATUSES}
LABELS = {
    ("repcast_ws_handshakes_refused", "reason"): {*Turned},
    ("repcast_ws_disconnects", "code"): CODES,
    ("repcast_frames_received", "type"): {*REQUEST_TYPES},
    ("repcast_frames_rejected", "code"): ERRORS,
    ("repcast_frames_sent", "type"): {*FRAME_TYPES},
    ("repcast_submits", "outcome"): {"accepted", "duplicate"} | ERRORS,
    ("repcast_job_duration_seconds", "phase"): {"waiting", "working", "total"},
    ("repcast_job_duration_seconds", "outcome"): STATUSES,
    ("repcast_webhook_attempts", "outcome"): {"delivered", "tried_again_later", "given_up", "dropped", "taken_over"},
    ("repcast_llm_tokens", "kind"): {"input", "cached", "output", "reasoning", "uncounted_output"},
    ("repcast_llm_calls", "outcome"): {"done", "abandoned", *Failure},
}
"""All labels that there are, and all that they may say."""

Told = dict[str, float]
"""Sample → value; a sample as Prometheus writes it."""


async def _scrape(url: str) -> Told:
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{url}/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def _eventually(server: LiveServer, **expected: float) -> Told:
    """What is told once it is as expected; names without their prefix."""
    told: Told = {}

    async def is_so() -> bool:
        told.clear()
        told.update(await _scrape(server.url))
        return all(told.get(f"repcast_{name}") == value for name, value in expected.items())

    await wait_until(is_so, f"{expected}, not {told}")
    return told


def test_a_label_says_nothing_that_was_not_known_beforehand() -> None:
    """Neither who nor which: only kinds of things."""
    labels: dict[tuple[str, str], set[str]] = {}
    for family in Metrics().registry.collect():
        for sample in family.samples:
            for label, value in sample.labels.items():
                labels.setdefault((family.name, label), set()).add(value)
    own = {place: values for place, values in labels.items() if place[0].startswith("repcast_") and place[1] != "le"}
    assert own == LABELS


async def test_a_job_and_its_pushes_are_counted(tmp_path: Path) -> None:
    """Each frame by its type, how late it was where somebody waited for it, and how long the job took."""
    async with live_server(tmp_path) as server:
        async with raw_client(server.socket_url) as client:
            accepted = await client.ask("job.submit", kind="generate", request=program_request(**SHORT))
            frames = await client.to_the_end_of(accepted["job_id"])
            told = await _eventually(server, ws_connections=1)
            assert (await client.ask("job.get", job_id=new_user()))["code"] == "not_found"
        after = await _eventually(server, ws_connections=0, **{'ws_disconnects_total{code="1000"}': 1})
    assert told['repcast_submits_total{outcome="accepted"}'] == 1
    assert told['repcast_frames_received_total{type="job.submit"}'] == 1
    for kind in {frame["type"] for frame in frames} | {"welcome", "job.accepted"}:
        sent = [frame for frame in client.frames if frame["type"] == kind]
        assert told[f'repcast_frames_sent_total{{type="{kind}"}}'] == len(sent), kind
    live = [frame for frame in frames if frame["type"] != "job.created"]  # that one was there with the job
    assert told["repcast_push_latency_seconds_count"] == len(live)
    assert 0 < told["repcast_push_latency_seconds_sum"] < 60
    for phase in ("waiting", "working", "total"):
        assert told[f'repcast_job_duration_seconds_count{{outcome="completed",phase="{phase}"}}'] == 1
    assert told["repcast_commit_units_sum"] >= len(frames)
    assert after['repcast_frames_rejected_total{code="not_found"}'] == 1


async def test_what_waits_and_what_is_at_work_is_told(tmp_path: Path) -> None:
    """As it is when somebody asks; of the queue as it was last seen."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with live_server(tmp_path, generator, job_concurrency=1) as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            for _ in range(3):
                await http.post("/api/programs/generate", json=program_request(new_user(), duration_weeks=2))
        await wait_until(lambda: server.parts.engine.at_work == 1, "one is at work")
        await server.parts._survey.look()
        told = await _scrape(server.url)
        generator.release()
    assert told["repcast_jobs_inflight"] == 1
    assert told["repcast_jobs_pending"] == 2
    assert 0 < told["repcast_oldest_pending_job_age_seconds"] < 60
    assert (told["repcast_database_up"], told["repcast_workers"]) == (1, 1)
    assert "repcast_redis_up" not in told


async def test_a_refused_handshake_is_counted_by_its_reason(tmp_path: Path) -> None:
    """A page of a foreign origin, for one."""
    async with live_server(tmp_path) as server:
        headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Origin": "https://foreign.example"}
        handshake = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw=="}
        async with httpx.AsyncClient() as http:
            answer = await http.get(f"{server.url}/ws", headers={**headers, **handshake})
        assert answer.status_code == 403
        await _eventually(server, **{'ws_handshakes_refused_total{reason="origin"}': 1})


async def test_pushes_of_another_process_are_timed_too(tmp_path: Path, redis_url: str, redis_prefix: str) -> None:
    """Those that Redis carries, and the weeks, of which it carries the numbers and the log has the rest."""
    shared: dict[str, Any] = {"redis_url": redis_url, "redis_prefix": redis_prefix}
    user = new_user()
    async with (
        live_server(tmp_path, **shared) as maker,
        live_server(tmp_path, **shared, job_concurrency=0) as server,
        raw_client(server.socket_url) as watcher,
        httpx.AsyncClient(base_url=maker.url) as http,
    ):
        await watcher.ask("jobs.watch", user_id=user)
        made = await http.post("/api/programs/generate", json=program_request(user, duration_weeks=2))
        frames = await watcher.to_the_end_of(made.json()["job_id"])
        told = await _eventually(server, ws_connections=1)
        of_maker = await _scrape(maker.url)
    assert told["repcast_push_latency_seconds_count"] == len(frames)
    assert 0 < told["repcast_push_latency_seconds_sum"] < 60
    assert told["repcast_bus_received_total"] == len(frames)
    assert of_maker["repcast_bus_published_total"] == len(frames)
    assert of_maker["repcast_push_latency_seconds_count"] == 0
    assert told["repcast_redis_up"] == of_maker["repcast_redis_up"] == 1


async def test_what_a_client_missed_while_it_was_away_is_not_late(tmp_path: Path) -> None:
    """It is replayed when it asks for it, which says nothing of how fast it was pushed."""
    async with live_server(tmp_path) as server:
        job_id = (await submit(server.parts, program_request(**SHORT))).job.job_id
        last = (await ended(server.parts, job_id)).seq
        async with raw_client(server.socket_url) as client:
            await client.ask("job.subscribe", job_id=job_id, after=0)
            assert len(await client.to_the_end_of(job_id)) == last
            told = await _eventually(server, **{'frames_sent_total{type="job.completed"}': 1})
    assert told["repcast_push_latency_seconds_count"] == 0


async def test_attempts_to_deliver_webhooks_are_counted(tmp_path: Path) -> None:
    """By what became of each."""
    async with receiver() as there, live_server(tmp_path, **DELIVERING) as server:
        webhook = await hook(server.parts, there.url)
        await settled(server.parts, await trial(server.parts, webhook.id), 1)
        told = await _eventually(server, **{'webhook_attempts_total{outcome="delivered"}': 1})
    assert told["repcast_webhook_seconds_count"] == 1


async def test_the_process_and_its_loop_are_told_of(tmp_path: Path) -> None:
    """Memory, descriptors, garbage, the version of Python, and how late the loop is."""
    async with live_server(tmp_path) as server:
        await wait_until(
            lambda: server.parts._metrics.pulse.beats > 0,
            "the pulse beats",
        )
        told = await _scrape(server.url)
    for name in ("process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total"):
        assert told[name] > 0, name
    assert told["repcast_event_loop_lag_seconds_count"] > 0
    assert any(name.startswith("python_info{") for name in told)
    assert 'python_gc_collections_total{generation="0"}' in told


@pytest.mark.parametrize(
    ("accept", "read"),
    [
        ("text/plain", parser.text_string_to_metric_families),
        ("application/openmetrics-text; version=1.0.0", openmetrics_parser.text_string_to_metric_families),
    ],
)
async def test_both_forms_can_be_read(tmp_path: Path, accept: str, read: Callable[[str], Iterable[Metric]]) -> None:
    """The classic one, and OpenMetrics."""
    async with live_server(tmp_path) as server, httpx.AsyncClient() as http:
        answer = await http.get(f"{server.url}/metrics", headers={"accept": accept})
    assert answer.headers["content-type"].startswith(accept.partition(";")[0])
    names = [family.name for family in read(answer.text)]
    assert len(names) == len(set(names)) > 20
