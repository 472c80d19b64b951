"""Programs as files: in every form, under a safe name, for whom they belong to."""

import csv
import json
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import update

from schemas.exports import ExportFormat
from schemas.model import JsonObject
from schemas.program import Program
from server.api.program_files import NAME_MAX, file_stem
from server.generation.exports.order import FileOrder
from server.jobs.programs import PROGRAMS
from server.storage.transaction import Transaction
from tests.generation.exports.liftoscript import read
from tests.support.live_server import LiveServer, live_server
from tests.support.rest import polled_to_the_end, submitted
from tests.support.samples import new_user, program_request
from tests.support.waiting import wait_until

MEDIA_TYPES = {
    "json": "application/json",
    "markdown": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "ics": "text/calendar; charset=utf-8; method=PUBLISH",
    "liftoscript": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path) as running:
        yield running


async def _made(http: httpx.AsyncClient, request: JsonObject | None = None) -> str:
    wanted = request or program_request(duration_weeks=2)
    return str((await polled_to_the_end(http, await submitted(http, wanted)))["program_id"])


@pytest.mark.parametrize("form", ExportFormat)
async def test_every_form_is_served_as_what_it_is(http: httpx.AsyncClient, form: ExportFormat) -> None:
    """With its media type, a name for the file, and nothing that a browser could run."""
    answer = await http.get(f"/api/programs/{await _made(http)}?format={form}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPES[form])
    disposition, _, name = answer.headers["content-disposition"].partition("; filename=")
    assert disposition in {"inline", "attachment"}
    assert name.startswith('"muscle-2-weeks-4-days-a-week.')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_server_has_its_process_make_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once that is there, which the first program begins."""
    async with live_server(tmp_path, generator_process=True) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as http:
            program_id = await _made(http)
            process = server.parts.rooms.files._process
            assert process is not None
            await wait_until(lambda: process.is_ready, "the process is there")
            monkeypatch.delattr(FileOrder, "made")  # in the server
            assert (await http.get(f"/api/programs/{program_id}?format=svg")).status_code == 200


async def test_every_form_can_be_read(http: httpx.AsyncClient) -> None:
    """By whatever reads such files."""
    program_id = await _made(http)
    whole = (await http.get(f"/api/programs/{program_id}")).json()["document"]

    async def text(form: str) -> str:
        return (await http.get(f"/api/programs/{program_id}?format={form}")).text

    assert json.loads(await text("json")) == whole
    assert (await text("markdown")).startswith("# Muscle: 2 weeks, 4 days a week\n")
    assert len(list(csv.reader(StringIO(await text("csv"))))) > 8
    assert len(Calendar.from_ical(await text("ics")).walk("VEVENT")) == 8
    assert len(read(await text("liftoscript"))) == 2
    assert ET.fromstring(await text("svg")).tag.endswith("svg")  # noqa: S314 - it is our own


async def test_without_a_form_nothing_has_changed(http: httpx.AsyncClient) -> None:
    """The program as it is listed, with its document; no file."""
    answer = await http.get(f"/api/programs/{await _made(http)}")
    assert "content-disposition" not in answer.headers
    assert Program.model_validate(answer.json()["document"]).name == answer.json()["name"]


@pytest.mark.parametrize(
    ("query", "field", "value", "accepted"),
    [
        ("format=papyrus", "format", "papyrus", "markdown"),
        ("format=", "format", "", "liftoscript"),
        ("format=ics&start=monday", "start", "monday", "date"),
        ("format=ics&start=1999-12-31", "start", "1999-12-31", "2000-01-01"),
        ("format=ics&start=9999-12-31", "start", "9999-12-31", "2099-12-31"),
        ("format=ics&at=25:00", "at", "25:00", "pattern"),
        ("format=ics&at=7", "at", "7", "pattern"),
    ],
)
async def test_what_is_not_accepted_is_told(
    http: httpx.AsyncClient, query: str, field: str, value: str, accepted: str
) -> None:
    """With the field, what was sent, and what would be accepted."""
    answer = await http.get(f"/api/programs/{new_user()}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["value"]) == (field, value)
    assert accepted in error["accepted"]


async def test_a_calendar_begins_when_the_user_says(http: httpx.AsyncClient) -> None:
    """On the Monday, at the hour."""
    program_id = await _made(http)
    text = (await http.get(f"/api/programs/{program_id}?format=ics&start=2026-12-01&at=07:30")).text
    starts = [event.decoded("dtstart") for event in Calendar.from_ical(text).walk("VEVENT")]
    assert f"{min(starts):%Y-%m-%d %H:%M}" == "2026-12-07 07:30"


async def test_what_the_caller_has_is_not_sent_again(http: httpx.AsyncClient) -> None:
    """By its tag, also where a proxy has marked it as weak; another form, or another start, has another one."""
    address = f"/api/programs/{await _made(http)}"
    tag = (await http.get(f"{address}?format=ics")).headers["etag"]
    for seen in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await http.get(f"{address}?format=ics", headers={"If-None-Match": seen})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), seen
    for query in ("format=csv", "format=ics&start=2030-01-07", "format=ics&at=06:00"):
        other = await http.get(f"{address}?{query}", headers={"If-None-Match": tag})
        assert other.status_code == 200, query


@pytest.mark.parametrize("form", ExportFormat)
async def test_anothers_program_is_not_there_in_any_form(
    server: LiveServer, http: httpx.AsyncClient, form: ExportFormat
) -> None:
    """Not even to who has its tag."""
    program_id = await _made(http)
    bearer = {"Authorization": f"Bearer {server.parts.doorkeeper.issue(new_user()).token}", "If-None-Match": "*"}
    assert (await http.get(f"/api/programs/{program_id}?format={form}", headers=bearer)).status_code == 404


async def test_a_revision_moves_the_events_of_what_it_changed(server: LiveServer, http: httpx.AsyncClient) -> None:
    """However many revisions stand between: the events have the first one's names, and a higher sequence."""
    user = new_user()
    ids = [await _made(http, program_request(user, duration_weeks=weeks)) for weeks in (3, 2, 1)]

    def revise(transaction: Transaction) -> None:
        for revision, (program_id, parent_id) in enumerate(zip(ids[1:], ids, strict=False), 2):
            row = update(PROGRAMS).where(PROGRAMS.c.id == program_id)
            transaction.connection.execute(row.values(parent_id=parent_id, revision=revision))

    await server.parts.database.write(revise)
    for sequence, program_id in enumerate(ids):
        answer = await http.get(f"/api/programs/{program_id}?format=ics")
        events = Calendar.from_ical(answer.text).walk("VEVENT")
        assert str(events[0]["uid"]) == f"{ids[0]}-w1-d1@repcast"
        assert {event.decoded("sequence") for event in events} == {sequence}
        assert ("-revision-3.ics" in answer.headers["content-disposition"]) is (sequence == 2)


async def test_the_openapi_document_has_every_form(http: httpx.AsyncClient) -> None:
    """As a value of the parameter, and with its media type."""
    operation = (await http.get("/openapi.json")).json()["paths"]["/api/programs/{program_id}"]["get"]
    assert set(operation["responses"]["200"]["content"]) == {each.partition(";")[0] for each in MEDIA_TYPES.values()}
    assert "$ref" in operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert {parameter["name"] for parameter in operation["parameters"]} == {"program_id", "format", "start", "at"}


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Muscle: 12 weeks", "muscle-12-weeks"),
        ('../../etc/passwd"\r\nSet-Cookie: x', "etc-passwd-set-cookie-x"),
        ("Kraft für Ölga", "kraft-fur-olga"),
        ("力量训练 💪", "program"),
        ("", "program"),
        ("a-" * 100, ("a-" * 30).strip("-")),
    ],
)
def test_a_files_name_is_safe(name: str, stem: str) -> None:
    """In a header, in a path, on a command line."""
    assert file_stem(name, 1) == stem
    assert len(stem) <= NAME_MAX
    assert file_stem(name, 2) == f"{stem}-revision-2"
