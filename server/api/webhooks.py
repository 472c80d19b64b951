"""The endpoints of webhooks: register, change, remove, test; deliveries, and to have one sent again."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import ValidationError
from sqlalchemy import Connection, select

from schemas.errors import FieldError, shown
from schemas.model import JsonObject, WireModel
from schemas.webhooks import (
    EndpointStatus,
    JobEnded,
    NewWebhook,
    Webhook,
    WebhookChange,
    WebhookDelivery,
    WebhookDeliveryPage,
    WebhookEvent,
    WebhookPage,
    WebhookTest,
    WebhookWithSecret,
)
from server.access.identity import Identity, Scope
from server.access.ownership import require_user, scope_of
from server.api.problems import documented
from server.api.rooms import Body, Caller, Here, uuid_or_not_found, webhook_send
from server.jobs.paging import page
from server.jobs.refusal import Refused, invalid, not_found
from server.webhooks.endpoints import Owner, TooManyEndpoints, find_endpoint, owned_by
from server.webhooks.rows import DELIVERIES, ENDPOINTS, delivery_of
from server.webhooks.service import Disabled
from server.webhooks.targets import UnfitUrl

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

sent = APIRouter(tags=["webhooks"])
"""Not served: what is sent to endpoints, for the document of the interface."""

ACCEPTED = {
    "url": "https://HOST/PATH, on the public internet, of at most 2,048 characters",
    "user_id": "the id of a user, or null for all users",
    "events": "a list of " + ", ".join(WebhookEvent),
    "status": "enabled or disabled",
}
SEES_ALL = frozenset({Scope.ADMIN, Scope.LOCAL})

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(min_length=1, max_length=200)]

Model = TypeVar("Model", bound=WireModel)


def _body_of(model: type[WireModel]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "",
    status_code=201,
    openapi_extra=_body_of(NewWebhook),
    responses=documented(400, 401, 403, 413, 422, 429, 503),
)
async def register(here: Here, caller: Caller, body: Body, response: Response) -> WebhookWithSecret:
    """Have an address told of jobs that end. The secret is in this answer and in no other."""
    wish = _understood(NewWebhook, body)
    user_id = wish.user_id or scope_of(caller)
    require_user(caller, user_id)
    try:
        made = await here.webhooks.register(wish.model_copy(update={"user_id": user_id}), _owner(caller))
    except UnfitUrl as error:
        raise _unfit(wish.url, error) from None
    except TooManyEndpoints as full:
        sentence = f"There are {full.most} endpoints, as many as there may be; remove one first."
        raise invalid(_field_error("url", wish.url, sentence)) from None
    response.headers["Location"] = f"/api/webhooks/{made.id}"
    return made


@router.get("", responses=documented(401, 403, 422, 429, 503))
async def list_webhooks(here: Here, caller: Caller, limit: Limit = 20, cursor: Cursor = None) -> WebhookPage:
    """Your endpoints, newest first."""
    mine = owned_by(_seen_by(caller))
    found = await here.database.read(lambda c: page(c, ENDPOINTS, select(ENDPOINTS).where(*mine), mine, limit, cursor))
    return WebhookPage(webhooks=tuple(here.webhooks.shown(row) for row in found.rows), next=found.next)


@router.get("/{webhook_id}", responses=documented(401, 403, 404, 429, 503))
async def get_webhook(here: Here, caller: Caller, webhook_id: str) -> Webhook:
    """An endpoint."""
    known = uuid_or_not_found("webhook", webhook_id)
    return _there(await here.webhooks.find(known, _seen_by(caller)), "webhook", known)


@router.patch(
    "/{webhook_id}",
    openapi_extra=_body_of(WebhookChange),
    responses=documented(400, 401, 403, 404, 413, 422, 429, 503),
)
async def change(here: Here, caller: Caller, webhook_id: str, body: Body) -> Webhook:
    """Change an address or its events; disable it, or enable it again."""
    known = uuid_or_not_found("webhook", webhook_id)
    wish = _understood(WebhookChange, body)
    try:
        return _there(await here.webhooks.change(known, _seen_by(caller), wish), "webhook", known)
    except UnfitUrl as error:
        raise _unfit(wish.url, error) from None


@router.delete("/{webhook_id}", status_code=204, responses=documented(401, 403, 404, 429, 503))
async def remove(here: Here, caller: Caller, webhook_id: str) -> None:
    """Remove an endpoint, and what is known of its deliveries."""
    known = uuid_or_not_found("webhook", webhook_id)
    if not await here.webhooks.remove(known, _seen_by(caller)):
        raise not_found("webhook", known)


@router.post("/{webhook_id}/rotate-secret", responses=documented(401, 403, 404, 429, 503))
async def rotate_secret(here: Here, caller: Caller, webhook_id: str) -> WebhookWithSecret:
    """A new secret, in this answer and in no other; the one before signs along for a day."""
    known = uuid_or_not_found("webhook", webhook_id)
    return _there(await here.webhooks.rotate(known, _seen_by(caller)), "webhook", known)


@router.post(
    "/{webhook_id}/test",
    status_code=202,
    responses=documented(401, 403, 404, 422, 429, 503),
    dependencies=[Depends(webhook_send)],
)
async def test(here: Here, caller: Caller, webhook_id: str) -> WebhookDelivery:
    """Have a `webhook.test` sent; look at its delivery for what came of it.

    A key or user may ask for so many a minute, what is to be sent again included; then 429 says when to come again.
    """
    known = uuid_or_not_found("webhook", webhook_id)
    try:
        return _there(await here.webhooks.test(known, _seen_by(caller)), "webhook", known)
    except Disabled:
        raise _disabled() from None


@router.get("/{webhook_id}/deliveries", responses=documented(401, 403, 404, 422, 429, 503))
async def list_deliveries(
    here: Here, caller: Caller, webhook_id: str, limit: Limit = 20, cursor: Cursor = None
) -> WebhookDeliveryPage:
    """What was sent to an endpoint, or is to be, newest first."""
    known = uuid_or_not_found("webhook", webhook_id)

    def read(connection: Connection) -> WebhookDeliveryPage:
        _there(find_endpoint(connection, known, _seen_by(caller)), "webhook", known)
        mine = (DELIVERIES.c.endpoint_id == known,)
        found = page(connection, DELIVERIES, select(DELIVERIES).where(*mine), mine, limit, cursor)
        return WebhookDeliveryPage(deliveries=tuple(delivery_of(row) for row in found.rows), next=found.next)

    return await here.database.read(read)


@router.get("/{webhook_id}/deliveries/{delivery_id}", responses=documented(401, 403, 404, 429, 503))
async def get_delivery(here: Here, caller: Caller, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """One delivery."""
    known = uuid_or_not_found("webhook", webhook_id)
    wanted = uuid_or_not_found("delivery", delivery_id)

    def read(connection: Connection) -> WebhookDelivery:
        _there(find_endpoint(connection, known, _seen_by(caller)), "webhook", known)
        one = select(DELIVERIES).where(DELIVERIES.c.endpoint_id == known, DELIVERIES.c.id == wanted)
        return delivery_of(_there(connection.execute(one).one_or_none(), "delivery", wanted))

    return await here.database.read(read)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/redeliver",
    status_code=202,
    responses=documented(401, 403, 404, 422, 429, 503),
    dependencies=[Depends(webhook_send)],
)
async def redeliver(here: Here, caller: Caller, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """Have a delivery sent again, from the beginning, under the same `webhook-id`.

    A key or user may ask for so many a minute, tests included; then 429 says when to come again.
    """
    known = uuid_or_not_found("webhook", webhook_id)
    wanted = uuid_or_not_found("delivery", delivery_id)
    try:
        sent = await here.webhooks.redeliver(known, wanted, _seen_by(caller))
    except Disabled:
        raise _disabled() from None
    if sent is None:
        _there(await here.webhooks.find(known, _seen_by(caller)), "webhook", known)
    return _there(sent, "delivery", wanted)


def _owner(caller: Identity) -> Owner:
    return Owner(caller.key_id, scope_of(caller))


def _seen_by(caller: Identity) -> Owner | None:
    return None if caller.scope in SEES_ALL else _owner(caller)


Found = TypeVar("Found")


def _there(found: Found | None, what: str, name: str) -> Found:
    if found is None:
        raise not_found(what, name)
    return found


def _understood(model: type[Model], body: JsonObject) -> Model:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        names = {str(detail["loc"][0]): detail["msg"] for detail in error.errors()}
        raise invalid(*(_field_error(name, body.get(name), f"{name[:64]}: {names[name]}.") for name in names)) from None


def _field_error(name: str, value: object, message: str) -> FieldError:
    return FieldError(
        field=name[:64],
        value=shown(value),
        accepted=ACCEPTED.get(name, "nothing of this name"),
        message=message,
        say="Something in that was not right.",
    )


def _unfit(url: str | None, error: UnfitUrl) -> Refused:
    return invalid(_field_error("url", url, str(error)))


def _disabled() -> Refused:
    return invalid(_field_error("status", EndpointStatus.DISABLED, "The endpoint is disabled; enable it first."))


@sent.post("job.ended", status_code=204)
def job_ended(
    body: JobEnded,
    webhook_id: Annotated[str, Header(description="The same for every attempt.")],
    webhook_timestamp: Annotated[int, Header(description="When this attempt was made, in seconds since 1970.")],
    webhook_signature: Annotated[str, Header(description="v1, and HMAC-SHA256 in base64; several with a space.")],
) -> None:
    """A job has ended, by `job.completed`, `job.failed` or `job.cancelled`. Answer 2xx within 15 s."""


@sent.post("webhook.test", status_code=204)
def webhook_test(body: WebhookTest) -> None:
    """A test, with the same headers; nothing has happened."""
