"""How each server is talked to: how a socket comes to follow a topic, and what to publish so that it hears something.

Every message is the same text of about 200 bytes, whatever envelope a peer's library puts around it. Two places of it
change from one to the next, both of fixed width, so that a publication is made by filling two holes: `seq`, and
``sent``, the moment in nanoseconds.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgpack

from schemas.framing import text_frame
from server.push import publication
from server.storage.transaction import LogFrame
from tests.load.publish_requests import BY_POST, PACK, PACKED_HOLE, SENT_DIGITS, TO_REDIS, Handover

FIRST_SEQ = 1_000_000_000
"""Ten digits, as all that follow."""
MARK = b'"sent":"'
"""Comes once in each message, so that counting it counts messages."""
PREFIX = "bench"


@dataclass(frozen=True, slots=True)
class Step:
    """Say ``say`` once ``heard`` came; the last step's ``heard`` means that the topic is followed."""

    heard: bytes
    say: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """One server's way.

    Attributes:
        path: of the handshake, for a topic.
        steps: of a new socket, for a topic.
        ready: comes when the topic is followed.
        publication: the channel (or the path that is posted to), and the bytes of a publication with ``%d`` for `seq`
            and for ``sent``, and with ``%b`` where `seq` is packed.
        handover: how it is published.
    """

    path: Callable[[str], str]
    steps: Callable[[str], Sequence[Step]]
    ready: bytes
    publication: Callable[[str], tuple[bytes, bytes]]
    subprotocol: str | None = None
    handover: Handover = TO_REDIS


def topic_of(number: int) -> str:
    """The topic with a number: for Repcast a job, and its user likewise."""
    return str(UUID(int=number, version=4))


def message_of(topic: str) -> str:
    """A frame of a job, with its two holes."""
    return (
        f'{{"type":"job.progressed","job_id":"{topic}","seq":%d,"attempt":1,"status":"in_progress","progress":50,'
        f'"message":"Half of it is there.","sent":"%d"}}'
    )


def _plain(topic: str) -> tuple[bytes, bytes]:
    return f"{PREFIX}:{topic}".encode(), message_of(topic).encode()


def _no_steps(topic: str) -> Sequence[Step]:
    del topic
    return ()


def _repcast_steps(topic: str) -> Sequence[Step]:
    subscribe = {"type": "job.subscribe", "id": "2", "job_id": topic, "after": FIRST_SEQ - 1}
    return (Step(b"", '{"type":"hello","id":"1"}'), Step(b'"welcome"', json.dumps(subscribe)))


def _repcast_publication(topic: str) -> tuple[bytes, bytes]:
    # What it says of the moment is for the server's own metrics.
    text = message_of(topic).encode()
    filled = text % (FIRST_SEQ, 10 ** (SENT_DIGITS - 1))
    frame = LogFrame(topic, topic, FIRST_SEQ, "job.progressed", 0.0, text_frame(filled), is_final=False)
    before, _, behind = publication.encode(frame).removesuffix(filled).partition(PACK(FIRST_SEQ))
    escaped = [each.replace(b"%", b"%%") for each in (before, behind)]
    return f"{PREFIX}:user:{topic}".encode(), PACKED_HOLE.join(escaped) + text


def _socketio_steps(topic: str) -> Sequence[Step]:
    return (Step(b'0{"sid"', "40"), Step(b'40{"sid"', f'42["join","{topic}"]'))


def _socketio_python(topic: str) -> tuple[bytes, bytes]:
    # What AsyncRedisManager.emit publishes (python-socketio 5.18, async_pubsub_manager.py).
    text = (
        f'{{"method":"emit","event":"frame","data":[{message_of(topic)}],"binary":false,"namespace":"/",'
        f'"room":"{topic}","skip_sid":null,"callback":null,"host_id":"bench"}}'
    )
    return b"socketio", text.encode()


def _socketio_node(topic: str) -> tuple[bytes, bytes]:
    # What @socket.io/redis-adapter 8.3 publishes: [server's id, packet, options]; numbers are strings there, to be of
    # a fixed width.
    frame = json.loads(message_of(topic).replace("%d", "0"))
    frame["seq"], frame["sent"] = "S" * 10, "T" * SENT_DIGITS
    packet = {"type": 2, "data": ["frame", frame], "nsp": "/"}
    packed = msgpack.packb(["bench", packet, {"rooms": [topic], "except": [], "flags": {}}]).replace(b"%", b"%%")
    return f"socket.io#/#{topic}#".encode(), packed.replace(b"T" * SENT_DIGITS, b"%d").replace(b"S" * 10, b"%d")


def _nchan(topic: str) -> tuple[bytes, bytes]:
    return f"/publish?topic={topic}".encode(), message_of(topic).encode()


def _channels(topic: str) -> tuple[bytes, bytes]:
    # What channels_redis.pubsub publishes for group_send (4.3); msgpack behind twelve bytes that it takes off again.
    text = message_of(topic).replace('"seq":%d', f'"seq":{"1" * 10}').replace("%d", "2" * SENT_DIGITS)
    packed = msgpack.packb({"type": "frame", "text": text}).replace(b"%", b"%%")
    return f"asgi__group__{topic}".encode(), packed.replace(b"1" * 10, b"%d").replace(b"2" * SENT_DIGITS, b"%d")


DIALECTS = {
    "repcast": Dialect(lambda _: "/ws", _repcast_steps, b'"job.subscribed"', _repcast_publication, "repcast.v1"),
    "bare": Dialect(lambda topic: f"/ws?topic={topic}", _no_steps, b'"joined"', _plain),
    "socketio-python": Dialect(
        lambda _: "/socket.io/?EIO=4&transport=websocket", _socketio_steps, b'"joined"', _socketio_python
    ),
    "socketio-node": Dialect(
        lambda _: "/socket.io/?EIO=4&transport=websocket", _socketio_steps, b'"joined"', _socketio_node
    ),
    "channels": Dialect(lambda topic: f"/ws/{topic}", _no_steps, b'"joined"', _channels),
    # It says nothing to a new socket: the handshake is the sign.
    "nchan": Dialect(lambda topic: f"/ws?topic={topic}", _no_steps, b"", _nchan, handover=BY_POST),
}
