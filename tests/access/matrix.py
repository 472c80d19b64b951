"""Who may do what: a row for each way to ask something of a route or by a frame, and the rule that it goes by.

Strings are filled in with the ids of what is there, or of nothing: see `tests.access.ground.Ids`.
"""

from dataclasses import dataclass, field
from typing import Any

from schemas.exports import ExportFormat
from schemas.model import JsonObject
from tests.access.callers import (
    BEHIND_A_CURSOR,
    FOR_A_USER,
    LISTS,
    OF_A_REGISTRANT,
    OF_A_USER,
    OF_ANOTHERS,
    REGISTRANTS_CURSOR,
    REGISTRANTS_LISTS,
    THE_OPERATORS,
    TO_ALL,
    TO_ALL_KNOWN,
    Gets,
    Rule,
    rule,
)
from tests.access.ground import Ids
from tests.support.samples import program_request

WISH = program_request("{user_id}", duration_weeks=2, days_per_week=2)
CHANGE = {"change_request": "three days a week"}
HOOK = {"url": "http://127.0.0.1:9/", "events": ["job.failed"]}


@dataclass(frozen=True, slots=True)
class Ask:
    """One way to ask something of a route.

    Attributes:
        path: the route's own.
        address: what is asked for, where that is not the path with its ids.
        uses_up: what is there is not, or is another, once somebody is served.
    """

    method: str
    path: str
    rule: Rule
    body: JsonObject | None = None
    query: dict[str, str] = field(default_factory=dict)
    address: str | None = None
    uses_up: bool = False

    @property
    def names_something(self) -> bool:
        return Ids.are_named_in([self.address or self.path, self.body, self.query])

    def __str__(self) -> str:
        said = [f"{name}={value}" for name, value in (self.query | (self.body or {})).items() if "{" in str(value)]
        return " ".join([self.method, self.address or self.path, *said])


@dataclass(frozen=True, slots=True)
class Say:
    """One way to say a frame; ``uses_up`` as of `Ask`."""

    type: str
    rule: Rule
    fields: dict[str, Any] = field(default_factory=dict)
    uses_up: bool = False

    @property
    def names_something(self) -> bool:
        return Ids.are_named_in(self.fields)

    def frame(self, ids: Ids) -> JsonObject:
        """As it is said, of these things."""
        return {"type": self.type, "id": "asked", **ids.in_(self.fields)}

    def __str__(self) -> str:
        return " ".join([self.type, *(f"{name}={value}" for name, value in self.fields.items())])


STATUS = "/api/programs/status/{job_id}"
PROGRAM = "/api/programs/{program_id}"
HOOKS = "/api/webhooks"
HOOK_ITSELF = "/api/webhooks/{webhook_id}"
DELIVERIES = "/api/webhooks/{webhook_id}/deliveries"
DELIVERY = "/api/webhooks/{webhook_id}/deliveries/{delivery_id}"

