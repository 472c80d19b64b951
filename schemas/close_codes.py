"""The codes a socket is closed with. The range is the verdict: 4000-4499 reconnect, 4500-4999 do not."""

from enum import IntEnum


class CloseCode(IntEnum):
    """Repcast's own codes, and the RFC 6455 ones (section 7.4.1) that a client meets."""

    NORMAL = 1000
    GOING_AWAY = 1001
    ABNORMAL = 1006
    MESSAGE_TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013

    SERVER_ERROR = 4000
    """The server failed while it served this socket."""
    DRAINING = 4001
    """The server is going down; another one, or the next one, takes over."""
    SLOW_CONSUMER = 4002
    """One write was stuck for longer than the limit."""
    NO_HEARTBEAT = 4003
    """The client answered no protocol ping."""
    TOKEN_EXPIRED = 4004
    """The key or token that opened the socket has expired and was not refreshed."""
    RATE_LIMITED = 4006
    """The client went on sending after it had been told to wait."""

    PROTOCOL_ERROR = 4500
    """Too many bad frames."""
    UNAUTHORIZED = 4501
    """Something came before a valid ``hello``; or what let the client in was revoked."""
    HELLO_TIMEOUT = 4502
    """No ``hello`` in time."""
    FORBIDDEN = 4503
    """Who speaks is known, and may not use this server."""
    UNSUPPORTED_PROTOCOL = 4504
    """The client offered subprotocols, none of them ``repcast.v1``."""
    TOO_MANY_CONNECTIONS = 4505
    """The address, the key or the user holds as many connections as it may."""


APPLICATION_RECONNECT = range(4000, 4500)

RECONNECT = frozenset(
    {
        CloseCode.GOING_AWAY,
        CloseCode.ABNORMAL,
        CloseCode.INTERNAL_ERROR,
        CloseCode.SERVICE_RESTART,
        CloseCode.TRY_AGAIN_LATER,
    }
)


def may_reconnect(code: int) -> bool:
    """Whether a client that was closed with ``code`` should connect again, after a backoff."""
    return code in APPLICATION_RECONNECT or code in RECONNECT
