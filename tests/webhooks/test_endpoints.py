"""The endpoints of webhooks over REST: who registers, who sees, what is told."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.model import JsonObject
from schemas.webhooks import Webhook, WebhookDelivery, WebhookWithSecret
from server.access.identity import Scope
from server.access.key_book import Grant
from server.webhooks.targets import RESOLVING_THREADS, UnfitUrl
from tests.support.keys import bearer
from tests.support.live_server import LiveServer, live_server
from tests.support.samples import new_user
from tests.support.waiting import wait_until
from tests.webhooks.hooks import hook, key_book, trial
from tests.webhooks.receiver import OK, Receiver, receiver
from tests.webhooks.receiver import http as answering

HOOKS = "/api/webhooks"

USER = new_user()
OTHERS = {
    "local": ["admin"],
    "agent": ["admin"],
    "other agent": ["admin"],
    "user": ["admin", "token of the user"],
    "token of the user": ["admin", "user"],
    "token of the agent": ["admin"],
    "admin": [],
}
"""Who else sees the endpoints of whom."""


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as running:
        yield running


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, webhook_allow_private=True, max_webhooks=3, looks_per_minute=1000) as running:
        yield running


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


async def _registered(http: httpx.AsyncClient, url: str, **wish: object) -> JsonObject:
    answer = await http.post(HOOKS, json={"url": url, **wish})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/api/webhooks/{answer.json()['id']}"
    found: JsonObject = answer.json()
    return found


async def test_an_endpoint_from_its_first_day_to_its_last(http: httpx.AsyncClient, there: Receiver) -> None:
    """Registered, listed, changed, disabled, enabled, removed; the secret is told once."""
    made = await _registered(http, there.url, events=["job.failed", "job.completed", "job.failed"])
    WebhookWithSecret.model_validate(made)
    secret = made.pop("secret")
    assert made["events"] == ["job.completed", "job.failed"]
    address = f"{HOOKS}/{made['id']}"
    assert Webhook.model_validate((await http.get(address)).json()).model_dump(mode="json") == made
    assert (await http.get(HOOKS)).json() == {"webhooks": [made]}
    changed = (await http.patch(address, json={"url": f"{there.url}2", "events": ["job.cancelled"]})).json()
    assert (changed["url"], changed["events"]) == (f"{there.url}2", ["job.cancelled"])
    disabled = (await http.patch(address, json={"status": "disabled"})).json()
    assert (disabled["status"], disabled["disabled_reason"]) == ("disabled", "It was disabled by its owner.")
    for path in ("/test", f"/deliveries/{new_user()}/redeliver"):
        refused = await http.post(address + path)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "status")
    enabled = (await http.patch(address, json={"status": "enabled"})).json()
    assert (enabled["status"], enabled["disabled_reason"], enabled["disabled_at"]) == ("enabled", None, None)
    rotated = (await http.post(f"{address}/rotate-secret")).json()
    assert rotated["secret"] not in (secret, None)
    assert rotated["old_secret_until"] > rotated["created_at"]
    assert secret not in (await http.get(address)).text + (await http.get(HOOKS)).text
    assert (await http.delete(address)).status_code == 204
    assert (await http.delete(address)).status_code == 404
    assert (await http.get(HOOKS)).json() == {"webhooks": []}


async def test_a_test_is_delivered_and_can_be_looked_at(http: httpx.AsyncClient, there: Receiver) -> None:
    """Its delivery says what came of it, and it can be sent again."""
    there.answers = [answering(418, "a teapot"), OK]
    made = await _registered(http, there.url)
    address = f"{HOOKS}/{made['id']}"
    sent = WebhookDelivery.model_validate((await http.post(f"{address}/test")).json())

    async def now() -> JsonObject:
        found: JsonObject = (await http.get(f"{address}/deliveries/{sent.id}")).json()
        return found

    async def is_refused() -> bool:
        return bool((await now())["response_status"] == 418)

    async def is_delivered() -> bool:
        return bool((await now())["status"] == "delivered")

    await wait_until(is_refused, "the test is refused")
    assert (await now())["response_excerpt"] == "a teapot"
    assert (await http.post(f"{address}/deliveries/{sent.id}/redeliver")).status_code == 202
    await wait_until(is_delivered, "the test is delivered")
    assert there.ids == [sent.id] * 2
    assert there.received[1].verified(made["secret"])["data"] == {"webhook_id": made["id"]}
    assert (await http.get(f"{address}/deliveries")).json() == {"deliveries": [await now()]}


async def test_deliveries_come_in_pages(http: httpx.AsyncClient, there: Receiver) -> None:
    """Newest first; a cursor is good for its own endpoint alone."""
    first, second = [(await _registered(http, there.url))["id"] for _ in range(2)]
    sent = [(await http.post(f"{HOOKS}/{first}/test")).json()["id"] for _ in range(3)]
    page = (await http.get(f"{HOOKS}/{first}/deliveries", params={"limit": 2})).json()
    assert [each["id"] for each in page["deliveries"]] == sent[:0:-1]
    rest = (await http.get(f"{HOOKS}/{first}/deliveries", params={"limit": 2, "cursor": page["next"]})).json()
    assert ([each["id"] for each in rest["deliveries"]], "next" in rest) == (sent[:1], False)
    assert (await http.get(f"{HOOKS}/{second}/deliveries", params={"cursor": page["next"]})).status_code == 422


WRONG: list[tuple[JsonObject, str]] = [
    ({}, "url"),
    ({"url": ""}, "url"),
    ({"url": 5}, "url"),
    ({"url": "https://a\0b/"}, "url"),
    ({"url": "https://169.254.169.254/"}, "url"),
    ({"url": "http://192.168.0.1/"}, "url"),
    ({"url": "https://user:pass@127.0.0.1/"}, "url"),
    ({"url": "https://127.0.0.1/", "events": []}, "events"),
    ({"url": "https://127.0.0.1/", "events": ["job.started"]}, "events"),
    ({"url": "https://127.0.0.1/", "events": "job.failed"}, "events"),
    ({"url": "https://127.0.0.1/", "user_id": "me"}, "user_id"),
    ({"url": "https://127.0.0.1/", "secret": "whsec_MQ=="}, "secret"),
]


async def test_what_is_not_accepted_is_said(http: httpx.AsyncClient) -> None:
    """With the field and a sentence, at the registration and at a change alike."""
    made = await _registered(http, "https://127.0.0.1/")
    for body, field in WRONG:
        refusals = [await http.post(HOOKS, json=body)]
        if body:
            refusals.append(await http.patch(f"{HOOKS}/{made['id']}", json=body))
        for answer in refusals:
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), body
            assert answer.json()["errors"][0]["message"]


async def test_there_are_no_more_than_there_may_be(http: httpx.AsyncClient) -> None:
    """Until one is removed."""
    made = [await _registered(http, "https://127.0.0.1/") for _ in range(3)]
    refused = await http.post(HOOKS, json={"url": "https://127.0.0.1/"})
    assert refused.status_code == 422
    assert "remove one" in refused.json()["detail"]
    await http.delete(f"{HOOKS}/{made[0]['id']}")
    await _registered(http, "https://127.0.0.1/")


async def test_who_is_bound_to_one_user_has_fewer(tmp_path: Path) -> None:
    """Each of them; who acts for any user has more."""
    limits: dict[str, Any] = {"webhook_allow_private": True, "max_webhooks_per_user": 2}
    async with live_server(tmp_path, **limits) as server, httpx.AsyncClient(base_url=server.url) as http:
        for user in (new_user(), new_user()):
            shown = bearer(server.parts.doorkeeper.issue(user).token)
            wish = {"url": "https://127.0.0.1/"}
            answers = [await http.post(HOOKS, json=wish, headers=shown) for _ in range(3)]
            assert [answer.status_code for answer in answers] == [201, 201, 422]
            assert "There are 2 endpoints" in answers[-1].json()["detail"]
            await _registered(http, "https://127.0.0.1/", user_id=user)


async def _bearers(server: LiveServer, http: httpx.AsyncClient) -> dict[str, dict[str, str]]:
    """What each caller shows."""
    book = key_book(server.parts)
    grants = {
        "agent": Grant(Scope.AGENT),
        "other agent": Grant(Scope.AGENT),
        "user": Grant(Scope.USER, user_id=USER),
        "admin": Grant(Scope.ADMIN),
    }
    bearers = {name: {"Authorization": f"Bearer {await book.make(grant)}"} for name, grant in grants.items()}
    for name in ("agent", "user"):
        issued = await http.post("/api/tokens", json={"user_id": USER}, headers=bearers[name])
        bearers[f"token of the {name}"] = {"Authorization": f"Bearer {issued.json()['token']}"}
    return bearers


async def test_what_is_not_yours_is_not_there(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Every call of somebody else is answered as for an endpoint that there is not."""
    made = {"local": await _registered(http, "https://127.0.0.1/")}
    bearers = await _bearers(server, http)
    for name, shown in bearers.items():
        http.headers.update(shown)
        made[name] = await _registered(http, "https://127.0.0.1/")
        assert made[name]["user_id"] == (USER if "user" in name or "token" in name else None)
    for owner, webhook in made.items():
        sees = {owner, *OTHERS[owner]} & bearers.keys()
        for name in sees:
            assert webhook["id"] in (await http.get(HOOKS, headers=bearers[name])).text
        calls = _calls(webhook["id"], new_user())
        for place, name in enumerate(sorted(bearers.keys() - sees)):
            http.headers.update(bearers[name])
            assert webhook["id"] not in (await http.get(HOOKS)).text
            for method, path, wish in calls if place == 0 else calls[:1]:
                theirs = await http.request(method, path, json=wish)
                absent = await http.request(method, path.replace(webhook["id"], nobodys := new_user()), json=wish)
                assert theirs.status_code == absent.status_code == 404, (owner, name, method, path)
                assert _telling(theirs).replace(webhook["id"], nobodys) == _telling(absent)


