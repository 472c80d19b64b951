"""Every way in which a call can fail, over real HTTP, by both APIs: what it is called, and what is learned of it."""

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from server.generation.llm.outcomes import Done, Failed, Failure, TextDelta
from server.generation.llm.vendor import VendorApi
from tests.generation.llm.calling import KEY, TEXT, called, outcome, settings_for
from tests.support.ports import free_port
from tests.support.responses_server import ResponsesServer
from tests.support.vendor_answers import Answer, Ending, Silent, Tokens, Turned, Written
from tests.support.waiting import PATIENCE_S, wait_until

QUOTA_CODES = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "project_spend_limit_exceeded",
    "a_code_of_next_year",
]


def _failing(ending: Ending, code: str) -> Written:
    return Written(TEXT, ending, after_chars=20, code=code, message="Please try again in 6.5s.")


STATUSES: list[tuple[Answer, Failure]] = [
    (Turned(400), Failure.BAD_REQUEST),
    (Turned(400, code="context_length_exceeded"), Failure.BAD_REQUEST),
    (Turned(400, code="invalid_prompt"), Failure.CONTENT_FILTER),
    (Turned(400, code="content_filter"), Failure.CONTENT_FILTER),
    (Turned(400, headers={"x-should-retry": "true"}), Failure.VENDOR_ERROR),
    (Turned(400, headers={"x-should-retry": "false"}), Failure.BAD_REQUEST),
    (Turned(401, code="invalid_api_key"), Failure.BAD_KEY),
    (Turned(400, body=b'{"error": {"code": null, "type": ["odd"], "param": {}}}'), Failure.BAD_REQUEST),
    (Turned(402), Failure.QUOTA),
    (Turned(403, code="unsupported_country_region_territory"), Failure.BAD_KEY),
    (Turned(404, code="model_not_found"), Failure.NOT_FOUND),
    (Turned(404, body=b"<html>nginx</html>"), Failure.NOT_FOUND),
    (Turned(408), Failure.VENDOR_ERROR),
    (Turned(409), Failure.VENDOR_ERROR),
    (Turned(422, body=b'{"detail": [{"type": "missing"}]}'), Failure.BAD_REQUEST),
    (Turned(429, code="rate_limit_exceeded", kind="tokens"), Failure.RATE_LIMITED),
    (Turned(429, body=b""), Failure.RATE_LIMITED),
    (Turned(429, headers={"x-should-retry": "false"}), Failure.VENDOR_ERROR_FINAL),
    *((Turned(429, code=code, kind="insufficient_quota"), Failure.QUOTA) for code in QUOTA_CODES),
    (Turned(500, code="server_error"), Failure.VENDOR_ERROR),
    (Turned(500, headers={"x-should-retry": "false"}), Failure.VENDOR_ERROR_FINAL),
    (Turned(502, body=b"<html>bad gateway</html>"), Failure.VENDOR_ERROR),
    (Turned(503, code="slow_down"), Failure.RATE_LIMITED),
    (Turned(503, code="server_is_overloaded"), Failure.VENDOR_ERROR),
]
STREAMS: list[tuple[Answer, Failure]] = [
    (Written(TEXT, Ending.CUT, after_chars=30), Failure.CUT),
    (Written(TEXT, Ending.UNFINISHED, after_chars=30), Failure.CUT),
    (Written(TEXT, Ending.GARBLED, after_chars=30), Failure.GARBLED),
    (Written(TEXT, Ending.TRUNCATED, after_chars=30), Failure.TRUNCATED),
    (Written(TEXT, Ending.FILTERED, after_chars=30), Failure.CONTENT_FILTER),
    (Written("I cannot do that.", Ending.REFUSED), Failure.REFUSED),
    (Written("", thoughts=2), Failure.EMPTY),
    (Silent(is_cut=True), Failure.CUT),
    (Written(TEXT, Ending.GARBLED, after_chars=30, garbage="[" * 100_000), Failure.GARBLED),
    (Written(TEXT, after_chars=0, extra=({"error": {"code": None, "type": ["odd"]}},)), Failure.VENDOR_ERROR),
    *(
        (_failing(ending, code), failure)
        for ending in (Ending.ERROR, Ending.NESTED_ERROR)
        for code, failure in (
            ("server_error", Failure.VENDOR_ERROR),
            ("rate_limit_exceeded", Failure.RATE_LIMITED),
            ("too_many_requests", Failure.RATE_LIMITED),
            ("insufficient_quota", Failure.QUOTA),
            ("invalid_prompt", Failure.CONTENT_FILTER),
            ("a_code_of_next_year", Failure.VENDOR_ERROR),
            ("500", Failure.VENDOR_ERROR),
            ("429", Failure.RATE_LIMITED),
            ("400", Failure.BAD_REQUEST),
            ("99999999999999999999", Failure.VENDOR_ERROR),
        )
    ),
    (_failing(Ending.FAILED, "server_error"), Failure.VENDOR_ERROR),
    (_failing(Ending.FAILED, "rate_limit_exceeded"), Failure.RATE_LIMITED),
    (_failing(Ending.FAILED, "bio_policy"), Failure.CONTENT_FILTER),
    (_failing(Ending.FAILED, "data_residency_mismatch"), Failure.BAD_REQUEST),
]


