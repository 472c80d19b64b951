"""What went wrong, as the openai package and the vendors behind it tell it, in our own terms.

Vendors differ in the status that they give an error and agree more on its code, so the code is asked first. An error
inside a stream has no status at all; some servers put one into its code.
"""

import httpx2
import openai

from schemas.errors import shown
from server.generation.llm.outcomes import Failed, Failure
from server.generation.llm.reading import text_at
from server.generation.llm.retry_after import by_words
from server.retry_after import by_headers

MOST_OF_A_DETAIL = 300
"""Characters of what a vendor says that go into a log."""
MOST_LOOKED_AT = 2000
LEAST_REPEATED = 12
"""So many characters on end, of what the vendor was told, are no chance but a repetition."""

CODES = {
    # The four codes of an empty account, and the type that they share [OpenAI help 6614457]; the older names of it.
    "insufficient_quota": Failure.QUOTA,
    "credit_balance_exhausted": Failure.QUOTA,
    "organization_spend_limit_exceeded": Failure.QUOTA,
    "organization_usage_limit_exceeded": Failure.QUOTA,
    "project_spend_limit_exceeded": Failure.QUOTA,
    "billing_hard_limit_reached": Failure.QUOTA,
    "billing_not_active": Failure.QUOTA,
    "invalid_api_key": Failure.BAD_KEY,
    "account_deactivated": Failure.BAD_KEY,
    # A prompt that was flagged is a 400, a `response.failed`, or an error inside the stream.
    "invalid_prompt": Failure.CONTENT_FILTER,
    "content_filter": Failure.CONTENT_FILTER,
    "content_policy_violation": Failure.CONTENT_FILTER,
    "bio_policy": Failure.CONTENT_FILTER,
    "cyber_policy": Failure.CONTENT_FILTER,
    "misalignment_policy_violation": Failure.CONTENT_FILTER,
    "model_not_found": Failure.NOT_FOUND,
    "context_length_exceeded": Failure.BAD_REQUEST,
    "data_residency_mismatch": Failure.BAD_REQUEST,
    "rate_limit_exceeded": Failure.RATE_LIMITED,
    "too_many_requests": Failure.RATE_LIMITED,
    "slow_down": Failure.RATE_LIMITED,
    "server_is_overloaded": Failure.VENDOR_ERROR,
    "server_error": Failure.VENDOR_ERROR,
}

STATUSES = {
    401: Failure.BAD_KEY,
    402: Failure.QUOTA,
    403: Failure.BAD_KEY,
    404: Failure.NOT_FOUND,
    408: Failure.VENDOR_ERROR,
    409: Failure.VENDOR_ERROR,
    429: Failure.RATE_LIMITED,
}
"""Those that are no `BAD_REQUEST` though below 500."""
FIRST_OF_THE_SERVERS = 500
"""From here on statuses tell of the vendor's faults (RFC 9110, section 15.6)."""

TRANSPORT: tuple[tuple[type[Exception], Failure], ...] = (
    (httpx2.ConnectTimeout, Failure.UNREACHABLE),
    (httpx2.PoolTimeout, Failure.UNREACHABLE),
    (httpx2.ConnectError, Failure.UNREACHABLE),
    (httpx2.ProxyError, Failure.UNREACHABLE),
    (httpx2.TimeoutException, Failure.STALLED),
    (httpx2.DecodingError, Failure.GARBLED),
    # An address, a key or a redirection that no HTTP can be spoken with.
    (httpx2.UnsupportedProtocol, Failure.BAD_REQUEST),
    (httpx2.LocalProtocolError, Failure.BAD_REQUEST),
    (httpx2.TooManyRedirects, Failure.BAD_REQUEST),
)
"""Where a connection broke; the first that fits, and `CUT` where none does."""

UNREADABLE = (ValueError, RecursionError)
"""What the package raises for a frame that is no JSON, or JSON without end."""

PASSING = frozenset({Failure.VENDOR_ERROR, Failure.RATE_LIMITED})


def failed_by(error: openai.OpenAIError | ValueError | RecursionError) -> Failed:
    """What an exception of the openai package means, or one of `UNREADABLE`."""
    match error:
        case openai.APIStatusError():
            return _by_status(error)
        case openai.APIConnectionError():
            return _by_transport(error)
        case openai.APIError():
            return failed_in_stream(text_at(error, "code") or text_at(error, "type"), error.message)
        case ValueError() | RecursionError():
            return Failed(Failure.GARBLED, f"{type(error).__name__}: {error}")
        case _:
            return Failed(Failure.BAD_REQUEST, f"{type(error).__name__}: {error}")


def failed_in_stream(code: str, message: str) -> Failed:
    """What an error means that is told inside a stream; one that says nothing of itself may pass."""
    is_status = len(code) == len("500") and code.isdecimal()
    failure = CODES.get(code) or (_of_status(int(code)) if is_status else Failure.VENDOR_ERROR)
    return Failed(failure, f"{code}: {message}", retry_after_s=by_words(message))


def _by_status(error: openai.APIStatusError) -> Failed:
    headers = error.response.headers
    code = text_at(error, "code")
    failure = CODES.get(code) or CODES.get(text_at(error, "type")) or _of_status(error.status_code)
    match headers.get("x-should-retry"):  # what the vendor says in so many words counts for more than the status
        case "false" if failure in PASSING:
            failure = Failure.VENDOR_ERROR_FINAL
        case "true" if failure is Failure.BAD_REQUEST:
            failure = Failure.VENDOR_ERROR
    said = error.body.get("message") if isinstance(error.body, dict) else None
    return Failed(
        failure,
        f"{error.status_code} {code}: {said or error.message}",
        retry_after_s=by_headers(headers),
        option=text_at(error, "param"),
    )


def _by_transport(error: openai.APIConnectionError) -> Failed:
    cause = error.__cause__
    failure = next((failure for kind, failure in TRANSPORT if isinstance(cause, kind)), Failure.CUT)
    return Failed(failure, f"{error.message} {type(cause).__name__}: {cause}")


def _of_status(status: int) -> Failure:
    return STATUSES.get(status) or (Failure.VENDOR_ERROR if status >= FIRST_OF_THE_SERVERS else Failure.BAD_REQUEST)


def presentable(detail: str, key: str, told: str) -> str:
    """What a vendor said, as a log may hold it: short, on one line, without the key and what a user said.

    Args:
        told: what the vendor was told, and may repeat.
    """
    without_key = detail.replace(key.strip(), "…") if key.strip() else detail
    return str(shown(_without(told, without_key[:MOST_LOOKED_AT]), MOST_OF_A_DETAIL))


def _without(told: str, detail: str) -> str:
    kept, at = "", 0
    while at < len(detail):
        end = at + LEAST_REPEATED
        if len(detail) < end or detail[at:end] not in told:
            kept += detail[at]
            at += 1
            continue
        while end < len(detail) and detail[at : end + 1] in told:
            end += 1
        kept += "…"
        at = end
    return kept
