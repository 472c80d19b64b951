"""Calls with all their tries, over real HTTP: what is tried again, for how long, at what cost, and how it is ended."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from server.generation.llm.calls import CallEnded, ModelCalls, StartedOver, Try
from server.generation.llm.failures import TREATMENTS
from server.generation.llm.outcomes import Done, Failed, Failure, TextDelta
from server.generation.llm.vendor import VendorApi, vendor
from server.generation.spending import Unbounded, Usage
from tests.generation.llm.calling import KEY, REQUEST, TEXT, collected, in_s, settings_for
from tests.support.responses_server import ResponsesServer
from tests.support.vendor_answers import Answer, Ending, Gate, Silent, Tokens, Turned, Written
from tests.support.waiting import wait_until

LONG_S = 60.0
CUT = Written(TEXT, Ending.CUT, after_chars=20)
TOO_LONG = Written(TEXT, Ending.TRUNCATED, after_chars=20, tokens=Tokens(90, 60, 50, 20))
GOOD = Written(TEXT, tokens=Tokens(9, 6, 5, 2))
LIMITED = Turned(429, code="rate_limit_exceeded", headers={"retry-after": "0.01"})


async def call(calls: ModelCalls, deadline_s: float = LONG_S) -> list[Any]:
    return await collected(calls.stream(REQUEST, in_s(deadline_s), Unbounded()))


def parts(told: list[Any]) -> tuple[list[str], list[StartedOver], CallEnded]:
    """What was written by each try, what lay between them, and the end."""
    texts, over = [""], []
    for each in told:
        match each:
            case TextDelta(text):
                texts[-1] += text
            case StartedOver():
                over.append(each)
                texts.append("")
    assert isinstance(told[-1], CallEnded)
    return texts, over, told[-1]


async def test_a_good_answer_is_asked_for_once(vendor_server: ResponsesServer, api: VendorApi) -> None:
    """Its text, its end, and one try."""
    vendor_server.script(GOOD)
    async with vendor(settings_for(vendor_server, api=api)) as calls:
        texts, over, ended = parts(await call(calls))
    assert (texts, over) == ([TEXT], [])
    assert isinstance(ended.outcome, Done)
    assert [each.written_chars for each in ended.tries] == [len(TEXT)]
    assert [each.spent.usage for each in ended.tries] == [Usage(9, 6, 5, 2)]


@pytest.mark.parametrize(
    ("answers", "texts"),
    [
        ([CUT, GOOD], [TEXT[:20], TEXT]),
        ([Silent(is_cut=True), GOOD], ["", TEXT]),
        ([LIMITED, Turned(500), LIMITED, GOOD], ["", "", "", TEXT]),
        ([LIMITED, CUT, TOO_LONG, GOOD], ["", TEXT[:20], TEXT[:20], TEXT]),
    ],
    ids=["cut", "cut before a word", "busy thrice", "one of each"],
)
async def test_what_may_pass_is_tried_again(
    vendor_server: ResponsesServer, api: VendorApi, answers: list[Answer], texts: list[str]
) -> None:
    """Each new try is told, since what was written before it is void."""
    vendor_server.script(*answers)
    async with vendor(settings_for(vendor_server, api=api)) as calls:
        written, over, ended = parts(await call(calls))
    assert written == texts
    assert len(over) == len(answers) - 1
    assert isinstance(ended.outcome, Done)
    assert len(ended.tries) == len(vendor_server.received) == len(answers)


@pytest.mark.parametrize(
    ("answer", "failure", "requests"),
    [
        (LIMITED, Failure.RATE_LIMITED, 4),
        (Turned(500), Failure.VENDOR_ERROR, 4),
        (CUT, Failure.CUT, 2),
        (Written(TEXT, Ending.GARBLED), Failure.GARBLED, 2),
        (Written(""), Failure.EMPTY, 2),
        (TOO_LONG, Failure.TRUNCATED, 2),
        (Turned(500, headers={"x-should-retry": "false"}), Failure.VENDOR_ERROR_FINAL, 1),
        (Turned(429, code="insufficient_quota"), Failure.QUOTA, 1),
        (Turned(401, code="invalid_api_key"), Failure.BAD_KEY, 1),
        (Turned(404), Failure.NOT_FOUND, 1),
        (Turned(400), Failure.BAD_REQUEST, 1),
        (Written("No.", Ending.REFUSED), Failure.REFUSED, 1),
        (Written(TEXT, Ending.FILTERED), Failure.CONTENT_FILTER, 1),
    ],
    ids=lambda value: value.value if isinstance(value, Failure) else "",
)
async def test_what_does_not_pass_ends_the_call(
    vendor_server: ResponsesServer, api: VendorApi, answer: Answer, failure: Failure, requests: int
) -> None:
    """After as many requests as the table allows, and not one more."""
    vendor_server.brain = lambda _: answer
    async with vendor(settings_for(vendor_server, api=api)) as calls:
        _, _, ended = parts(await call(calls))
    assert isinstance(ended.outcome, Failed)
    assert ended.outcome.failure is failure
    assert len(ended.tries) == len(vendor_server.received) == requests


async def test_a_server_that_stalls_is_tried_once_more(vendor_server: ResponsesServer, api: VendorApi) -> None:
    """It may have been paid for both times, so there is no third."""
    vendor_server.brain = lambda _: Written(TEXT, Ending.STALLED, after_chars=20)
    async with vendor(settings_for(vendor_server, api=api, silence_most_s=0.2)) as calls:
        _, _, ended = parts(await call(calls))
    assert isinstance(ended.outcome, Failed)
    assert ended.outcome.failure is Failure.STALLED
    assert len(vendor_server.received) == 2


async def test_an_answer_that_did_not_fit_gets_half_as_much_again(vendor_server: ResponsesServer) -> None:
    """And both are paid for."""
    vendor_server.script(TOO_LONG, GOOD)
    async with vendor(settings_for(vendor_server)) as calls:
        _, _, ended = parts(await call(calls))
    assert [each.body["max_output_tokens"] for each in vendor_server.received] == [1000, 1500]
    assert [each.spent.usage for each in ended.tries] == [Usage(90, 60, 50, 20), Usage(9, 6, 5, 2)]


async def test_options_that_are_not_taken_cost_no_try(vendor_server: ResponsesServer) -> None:
    """A model that neither thinks nor can be short is found out by three refusals, in the first call only."""
    options = ("reasoning.effort", "reasoning.summary", "text.verbosity")
    vendor_server.script(*(Turned(400, code="unsupported_parameter", param=option) for option in options))
    vendor_server.script(LIMITED, GOOD, GOOD)
    async with vendor(settings_for(vendor_server)) as calls:
        for requests in (5, 6):
            _, _, ended = parts(await call(calls))
            assert isinstance(ended.outcome, Done)
            assert len(vendor_server.received) == requests


async def test_the_vendor_says_how_long_to_wait(vendor_server: ResponsesServer) -> None:
    """The wait that is told is at least that; one that is too long ends the call, and is told as well."""
    vendor_server.script(LIMITED, Turned(429, headers={"retry-after": "61"}))
    async with vendor(settings_for(vendor_server)) as calls:
        _, over, ended = parts(await call(calls))
    assert [each.in_s >= 0.01 for each in over] == [True]
    assert isinstance(ended.outcome, Failed)
    assert ended.outcome.retry_after_s == 61.0
    assert len(vendor_server.received) == 2


async def test_no_wait_outlasts_the_deadline(vendor_server: ResponsesServer) -> None:
    """The call ends at once, for the reason that there was, not when its time is over."""
    vendor_server.script(Turned(429, headers={"retry-after": "50"}))
    async with vendor(settings_for(vendor_server)) as calls:
        _, _, ended = parts(await call(calls, deadline_s=40))
    assert isinstance(ended.outcome, Failed)
    assert ended.outcome.failure is Failure.RATE_LIMITED


async def test_a_deadline_ends_a_stream(vendor_server: ResponsesServer, api: VendorApi) -> None:
    """The connection is closed, and nothing is tried again."""
    vendor_server.brain = lambda _: Written(TEXT, Ending.STALLED, after_chars=20)
    async with vendor(settings_for(vendor_server, api=api)) as calls:
        _, over, ended = parts(await call(calls, deadline_s=0.5))
        await wait_until(lambda: vendor_server.open == 0, "nothing is open")
    assert ended.outcome == Failed(Failure.DEADLINE)
    assert over == []
    assert all(each.has_hung_up for each in vendor_server.received)


async def test_a_deadline_that_has_passed_sends_nothing(vendor_server: ResponsesServer) -> None:
    """Whatever is free."""
    async with vendor(settings_for(vendor_server)) as calls:
        told = await call(calls, deadline_s=-1)
    assert told == [CallEnded(Failed(Failure.DEADLINE), ())]
    assert vendor_server.received == []


async def test_waiting_for_a_place_counts_against_the_deadline(vendor_server: ResponsesServer) -> None:
    """Who gets none in time has sent nothing, and the place is not lost."""
    gate = Gate()
    vendor_server.script(Written(TEXT, gates={10: gate}), GOOD)
    async with vendor(settings_for(vendor_server, concurrency=1)) as calls:
        first = asyncio.create_task(call(calls))
        await gate.reached.wait()
        assert await call(calls, deadline_s=0.05) == [CallEnded(Failed(Failure.DEADLINE), ())]
        gate.opened.set()
        assert isinstance(parts(await first)[2].outcome, Done)
        assert isinstance(parts(await call(calls))[2].outcome, Done)
    assert len(vendor_server.received) == 2


async def test_no_more_calls_are_open_than_are_allowed(vendor_server: ResponsesServer) -> None:
    """The others come when their turn does."""
    gates = [Gate() for _ in range(5)]
    vendor_server.script(*(Written(TEXT, gates={0: gate}) for gate in gates))
    async with vendor(settings_for(vendor_server, concurrency=2)) as calls:
        ended = [asyncio.create_task(call(calls)) for _ in gates]
        for gate in gates:
            await gate.reached.wait()
            gate.opened.set()
        for told in await asyncio.gather(*ended):
            assert isinstance(parts(told)[2].outcome, Done)
    assert vendor_server.most_at_once <= 2


async def test_one_users_calls_leave_a_place_for_another(vendor_server: ResponsesServer) -> None:
    """Who they are for tells the request."""
    gate = Gate()
    vendor_server.script(Written(TEXT, gates={0: gate}), GOOD, GOOD)
    other = replace(REQUEST, safety_identifier="another")
    async with vendor(settings_for(vendor_server, concurrency=2)) as calls:
        first = asyncio.create_task(call(calls))
        await gate.reached.wait()
        second = asyncio.create_task(call(calls))
        assert isinstance(parts(await collected(calls.stream(other, in_s(5.0), Unbounded())))[2].outcome, Done)
        assert not second.done()
        gate.opened.set()
        for told in await asyncio.gather(first, second):
            assert isinstance(parts(told)[2].outcome, Done)


async def test_who_waits_for_the_vendor_takes_no_place(vendor_server: ResponsesServer) -> None:
    """Others are served meanwhile, and nothing is sent before the wait is over."""
    vendor_server.script(Turned(429, headers={"retry-after": "50"}), GOOD, GOOD)
    async with vendor(settings_for(vendor_server, concurrency=1)) as calls:
        async with aclosing(calls.stream(REQUEST, in_s(LONG_S), Unbounded())) as waiting:
            assert isinstance(await anext(waiting), StartedOver)
            still_waiting = asyncio.create_task(collected(waiting))
            for _ in range(2):
                assert isinstance(parts(await call(calls))[2].outcome, Done)
            assert len(vendor_server.received) == 3
            still_waiting.cancel()
            await asyncio.gather(still_waiting, return_exceptions=True)


@pytest.mark.parametrize("is_cancelled", [True, False], ids=["cancelled", "closed"])
async def test_who_goes_away_ends_the_stream_at_once(
    vendor_server: ResponsesServer, api: VendorApi, is_cancelled: bool
) -> None:
    """Whether the reader is cancelled or closes what it reads: the vendor sees it, and the try is accounted for."""
    tries: list[Try] = []
    gate = Gate()
    vendor_server.script(Written(TEXT, chunk_chars=10, gates={20: gate}))
    async with vendor(settings_for(vendor_server, api=api), tries.append) as calls:
        stream = calls.stream(REQUEST, in_s(LONG_S), Unbounded())
        assert [await anext(stream), await anext(stream)] == [TextDelta(TEXT[:10]), TextDelta(TEXT[10:20])]
        await gate.reached.wait()
        if is_cancelled:
            reading = asyncio.create_task(collected(stream))
            await asyncio.sleep(0)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        else:
            await stream.aclose()
        assert [(each.outcome, each.written_chars) for each in tries] == [(None, 20)]
        await wait_until(lambda: vendor_server.received[0].has_hung_up, "the vendor sees that nobody listens")
    assert vendor_server.received[0].written_chars == 20


async def test_who_goes_away_before_the_answer_ends_the_request(vendor_server: ResponsesServer) -> None:
    """A model that has not begun to write is not waited for either, and the place is free again."""
    vendor_server.script(Silent(), GOOD)
    async with vendor(settings_for(vendor_server, concurrency=1)) as calls:
        reading = asyncio.create_task(call(calls))
        await wait_until(lambda: vendor_server.open == 1, "the request is there")
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await wait_until(lambda: vendor_server.received[0].has_hung_up, "the vendor sees that nobody waits")
        assert isinstance(parts(await call(calls))[2].outcome, Done)


async def test_every_try_is_logged_and_accounted_for(vendor_server: ResponsesServer) -> None:
    """With its number, its size, its cost, and the reason where it failed; without the key, the prompt or the text."""
    tries: list[Try] = []
    repeated = REQUEST.input
    vendor_server.script(
        Turned(500, message=f"{KEY} is fine, we are not: {repeated}!"), TOO_LONG, Written("Never.", Ending.REFUSED)
    )
    with capture_logs() as logs:
        async with vendor(settings_for(vendor_server), tries.append) as calls:
            _, _, ended = parts(await call(calls))
    assert tuple(tries) == ended.tries
    assert {log["event"] for log in logs} == {"model_call_failed"}
    assert [(log["code"], log["number"], log["written_chars"]) for log in logs] == [
        (TREATMENTS[Failure.VENDOR_ERROR].code, 1, 0),
        (TREATMENTS[Failure.TRUNCATED].code, 2, 20),
        (TREATMENTS[Failure.REFUSED].code, 3, 0),
    ]
    assert logs[0]["detail"] == "500 : … is fine, we are not: …!"
    assert (logs[1]["max_output_tokens"], logs[1]["output_tokens"], logs[1]["response_id"]) == (1000, 50, "resp_1")
    shown = str(logs)
    assert not any(secret in shown for secret in (KEY, REQUEST.instructions, REQUEST.input, TEXT[:20], "Never"))


async def test_a_good_try_is_logged_with_what_it_cost(vendor_server: ResponsesServer) -> None:
    """One line, as every try has."""
    vendor_server.script(GOOD)
    with capture_logs() as logs:
        async with vendor(settings_for(vendor_server)) as calls:
            await call(calls)
    (log,) = logs
    assert (log["event"], log["log_level"], log["response_id"]) == ("model_called", "info", "resp_1")
    assert (log["input_tokens"], log["cached_tokens"], log["output_tokens"], log["reasoning_tokens"]) == (9, 6, 5, 2)