def _named(value: Any) -> str | None:
    match value:
        case Turned():
            return f"{value.status}-{value.code}"
        case Written():
            return f"{value.ending.name}-{value.code}"
    return None


@pytest.mark.parametrize(("answer", "failure"), STATUSES, ids=_named)
async def test_a_status_is_known_by_its_code_and_then_by_itself(
    vendor_server: ResponsesServer, api: VendorApi, answer: Answer, failure: Failure
) -> None:
    """What the vendor turns away is named for what follows from it, and is asked for once."""
    vendor_server.script(answer)
    ended = await outcome(settings_for(vendor_server, api=api))
    assert isinstance(ended, Failed)
    assert ended.failure is failure
    assert len(vendor_server.received) == 1


@pytest.mark.parametrize(("answer", "failure"), STREAMS, ids=_named)
async def test_a_stream_is_known_by_its_end(
    vendor_server: ResponsesServer, api: VendorApi, answer: Answer, failure: Failure
) -> None:
    """What begins well and ends badly is named for how it ends, after all that was written has been told."""
    vendor_server.script(answer)
    *told, ended = await called(settings_for(vendor_server, api=api))
    assert isinstance(ended, Failed)
    assert ended.failure is failure
    if isinstance(answer, Written) and failure is not Failure.REFUSED:
        written = "".join(each.text for each in told if isinstance(each, TextDelta))
        assert written == answer.text[: answer.after_chars]
    assert len(vendor_server.received) == 1


@pytest.mark.parametrize("answer", [Silent(), Written(TEXT, Ending.STALLED, after_chars=30)])
async def test_a_server_that_falls_silent_is_left(
    vendor_server: ResponsesServer, api: VendorApi, answer: Answer
) -> None:
    """Before its answer or in it: the limit is for silence, not for the whole."""
    vendor_server.script(answer)
    ended = await outcome(settings_for(vendor_server, api=api, silence_most_s=0.2))
    assert isinstance(ended, Failed)
    assert ended.failure is Failure.STALLED
    assert len(vendor_server.received) == 1  # the package itself would ask again, and twice be billed


async def test_nobody_there_is_unreachable(vendor_server: ResponsesServer, api: VendorApi) -> None:
    """A connection that does not come about has cost nothing, which a cut one may have."""
    ended = await outcome(settings_for(vendor_server, api=api, base_url=f"http://127.0.0.1:{free_port()}/v1"))
    assert isinstance(ended, Failed)
    assert ended.failure is Failure.UNREACHABLE


