import asyncio
import json
import re

import msgpack
import pytest

from schemas.codec import decode_client_frame
from server.push.publication import decode
from tests.load.dialects import DIALECTS, FIRST_SEQ, MARK, PREFIX, topic_of
from tests.load.publish_requests import BY_POST, PACK, SENT_DIGITS, TO_REDIS, Handover, holes_of
from tests.load.publishing import Publisher
from tests.support.waiting import wait_until

TOPIC = topic_of(1)
"""With more zeros in a row than any hole has digits."""
NOW_NS = 1_767_323_045_000_001_000
REQUESTS = {
    TO_REDIS: re.compile(
        rb"\*3\r\n\$7\r\nPUBLISH\r\n\$(?P<place_width>\d+)\r\n(?P<place>.*?)\r\n"
        rb"\$(?P<width>\d+)\r\n(?P<content>.*)\r\n",
        re.DOTALL,
    ),
    BY_POST: re.compile(
        rb"POST (?P<place>\S+) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: (?P<width>\d+)\r\n\r\n(?P<content>.*)"
    ),
}
ANSWERS = {
    TO_REDIS: (b":1\r\n", b"-NOAUTH Authentication required.\r\n"),
    BY_POST: (b"HTTP/1.1 201 Created\r\n\r\n", b"HTTP/1.1 403 Forbidden\r\n\r\n"),
}
"""To what was taken, and to what was not."""


def _published(dialect: str, seq: int) -> tuple[bytes, bytes]:
    """Place and content of a publication, as who takes them reads them."""
    handover = DIALECTS[dialect].handover
    place, content = DIALECTS[dialect].publication(TOPIC)
    packed, digits = holes_of(content)
    filled = handover.request(place, content) % (*(PACK(seq),) * packed, *(seq,) * digits, NOW_NS)
    match = REQUESTS[handover].fullmatch(filled)
    assert match is not None
    found = match.groupdict()
    assert int(found["width"]) == len(found["content"])
    assert int(found.get("place_width", len(found["place"]))) == len(found["place"])
    return found["place"], found["content"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("seq", [FIRST_SEQ, 9_999_999_999])
def test_a_publication_is_as_wide_as_it_says(dialect: str, seq: int) -> None:
    """Whatever number fills its hole, and whatever envelope is around; its moment stands where clients look for it."""
    channel, content = _published(dialect, seq)
    assert TOPIC.encode() in channel + content
    assert str(seq).encode() in content
    assert str(NOW_NS).encode() in content
    assert len(str(NOW_NS)) == SENT_DIGITS


@pytest.mark.parametrize("dialect", ["repcast", "bare", "socketio-python", "channels", "nchan"])
def test_a_message_is_counted_once(dialect: str) -> None:
    """By its mark, with the moment right behind it."""
    _, content = _published(dialect, FIRST_SEQ)
    assert content.count(MARK) == 1
    assert content.partition(MARK)[2].startswith(str(NOW_NS).encode())


def test_our_publication_is_what_a_server_reads() -> None:
    """On the channel of the user, whom the job is named for."""
    channel, content = _published("repcast", FIRST_SEQ)
    assert channel == f"{PREFIX}:user:{TOPIC}".encode()
    frame = decode(TOPIC, content)
    assert (frame.job_id, frame.seq) == (TOPIC, FIRST_SEQ)


def test_envelopes_of_peers_are_what_their_libraries_read() -> None:
    """JSON, or msgpack."""
    assert json.loads(_published("socketio-python", FIRST_SEQ)[1])["room"] == TOPIC
    _, packet, options = msgpack.unpackb(_published("socketio-node", FIRST_SEQ)[1])
    assert options["rooms"] == [TOPIC]
    assert packet["data"][1] | {"seq": str(FIRST_SEQ), "sent": str(NOW_NS)} == packet["data"][1]
    assert json.loads(msgpack.unpackb(_published("channels", FIRST_SEQ)[1])["text"])["seq"] == FIRST_SEQ


def test_what_our_client_says_is_of_the_protocol() -> None:
    """A hello, then the job that it follows."""
    steps = DIALECTS["repcast"].steps(TOPIC)
    assert [decode_client_frame(step.say).type for step in steps] == ["hello", "job.subscribe"]


async def test_a_publisher_numbers_its_messages() -> None:
    """One after the other, also over pipelines; it counts what is acknowledged."""
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    ended = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):
            heard.put_nowait(b"".join([await reader.readline() for _ in range(7)]))
            writer.write(b":1\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()
        ended.set()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        transport, publisher = await asyncio.get_running_loop().create_connection(
            lambda: Publisher(TO_REDIS, [(b"channel", b"%d 100%% %d")]), *server.sockets[0].getsockname()
        )
        publisher.publish(2)
        publisher.publish(1)
        commands = [await heard.get() for _ in range(3)]
        await wait_until(lambda: publisher.acknowledged == publisher.published == 3, "all is acknowledged")
        transport.close()
        await ended.wait()
    contents = [command.split(b"\r\n")[-2] for command in commands]
    assert [content.split()[:2] for content in contents] == [
        [str(seq).encode(), b"100%"] for seq in range(FIRST_SEQ, FIRST_SEQ + 3)
    ]


@pytest.mark.parametrize("handover", ANSWERS, ids=["to Redis", "by POST"])
async def test_an_answer_is_counted_once_however_it_is_cut(handover: Handover) -> None:
    """Whole, in single bytes, or many in one read."""
    accepted, _ = ANSWERS[handover]
    publisher = Publisher(handover, [(b"place", b"%d")])
    for data in (accepted, *(bytes([byte]) for byte in accepted), accepted * 3):
        publisher.data_received(data)
    assert publisher.acknowledged == 5


@pytest.mark.parametrize("handover", ANSWERS, ids=["to Redis", "by POST"])
async def test_a_refusal_ends_the_publisher(handover: Handover) -> None:
    """It stands in the answer, also behind others that were accepted."""
    accepted, refused = ANSWERS[handover]
    publisher = Publisher(handover, [(b"place", b"%d")])
    with pytest.raises(ConnectionError):
        publisher.data_received(accepted + refused)


async def test_a_publisher_takes_topics_by_turns() -> None:
    """Each topic has numbers of its own."""
    heard = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set_result(await reader.read())
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        transport, publisher = await asyncio.get_running_loop().create_connection(
            lambda: Publisher(TO_REDIS, [(b"one", b"%d %d"), (b"two", b"%d %d")]), *server.sockets[0].getsockname()
        )
        publisher.publish(2)
        publisher.publish(1)
        transport.close()
        lines = (await heard).split(b"\r\n")
    assert [(lines[at], int(lines[at + 2].split()[0])) for at in range(4, len(lines), 7)] == [
        (b"one", FIRST_SEQ),
        (b"two", FIRST_SEQ),
        (b"one", FIRST_SEQ + 1),
    ]
