"""A server on which everything is there that somebody could reach for, and a credential of each kind of caller."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from server.access.identity import Identity, Scope
from server.access.keys import id_of, new_key
from server.access.tokens import TokenMint, new_secret
from server.clock import utc_now
from server.jobs.rows import JOBS
from server.webhooks.rows import DELIVERIES, ENDPOINTS
from tests.access.callers import Caller
from tests.support.keys import bearer, revoke
from tests.support.keys import new_key as made_key
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, submit, weeks_written
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until

PLENTY = 100_000
UNLIMITED: dict[str, Any] = {
    "requests_per_minute": PLENTY,
    "handshakes_per_minute": PLENTY,
    "brief_sockets_per_minute": PLENTY,
    "looks_per_minute": PLENTY,
    "visits_per_minute": PLENTY,
    "failed_logins_per_minute": PLENTY,
    "submits_per_minute": PLENTY,
    "max_active_jobs": PLENTY,
    "max_webhooks": PLENTY,
    "max_webhooks_per_user": PLENTY,
    "webhook_sends_per_minute": PLENTY,
    "job_concurrency": 200,
}
"""What is counted is tried elsewhere."""
HOOKS: dict[str, Any] = {"webhook_allow_http": True, "webhook_allow_private": True}
NOBODY_LISTENS = "http://127.0.0.1:9/"


@dataclass(frozen=True, slots=True)
class Ids:
    """What can be named: things of the owner's that are there, or, of the same form, things that are not.

    Attributes:
        job_id: runs.
        ended_id: a job that has completed; ``program_id`` is its program.
        webhook_id: registered with the owner's token.
        token: of the owner.
        other_id: the other user, who there is in either case.
    """

    user_id: str
    job_id: str
    ended_id: str
    program_id: str
    webhook_id: str
    delivery_id: str
    token: str
    other_id: str

    def in_(self, template: Any) -> Any:
        """A text, or texts in lists and objects, with the ids in their places."""
        if isinstance(template, str):
            return template.format(**self.all())
        if isinstance(template, dict):
            return {name: self.in_(each) for name, each in template.items()}
        return [self.in_(each) for each in template] if isinstance(template, list) else template

    @staticmethod
    def are_named_in(template: Any) -> bool:
        """Whether a template has a place for one."""
        if isinstance(template, str):
            return "{" in template
        inside = template.values() if isinstance(template, dict) else template if isinstance(template, list) else ()
        return any(Ids.are_named_in(each) for each in inside)

    def out_of(self, text: str) -> str:
        """A text with the names of the ids in their places."""
        for name, each in self.all().items():
            text = text.replace(each, f"{{{name}}}")
        return text

    def all(self) -> dict[str, str]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def are_told_in(self, text: str, but: str) -> bool:
        """Whether any of them is but one, the caller's own user."""
        return any(each in text for name, each in self.all().items() if name != but)


@dataclass(slots=True)
class Ground:
    """A running server, and who comes to it.

    Attributes:
        shown: what each caller shows; None: nothing.
        there: the owner's things.
        absent: no things.
    """

    server: LiveServer
    http: httpx.AsyncClient
    generator: ScriptedGenerator
    mint: TokenMint
    other_id: str
    shown: Mapping[Caller, str | None]
    there: Ids
    absent: Ids
    wishes: int = 0

    async def renew(self) -> None:
        """Put what was used up there again."""
        owner = self.there.user_id
        self.wishes += 1
        wish = program_request(owner, duration_weeks=2, days_per_week=2, weight_kg=70 + self.wishes / 10)
        job_id = (await submit(self.server.parts, wish)).job.job_id
        await weeks_written(self.server.parts, job_id, 1)
        headers, wish = bearer(self.there.token), {"url": NOBODY_LISTENS, "events": ["job.failed"]}
        webhook_id = (await self.http.post("/api/webhooks", json=wish, headers=headers)).json()["id"]
        delivery_id = (await self.http.post(f"/api/webhooks/{webhook_id}/test", headers=headers)).json()["id"]
        names = {**self.there.all(), "job_id": job_id, "webhook_id": webhook_id, "delivery_id": delivery_id}
        self.there = Ids(**names)

    async def holdings(self) -> Any:
        """What the owner has, as far as nobody but a caller changes it."""
        owner = self.there.user_id
        jobs = select(JOBS.c.id, JOBS.c.cancel_requested, JOBS.c.user_id).where(JOBS.c.user_id == owner)
        secret = (ENDPOINTS.c.url, ENDPOINTS.c.events, ENDPOINTS.c.status, ENDPOINTS.c.secret, ENDPOINTS.c.user_id)
        hooks = select(ENDPOINTS.c.id, *secret).where(ENDPOINTS.c.user_id == owner)
        sent = select(DELIVERIES.c.id).where(DELIVERIES.c.endpoint_id == self.there.webhook_id)
        statements = [jobs.order_by(JOBS.c.id), hooks.order_by(ENDPOINTS.c.id), sent.order_by(DELIVERIES.c.id)]
        return await self.server.parts.database.read(lambda c: [c.execute(each).all() for each in statements])