def _telling(answer: httpx.Response) -> str:
    """All but the request's own id."""
    return json.dumps({name: value for name, value in answer.json().items() if name != "request_id"})


async def test_whoever_owns_an_endpoint_may_do_everything_with_it(server: LiveServer, http: httpx.AsyncClient) -> None:
    """As may the operator."""
    for shown in (await _bearers(server, http)).values():
        http.headers.update(shown)
        made = await _registered(http, "https://127.0.0.1/")
        sent = (await http.post(f"{HOOKS}/{made['id']}/test")).json()["id"]
        for method, path, wish in _calls(made["id"], sent):
            answer = await http.request(method, path, json=wish)
            assert answer.is_success, (method, path, answer.text)


def _calls(webhook_id: str, delivery_id: str) -> list[tuple[str, str, JsonObject | None]]:
    """All that may be asked of an endpoint, its end last."""
    address = f"{HOOKS}/{webhook_id}"
    return [
        ("GET", address, None),
        ("PATCH", address, {"events": ["job.failed"]}),
        ("POST", f"{address}/rotate-secret", None),
        ("POST", f"{address}/test", None),
        ("GET", f"{address}/deliveries", None),
        ("GET", f"{address}/deliveries/{delivery_id}", None),
        ("POST", f"{address}/deliveries/{delivery_id}/redeliver", None),
        ("DELETE", address, None),
    ]


