"""Short-lived tokens, each bound to one user, for a browser."""

from fastapi import APIRouter
from pydantic import ValidationError

from schemas.errors import FieldError, shown
from schemas.field_answers import ANSWERS
from schemas.model import Timestamp, Uuid, WireModel
from server.access.ownership import require_user
from server.api.problems import documented
from server.api.rooms import Body, Caller, Here
from server.jobs.refusal import invalid

router = APIRouter(prefix="/api/tokens", tags=["access"])


class TokenRequest(WireModel):
    user_id: Uuid


class Token(WireModel):
    token: str
    expires_at: Timestamp


@router.post(
    "",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TokenRequest"}}},
        }
    },
    responses=documented(400, 401, 403, 413, 422, 429, 503),
)
async def issue(here: Here, caller: Caller, body: Body) -> Token:
    """A token for one user. Say it in `hello.token`, or as `Authorization: Bearer`.

    A key has one for each user that it may act for. A token has one for its own user, until the session is over that
    began with the key, and ends with that key too.
    """
    try:
        wish = TokenRequest.model_validate(body)
    except ValidationError as error:
        raise invalid(*(_field_error(str(detail["loc"][0]), body) for detail in error.errors())) from None
    require_user(caller, wish.user_id)
    issued = here.doorkeeper.issue(wish.user_id, caller)
    return Token(token=issued.token, expires_at=issued.expires_at)


def _field_error(name: str, body: dict[str, object]) -> FieldError:
    answer = ANSWERS["user_id"]
    return FieldError(
        field=name[:64],
        value=shown(body.get(name)),
        accepted=answer.accepted if name == "user_id" else "only user_id",
        message=f"{name[:64]} is not accepted.",
        say=answer.say,
    )