ROUTES = (
    Ask("GET", "/", TO_ALL),
    Ask("GET", "/static", TO_ALL, address="/static/page.js"),
    Ask("GET", "/docs", TO_ALL),
    Ask("GET", "/docs/assets", TO_ALL, address="/docs/assets/swagger-ui.css"),
    Ask("GET", "/openapi.json", TO_ALL),
    Ask("HEAD", "/openapi.json", TO_ALL),
    Ask("GET", "/asyncapi.json", TO_ALL),
    Ask("GET", "/api/health", TO_ALL),
    Ask("GET", "/api/open", TO_ALL),
    Ask("GET", "/api/ready", dict.fromkeys(TO_ALL, Gets.SERVED)),  # how long a look took differs
    Ask("GET", "/metrics", THE_OPERATORS),
    Ask("POST", "/api/tokens", FOR_A_USER, {"user_id": "{user_id}"}),
    Ask("POST", "/api/programs/generate", FOR_A_USER, WISH),
    Ask("POST", "/api/programs/{program_id}/update", OF_A_USER, CHANGE),
    Ask("POST", "/api/programs/{program_id}/update", FOR_A_USER, {**CHANGE, "user_id": "{user_id}"}),
    Ask("POST", "/api/programs/{program_id}/update", OF_ANOTHERS, {**CHANGE, "user_id": "{other_id}"}),
    Ask("GET", STATUS, OF_A_USER),
    Ask("GET", STATUS, OF_A_USER, query={"wait": "0.01", "after": "0"}),
    Ask("GET", STATUS, OF_A_USER, query={"wait": "0.01"}),
    Ask("GET", STATUS, OF_A_USER, address="/api/programs/status/{ended_id}"),
    Ask("GET", f"{STATUS}/events", OF_A_USER),
    Ask("GET", f"{STATUS}/events", OF_A_USER, address="/api/programs/status/{ended_id}/events"),
    Ask("POST", "/api/programs/cancel/{job_id}", OF_A_USER, uses_up=True),
    Ask("GET", "/api/programs", LISTS),
    Ask("GET", "/api/programs", FOR_A_USER, query={"user_id": "{user_id}"}),
    Ask("GET", "/api/programs", BEHIND_A_CURSOR, query={"cursor": "{program_id}"}),
    Ask("GET", PROGRAM, OF_A_USER),
    *(Ask("GET", PROGRAM, OF_A_USER, query={"format": form}) for form in ExportFormat),
    Ask("POST", HOOKS, LISTS, HOOK),
    Ask("POST", HOOKS, FOR_A_USER, {**HOOK, "user_id": "{user_id}"}),
    Ask("GET", HOOKS, REGISTRANTS_LISTS),
    Ask("GET", HOOKS, REGISTRANTS_CURSOR, query={"cursor": "{webhook_id}"}),
    Ask("GET", HOOK_ITSELF, OF_A_REGISTRANT),
    Ask("PATCH", HOOK_ITSELF, OF_A_REGISTRANT, {"events": ["job.cancelled"]}),
    Ask("PATCH", HOOK_ITSELF, OF_A_REGISTRANT, {"url": "http://127.0.0.1:19/"}),
    Ask("DELETE", HOOK_ITSELF, OF_A_REGISTRANT, uses_up=True),
    Ask("POST", f"{HOOK_ITSELF}/rotate-secret", OF_A_REGISTRANT),
    Ask("POST", f"{HOOK_ITSELF}/test", OF_A_REGISTRANT),
    Ask("GET", DELIVERIES, OF_A_REGISTRANT),
    Ask("GET", DELIVERIES, OF_A_REGISTRANT, query={"cursor": "{delivery_id}"}),
    Ask("GET", DELIVERY, OF_A_REGISTRANT),
    Ask("POST", f"{DELIVERY}/redeliver", OF_A_REGISTRANT),
)

SOCKETS = frozenset({"/ws"})
"""Routes that are asked by frames."""

FRAMES = (
    Say("hello", TO_ALL_KNOWN),
    Say("hello", OF_A_USER, {"resume": [{"job_id": "{job_id}", "after": 0}]}),
    Say("hello", OF_A_USER, {"resume": [{"job_id": "{ended_id}", "after": 3}]}),
    Say("auth.refresh", rule(Gets.FORBIDDEN, owner=Gets.SERVED), {"token": "{token}"}),
    Say("job.submit", FOR_A_USER, {"kind": "generate", "request": WISH, "on_active": "parallel"}),
    Say(
        "job.submit",
        OF_A_USER,
        {"kind": "revise", "request": {**CHANGE, "program_id": "{program_id}"}, "on_active": "parallel"},
    ),
    Say(
        "job.submit",
        FOR_A_USER,
        {
            "kind": "revise",
            "request": {**CHANGE, "program_id": "{program_id}", "user_id": "{user_id}"},
            "on_active": "parallel",
        },
    ),
    Say(
        "job.submit",
        OF_ANOTHERS,
        {
            "kind": "revise",
            "request": {**CHANGE, "program_id": "{program_id}", "user_id": "{other_id}"},
            "on_active": "parallel",
        },
    ),
    Say("job.subscribe", OF_A_USER, {"job_id": "{job_id}"}),
    Say("job.subscribe", OF_A_USER, {"job_id": "{job_id}", "after": 0}),
    Say("job.subscribe", OF_A_USER, {"job_id": "{ended_id}"}),
    Say("job.unsubscribe", TO_ALL_KNOWN, {"job_id": "{job_id}"}),
    Say("job.get", OF_A_USER, {"job_id": "{job_id}"}),
    Say("job.get", OF_A_USER, {"job_id": "{ended_id}"}),
    Say("job.cancel", OF_A_USER, {"job_id": "{job_id}", "reason": "not mine"}, uses_up=True),
    Say("jobs.list", LISTS),
    Say("jobs.list", FOR_A_USER, {"user_id": "{user_id}"}),
    Say("jobs.list", BEHIND_A_CURSOR, {"cursor": "{job_id}"}),
    Say("jobs.watch", FOR_A_USER, {"user_id": "{user_id}"}),
    Say("jobs.unwatch", TO_ALL_KNOWN, {"user_id": "{user_id}"}),
    Say("ping", TO_ALL_KNOWN),
)