@contextlib.asynccontextmanager
async def ground(folder: Path, *, has_keys: bool) -> AsyncIterator[Ground]:
    """A server until the block ends; on one without keys whoever is at this machine may do everything."""
    generator, secret = ScriptedGenerator([[Hold(after_weeks=1)]]), new_secret()
    mint = TokenMint([secret], ttl_s=900, session_s=3600)
    settings = {**UNLIMITED, **HOOKS, "token_secret": SecretStr(secret)}
    async with (
        live_server(folder, generator, **settings) as server,
        httpx.AsyncClient(base_url=server.url, timeout=30) as http,
    ):
        owner, other = new_user(), new_user()
        shown = await (_with_keys if has_keys else _without_keys)(server, mint, owner, other)
        await wait_until(lambda: server.parts.doorkeeper.has_keys is has_keys, "it knows whether there are keys")
        wish = program_request(owner, duration_weeks=2, days_per_week=4)
        job_id = (await submit(server.parts, wish)).job.job_id
        generator.release()
        program_id = str((await ended(server.parts, job_id)).program_id)
        generator.hold()
        absent = _absent(mint, other)
        names = {"user_id": owner, "ended_id": job_id, "program_id": program_id}
        there = Ids(**{**absent.all(), **names, "token": str(shown[Caller.OWNER_TOKEN])})
        made = Ground(server, http, generator, mint, other, shown, there, absent)
        await made.renew()
        yield made
        generator.release()


def _absent(mint: TokenMint, other: str) -> Ids:
    nobody = new_user()
    token = mint.make(nobody, utc_now(), Identity(Scope.LOCAL)).token
    names = {each.name: str(uuid4()) for each in fields(Ids)}
    return Ids(**{**names, "user_id": nobody, "token": token, "other_id": other})


async def _with_keys(server: LiveServer, mint: TokenMint, owner: str, other: str) -> dict[Caller, str | None]:
    agent, admin, revoked = [await made_key(server, scope) for scope in (Scope.AGENT, Scope.ADMIN, Scope.ADMIN)]
    now, by = utc_now(), Identity(Scope.AGENT, key_id=id_of(agent))
    by_revoked = Identity(Scope.AGENT, key_id=id_of(revoked))
    shown = {
        Caller.OWNER_TOKEN: mint.make(owner, now, by).token,
        Caller.OWNER_KEY: await made_key(server, Scope.USER, owner),
        Caller.AGENT_KEY: agent,
        Caller.ADMIN_KEY: admin,
        Caller.OTHER_TOKEN: mint.make(other, now, by).token,
        Caller.OTHER_KEY: await made_key(server, Scope.USER, other),
        Caller.NOBODY: None,
        Caller.GARBAGE: f"{admin[:20]}{new_key()[20:]}",  # its id, with another secret
        Caller.REVOKED_KEY: revoked,
        Caller.REVOKED_TOKEN: mint.make(owner, now, by_revoked).token,
        Caller.EXPIRED_KEY: await made_key(server, Scope.USER, owner, good_for=timedelta(0)),
        Caller.EXPIRED_TOKEN: mint.make(owner, now - timedelta(days=1), by).token,
    }
    await revoke(server, revoked)
    await server.parts.doorkeeper.identify(agent, None)
    return shown


async def _without_keys(_: LiveServer, mint: TokenMint, owner: str, other: str) -> dict[Caller, str | None]:
    now, by = utc_now(), Identity(Scope.LOCAL)
    return {
        Caller.LOCAL: None,
        Caller.OWNER_TOKEN: mint.make(owner, now, by).token,
        Caller.OTHER_TOKEN: mint.make(other, now, by).token,
        Caller.GARBAGE: new_key(),
        Caller.EXPIRED_TOKEN: mint.make(owner, now - timedelta(days=1), by).token,
    }
