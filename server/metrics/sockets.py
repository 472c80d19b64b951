"""Sockets: how they come, what they ask, how they go."""

from typing import get_args

from prometheus_client import CollectorRegistry

from schemas.client_frames import ClientFrame
from schemas.close_codes import CloseCode
from schemas.errors import ErrorCode
from server.gateway.counting import SocketCounts, Turned
from server.metrics.push import PushMetrics
from server.metrics.series import Counts

REQUEST_TYPES = tuple(kind.model_fields["type"].default for kind in get_args(get_args(ClientFrame)[0]))
NO_CODE = "1005"
"""The client closed without saying why, as a page does that is left (RFC 6455, section 7.4.1)."""
CLOSE_CODES = (NO_CODE, *(str(code.value) for code in CloseCode))


class SocketMetrics:
    """Told of what happens at the socket's edge."""

    def __init__(self, registry: CollectorRegistry, push: PushMetrics) -> None:
        self._turned = Counts(
            registry, "repcast_ws_handshakes_refused", "Handshakes that were refused, by reason.", "reason", Turned
        )
        self._received = Counts(
            registry, "repcast_frames_received", "Frames of clients, by type.", "type", REQUEST_TYPES
        )
        self._refused = Counts(
            registry, "repcast_frames_rejected", "Error frames, by the code that they give.", "code", ErrorCode
        )
        self._closed = Counts(
            registry, "repcast_ws_disconnects", "Connections that have ended, by close code.", "code", CLOSE_CODES
        )
        self.counts = SocketCounts(
            turned=self._turned.add,
            received=self._received.add,
            refused=self._refused.add,
            sent=push.sent,
            closed=lambda code: self._closed.add(str(code)),
        )
