"""Asking a server for its metrics and for how it is."""

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

import httpx

from voice_client.cli.problems import PROBLEM, media_type
from voice_client.cli.top.scrape import NoMetrics, Scrape, scrape_of

PATIENCE_S = 5.0


class State(StrEnum):
    """How a server is; the first three by its own word."""

    READY = "ready"
    DRAINING = "draining"
    UNAVAILABLE = "unavailable"
    """It answers, and a part that it stands on does not."""
    METRICS = "metrics"
    """It tells its metrics and nothing else: a worker, or a server at its metrics port."""
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """It wants a key, or another one."""
    STRANGE = "strange"
    """Whoever answers there tells no metrics."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a server.

    Attributes:
        detail: what is wrong, in words; empty if nothing is.
        scrape: None where there is none to be had.
    """

    url: str
    state: State
    detail: str = ""
    scrape: Scrape | None = None


async def look_at(http: httpx.AsyncClient, url: str, token: str | None) -> Seen:
    """Look once; whatever is wrong is told, nothing is raised."""
    headers = {"accept": "text/plain"} | ({"authorization": f"Bearer {token}"} if token else {})
    try:
        told = await http.get(f"{url}/metrics", headers=headers, timeout=PATIENCE_S)
        at_s = monotonic()
        if told.status_code != httpx.codes.OK:
            return _turned_away(url, told)
        scrape = scrape_of(told.text, at_s)
        state, detail = _state(await http.get(f"{url}/api/ready", headers=headers, timeout=PATIENCE_S))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Seen(url, State.UNREACHABLE, str(error) or type(error).__name__)
    except NoMetrics:
        return Seen(url, State.STRANGE, "whoever answers there tells no metrics")
    return Seen(url, state, detail, scrape)


def _turned_away(url: str, answer: httpx.Response) -> Seen:
    is_refusal = answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
    return Seen(url, State.REFUSED if is_refusal else State.STRANGE, _reason(answer))


def _reason(answer: httpx.Response) -> str:
    if media_type(answer) == PROBLEM:
        try:
            return str(answer.json()["detail"])
        except (ValueError, KeyError, TypeError):
            pass
    return f"the answer is {answer.status_code}"


def _state(answer: httpx.Response) -> tuple[State, str]:
    try:
        told = answer.json()
        wrong = [f"{part} {check['detail']}" for part, check in told["checks"].items() if not check["ok"]]
        return State(told["status"]), "; ".join(wrong)
    except (ValueError, KeyError, TypeError, AttributeError):
        return State.METRICS, ""