@pytest.mark.parametrize(
    "fault",
    [
        {"base_url": "models.example/v1"},
        {"api_key": SecretStr(KEY + "\n")},
        {"api_key": SecretStr(KEY + "ß")},
    ],
    ids=["address", "line break", "umlaut"],
)
async def test_what_cannot_be_sent_is_a_bad_request(
    vendor_server: ResponsesServer, api: VendorApi, fault: dict[str, Any]
) -> None:
    """An address without a scheme and a key that no header can hold fail like what a vendor turns away."""
    ended = await outcome(settings_for(vendor_server, api=api, **fault))
    assert isinstance(ended, Failed)
    assert ended.failure is Failure.BAD_REQUEST
    assert KEY not in ended.detail
    assert vendor_server.received == []


async def test_what_a_vendor_says_is_kept_short_and_without_the_key(
    vendor_server: ResponsesServer, api: VendorApi
) -> None:
    """Some repeat the key that they do not take, and some send a page."""
    vendor_server.script(Turned(401, message=f"No such key:\n{KEY}. " + "x" * 5000))
    ended = await outcome(settings_for(vendor_server, api=api))
    assert isinstance(ended, Failed)
    assert ended.detail.startswith("401 : No such key:\\n….")
    assert len(ended.detail) < 400


@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        (Turned(429, headers={"retry-after": "7"}), 7.0),
        (Turned(429, headers={"retry-after-ms": "1500", "retry-after": "2"}), 1.5),
        (Turned(503, headers={"retry-after": "0"}), 0.0),
        (Turned(429), None),
        (_failing(Ending.NESTED_ERROR, "rate_limit_exceeded"), 6.5),
    ],
    ids=["seconds", "milliseconds", "now", "unsaid", "in words"],
)
async def test_when_to_come_again_is_heard(
    vendor_server: ResponsesServer, api: VendorApi, answer: Answer, wait_s: float | None
) -> None:
    """By the headers of a status, and by the words of an error inside a stream, which has no headers."""
    vendor_server.script(answer)
    ended = await outcome(settings_for(vendor_server, api=api))
    assert isinstance(ended, Failed)
    assert ended.retry_after_s == wait_s


@pytest.mark.parametrize("ending", [Ending.TRUNCATED, Ending.FILTERED, Ending.REFUSED])
async def test_a_failure_that_was_billed_says_for_how_much(
    vendor_server: ResponsesServer, api: VendorApi, ending: Ending
) -> None:
    """An answer that is of no use is paid for like any other."""
    vendor_server.script(Written(TEXT, ending, tokens=Tokens(90, 60, 50, 20)))
    ended = await outcome(settings_for(vendor_server, api=api))
    assert ended.usage is not None
    assert (ended.usage.input_tokens, ended.usage.cached_tokens) == (90, 60)
    assert (ended.usage.output_tokens, ended.usage.reasoning_tokens) == (50, 20)
    assert ended.response_id


@pytest.mark.parametrize("tokens", [Tokens(0, 0, 0, 0), Tokens(10**40, 0, 50, 0), Tokens(90, 60, 50, 10**10)])
async def test_what_cannot_have_been_counted_is_not_told(
    vendor_server: ResponsesServer, api: VendorApi, tokens: Tokens
) -> None:
    """No answer costs nothing, and none so much that no database holds it."""
    vendor_server.script(Written(TEXT, tokens=tokens))
    ended = await outcome(settings_for(vendor_server, api=api))
    assert isinstance(ended, Done)
    assert ended.usage is None


async def test_a_connection_that_breaks_behind_the_end_breaks_nothing(
    vendor_server: ResponsesServer, api: VendorApi
) -> None:
    """The answer is whole, whatever becomes of the bytes that would have said so."""
    vendor_server.script(Written(TEXT, breaks_after=True, tokens=None))
    assert isinstance(await outcome(settings_for(vendor_server, api=api)), Done)


async def test_the_end_of_the_answer_is_not_waited_behind(vendor_server: ResponsesServer, api: VendorApi) -> None:
    """A server that keeps the connection open behind it holds nobody up."""
    vendor_server.script(Written(TEXT, stalls_after=True))
    async with asyncio.timeout(PATIENCE_S):
        assert isinstance(await outcome(settings_for(vendor_server, api=api)), Done)
    await wait_until(lambda: vendor_server.received[0].has_hung_up, "the connection is closed")
