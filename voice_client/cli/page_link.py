"""``repcast page``: an address of the progress page that lets one user in, for a short time."""

import json

import httpx
from pydantic import ValidationError

from schemas.model import Timestamp, WireModel
from voice_client.cli.following import time_limit
from voice_client.cli.options import Options
from voice_client.cli.problems import check, stranger
from voice_client.errors import Unreachable
from voice_client.link import http_url

PATIENCE_S = 10.0


class Token(WireModel):
    """What the server issues."""

    token: str
    expires_at: Timestamp


async def page(options: Options, user_id: str) -> None:
    """Print the address."""
    async with time_limit(options):
        token = await _issued(options, user_id)
    address = page_address(options.url, token)
    if options.as_json:
        options.say_line(json.dumps({"url": address, "expires_at": token.expires_at.isoformat()}))
        return
    options.say_line(address)
    options.notify(f"It lets in whoever opens it before {token.expires_at:%H:%M} UTC, as user {user_id}.")


async def page_link(options: Options, user_id: str) -> str:
    """The address.

    Raises:
        PushError: there is none to be had.
    """
    return page_address(options.url, await _issued(options, user_id))


def page_address(url: str, token: Token) -> str:
    """In its fragment, which browsers keep to themselves, so that it is in no log of a server or a proxy."""
    return f"{http_url(url)}/#token={token.token}"


async def _issued(options: Options, user_id: str) -> Token:
    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    base = http_url(options.url)
    try:
        async with httpx.AsyncClient(base_url=base, headers=headers, timeout=PATIENCE_S) as http:
            answer = await http.post("/api/tokens", json={"user_id": user_id})
    except httpx.TransportError as error:
        raise Unreachable(f"{base}: {str(error) or type(error).__name__}") from error
    check(answer)
    try:
        return Token.model_validate_json(answer.content)
    except ValidationError:
        raise stranger(answer) from None