async def test_for_another_user_nobody_who_is_bound_registers(server: LiveServer, http: httpx.AsyncClient) -> None:
    """As everywhere else: naming a user tells nothing about whether they exist."""
    bearer = (await _bearers(server, http))["user"]
    answer = await http.post(HOOKS, json={"url": "https://127.0.0.1/", "user_id": new_user()}, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("path", "methods"), [(HOOKS, "GET, POST"), (f"{HOOKS}/x", "DELETE, GET, PATCH"), (f"{HOOKS}/x/test", "POST")]
)
async def test_an_address_tells_all_of_its_methods(http: httpx.AsyncClient, path: str, methods: str) -> None:
    """Not only those of the route that is looked at first."""
    answer = await http.put(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, methods)


async def test_the_interface_tells_what_is_sent(server: LiveServer) -> None:
    """The OpenAPI document has the bodies and the headers."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        document = (await client.get("/openapi.json")).json()
    told = document["webhooks"]["job.ended"]["post"]
    assert {each["name"] for each in told["parameters"]} == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert {"JobEnded", "WebhookTest", "NewWebhook", "WebhookChange"} <= document["components"]["schemas"].keys()


async def test_names_that_nobody_answers_for_hold_up_no_delivery(
    server: LiveServer, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever registers them waits alone, and not for ever."""
    webhook = await hook(server.parts, there.url)
    is_over, system = threading.Event(), socket.getaddrinfo

    def silent(host: str, *rest: Any, **named: Any) -> Any:
        if not host.endswith(".silent.example"):
            return system(host, *rest, **named)
        is_over.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    wishes = [asyncio.create_task(hook(server.parts, f"https://{n}.silent.example/")) for n in range(RESOLVING_THREADS)]
    await asyncio.sleep(0)  # each has asked
    try:
        await trial(server.parts, webhook.id)
        await wait_until(lambda: len(there.received) == 1, "it has arrived")
    finally:
        is_over.set()
    assert {type(error) for error in await asyncio.gather(*wishes, return_exceptions=True)} == {UnfitUrl}
