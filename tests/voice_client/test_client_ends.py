"""How a client, or one request of it, comes to an end: always visibly, and nothing hangs."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from schemas.client_frames import OnActive
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.live_server import LiveServer, live_server
from tests.support.push_clients import frames_of, has_the_exact_log, push_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client import ClientFailed, ConnectionLost, RequestTooBig, Unfollowed, Unreachable, UnsendableRequest


def _tasks() -> set[str]:
    return {task.get_name() for task in asyncio.all_tasks()}


async def test_a_failure_of_the_client_itself_is_told() -> None:
    """With what failed as its cause."""

    def broken() -> float:
        raise ZeroDivisionError

    with pytest.raises(ClientFailed) as failed:
        async with push_client(1, uniform=broken):
            pass
    assert isinstance(failed.value.__cause__, ZeroDivisionError)


async def test_a_client_that_is_done_closes_in_order(server: LiveServer) -> None:
    """With 1000: to the server's log it is no failure."""
    with capture_logs() as log:
        async with push_client(server.port) as client:
            await client.ping()
        await wait_until(lambda: not server.parts.gateway.connections, "the socket is closed")
    assert [line["code"] for line in log if line["event"] == "connection_closed"] == [1000]


@pytest.mark.parametrize("unsendable", ["\ud800", object()])
async def test_a_request_that_is_no_text_fails_alone(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator, unsendable: object
) -> None:
    """The connection goes on, and so does the next one."""
    generator.release()
    async with push_client(proxy.port) as client:
        with pytest.raises(UnsendableRequest):
            await client.submit(program_request(notes=unsendable))
        proxy.cut()
        await has_the_exact_log(server, await client.submit(program_request(duration_weeks=2)))


async def test_a_request_that_is_too_big_fails_alone(server: LiveServer, generator: ScriptedGenerator) -> None:
    """It is not sent: the server would close the socket, and with it all other jobs."""
    async with push_client(server.port) as client:
        job = await client.submit(program_request())
        with pytest.raises(RequestTooBig) as refused:
            await client.submit(program_request(notes="é" * 40_000))
        assert refused.value.size_bytes > refused.value.limit_bytes == 65536
        generator.release()
        await has_the_exact_log(server, job)


async def test_a_request_that_the_next_server_would_not_take_fails_alone(tmp_path: Path) -> None:
    """The limits are those of the server that is there."""
    async with cutting_proxy(0) as proxy:
        async with live_server(tmp_path) as server:
            proxy._target_port = server.port
            client = push_client(proxy.port)
            await client.__aenter__()
            proxy.is_refusing = True
            proxy.cut()
            await wait_until(lambda: not client._conversation._link.is_open.is_set(), "the connection is gone")
            asking = asyncio.create_task(client.submit(program_request(notes="n" * 2000)))
        async with live_server(tmp_path, max_frame_bytes=1500) as server:
            proxy._target_port = server.port
            proxy.is_refusing = False
            with pytest.raises(RequestTooBig):
                await asking
            assert await client.ping() > 0
            await client.aclose()


async def test_closing_in_the_middle_of_an_outage_tells_all_who_wait(server: LiveServer, proxy: CuttingProxy) -> None:
    """Handles, watches, requests; and who asks later is told at once."""
    async with asyncio.timeout(20):
        client = push_client(proxy.port)
        await client.__aenter__()
        job = await client.submit(program_request())
        watch = aiter(client.watch(new_user()))
        waiting = [asyncio.create_task(work) for work in (job.result(), frames_of(job))]
        watching = asyncio.ensure_future(anext(watch))
        await client.ping()
        proxy.is_refusing = True
        proxy.cut()
        await wait_until(lambda: proxy.connections > 3, "it tries again")
        asking = asyncio.create_task(client.ping())
        await wait_until(lambda: len(client._session.pending) == 1, "it is asked")
        await client.aclose()
        for each in (*waiting, watching, asking):
            with pytest.raises(ConnectionLost, match="the client was closed"):
                await each
        for ask in (client.get, client.follow, client.unfollow):
            with pytest.raises(ConnectionLost, match="the client was closed"):
                await ask(job.job_id)
        assert "push-client" not in _tasks()


async def test_giving_up_while_it_connects_leaves_nothing_behind() -> None:
    """The client does not try on for ever."""
    tries: list[str] = []
    client = push_client(1, notify=tries.append)
    entering = asyncio.create_task(client.__aenter__())
    await wait_until(lambda: len(tries) > 2, "it tries")
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering
    assert "push-client" not in _tasks()


async def test_short_cuts_are_no_failures_in_a_row(server: LiveServer, proxy: CuttingProxy) -> None:
    """Whoever is welcomed again has all tries anew."""
    async with push_client(proxy.port, max_retries=2) as client:
        for _ in range(6):
            before = proxy.connections
            proxy.cut()
            await wait_until(lambda before=before: proxy.connections > before, "it is back")  # type: ignore[misc]  # mypy does not see the default
            await client.ping()
        proxy.is_refusing = True
        before = proxy.connections
        proxy.cut()
        with pytest.raises(Unreachable):
            await client.ping()
        assert proxy.connections == before + 2


async def test_unfollowing_tells_those_who_wait_for_the_job(server: LiveServer) -> None:
    """All its handles end."""
    async with push_client(server.port) as client:
        job = await client.submit(program_request())
        other = await client.follow(job.job_id)
        waiting = [asyncio.create_task(work) for work in (job.result(), frames_of(other))]
        await client.unfollow(job.job_id)
        for each in waiting:
            with pytest.raises(Unfollowed, match=job.job_id):
                await each


async def test_unfollowing_leaves_a_watch_as_it_is(server: LiveServer, generator: ScriptedGenerator) -> None:
    """No frame is lost to it, and none comes twice; once nobody watches, nothing is pushed any more."""
    user = new_user()
    async with push_client(server.port) as client:
        watch = client.watch(user)
        waiting = asyncio.ensure_future(anext(watch))
        job = await client.submit(program_request(user, duration_weeks=3))
        other = await client.submit(program_request(user, duration_weeks=4), on_active=OnActive.PARALLEL)
        seen = [(frame.job_id, frame.seq) for frame in [await waiting]]
        await wait_until(lambda: generator.holding == 2, "both are being made")
        await client.unfollow(job.job_id)
        generator.release()
        await other.result()
        async for frame in watch:
            seen.append((frame.job_id, frame.seq))
            if sum(name == job.job_id for name, _ in seen) == (await client.get(job.job_id)).seq:
                break
        await watch.aclose()  # type: ignore[attr-defined]  # an async generator
        mine = [seq for name, seq in seen if name == job.job_id]
        assert mine == list(range(1, len(mine) + 1))
        await client.ping()
        (connection,) = server.parts.gateway.connections.values()
        assert connection._reader.subscriptions == 0
