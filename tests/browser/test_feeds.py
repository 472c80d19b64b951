"""The page's own order: frames that come double, late, or not at all change nothing of what is known in the end."""

import json

import pytest

from tests.browser.tab import Tab
from tests.support.live_server import LiveServer
from tests.support.parts import ended, log_of, submit
from tests.support.samples import program_request
from tests.support.scripted_generator import Fail, ScriptedGenerator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DISORDERLY = """
async ({log, runs}) => {
    const {Feeds} = await import("/static/logic/feeds.js");
    const id = log[0].job_id;
    const told = (feeds) => JSON.stringify(feeds.jobs.get(id));
    const inOrder = new Feeds();
    log.forEach((frame) => inOrder.received(frame));
    const differing = [];
    for (let run = 0; run < runs; run++) {
        let seed = run + 1;  // mulberry32: the same runs each time
        const random = () => {
            let t = (seed += 0x6d2b79f5);
            t = Math.imul(t ^ (t >>> 15), t | 1);
            t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
            return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
        };
        const feeds = new Feeds();
        const subscribed = ({job_id, after}) => {
            feeds.received({type: "job.subscribed", job_id, after, seq: log.length, recovered: true});
            const cut = random() < 0.7 ? Math.floor(random() * log.length) : log.length;
            log.slice(after, cut).forEach(deliver);
        };
        const deliver = (frame) => feeds.received(frame).forEach(subscribed);
        for (let step = 0; step < 30; step++) {
            const what = random();
            const near = (feeds.jobs.get(id)?.seq ?? 0) - 2 + Math.floor(random() * 4);
            if (what < 0.5) deliver(log[Math.min(log.length - 1, Math.max(0, near))]);
            else if (what < 0.7) deliver(log[Math.floor(random() * log.length)]);
            else if (what < 0.8) feeds.wanted(id).forEach(subscribed);
            else feeds.points().forEach(({job_id, after}) => subscribed({job_id, after}));
        }
        feeds.points().forEach(({job_id, after}) => {
            feeds.received({type: "job.subscribed", job_id, after, seq: log.length, recovered: true});
            log.slice(after).forEach((frame) => feeds.received(frame));
        });
        if (!feeds.jobs.has(id)) log.forEach((frame) => feeds.received(frame));
        if (told(feeds) !== told(inOrder)) differing.push(run);
    }
    return {differing, seq: inOrder.jobs.get(id).seq};
}
"""


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Its first attempt fails: an end of an attempt that is told twice would be seen."""
    return ScriptedGenerator([[Fail(RuntimeError("a crash"))], []])


async def test_disorder_leaves_no_trace(tab: Tab, server: LiveServer, user: str) -> None:
    """Three hundred runs of one log with doubles, holes, cuts, second looks and new connections end in one state."""
    made = await submit(server.parts, program_request(user, duration_weeks=6))
    await ended(server.parts, made.job.job_id)
    log = [json.loads(frame.model_dump_json()) for frame in await log_of(server.parts, made.job.job_id)]
    await tab.open(server, f"#user={user}")
    found = await tab.page.evaluate(DISORDERLY, {"log": log, "runs": 300})
    assert found == {"differing": [], "seq": len(log)}
