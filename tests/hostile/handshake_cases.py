"""Handshakes and requests that are none, or are not for us: bytes, and the status that they are answered with."""

from dataclasses import dataclass

from tests.hostile.wire import head_of

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""That of RFC 6455, section 1.3."""


@dataclass(frozen=True, slots=True)
class HeadCase:
    """Bytes; the section that speaks of them (RFC 6455 unless another is named); the status."""

    name: str
    section: str
    sent: bytes
    status: int


def _named(name: str, *values: str) -> bytes:
    return head_of(1, without=[name], headers=[(name, value) for value in values]).replace(b"127.0.0.1:1", b"localhost")


def _plain(start: str, *lines: str) -> bytes:
    return "\r\n".join([start, "Host: localhost", *lines, "", ""]).encode("latin-1")


HANDSHAKES = [
    HeadCase("as it should be", "4.1", _named("Origin"), 101),
    HeadCase("another order of letters", "4.2.1", _named("Upgrade", "WebSocket"), 101),
    HeadCase("more than one token", "4.2.1", _named("Connection", "keep-alive, Upgrade"), 101),
    HeadCase("no key", "4.2.1", _named("Sec-WebSocket-Key"), 400),
    HeadCase("an empty key", "4.2.1", _named("Sec-WebSocket-Key", ""), 400),
    HeadCase("a short key", "4.2.1", _named("Sec-WebSocket-Key", "c2hvcnQ="), 400),
    HeadCase("a long key", "4.2.1", _named("Sec-WebSocket-Key", "QUFB" * 1000), 400),
    HeadCase("a key that is not base64", "4.2.1", _named("Sec-WebSocket-Key", "%" * 24), 400),
    HeadCase("two keys", "4.2.1", _named("Sec-WebSocket-Key", KEY, KEY), 400),
    HeadCase("no version", "4.2.1", _named("Sec-WebSocket-Version"), 400),
    HeadCase("an old version", "4.2.1", _named("Sec-WebSocket-Version", "8"), 400),
    HeadCase("a version to come", "4.2.1", _named("Sec-WebSocket-Version", "14"), 400),
    HeadCase("a version that is no number", "4.2.1", _named("Sec-WebSocket-Version", "13; DROP"), 400),
    HeadCase("two versions", "4.2.1", _named("Sec-WebSocket-Version", "13", "13"), 400),
    HeadCase("no Upgrade", "4.2.1", _named("Upgrade"), 404),
    HeadCase("another Upgrade", "4.2.1", _named("Upgrade", "h2c"), 404),
    HeadCase("two in one Upgrade", "4.2.1", _named("Upgrade", "websocket, h2c"), 404),
    HeadCase("two Upgrades", "4.2.1", _named("Upgrade", "websocket", "websocket"), 426),
    HeadCase("an Upgrade of nobody, then ours", "4.2.1", _named("Upgrade", "h2c", "websocket"), 426),
    HeadCase("no Connection", "4.2.1", _named("Connection"), 404),
    HeadCase("a Connection that is kept", "4.2.1", _named("Connection", "keep-alive"), 404),
    HeadCase("HTTP/1.0", "4.2.1", _named("Origin").replace(b"HTTP/1.1", b"HTTP/1.0"), 400),
    HeadCase("HTTP/0.9", "4.2.1", _named("Origin").replace(b"HTTP/1.1", b"HTTP/0.9"), 400),
    HeadCase("HTTP/2.0", "4.2.1", _named("Origin").replace(b"HTTP/1.1", b"HTTP/2.0"), 400),
    HeadCase("POST", "4.2.1", _named("Origin").replace(b"GET", b"POST"), 405),
    HeadCase("a method in small letters", "4.2.1", _named("Origin").replace(b"GET", b"get"), 400),
    HeadCase("a body", "4.1", _named("Content-Length", "5") + b"hello", 400),
    HeadCase("a body in chunks", "4.1", _named("Transfer-Encoding", "chunked") + b"0\r\n\r\n", 400),
    HeadCase("no Host", "4.2.1", _named("Host"), 400),
    HeadCase("two Hosts", "RFC 9112, 3.2", _named("Host", "localhost", "localhost"), 400),
    HeadCase("another path", "4.2.1", _named("Origin").replace(b"/ws", b"/ws/"), 403),
    HeadCase("a path above the root", "4.2.1", _named("Origin").replace(b"/ws", b"/../ws"), 403),
    HeadCase("a path beyond ASCII", "4.2.1", _named("Origin").replace(b"/ws", b"/ws?\xe4=\xff"), 400),
    HeadCase("a path with NUL", "4.2.1", _named("Origin").replace(b"/ws", b"/ws\0"), 400),
    HeadCase("a header that is folded", "RFC 9112, 5.2", _named("X", "a\r\n b"), 400),
    HeadCase("a header with NUL", "RFC 9110, 5.5", _named("X", "a\0b"), 400),
    HeadCase("a header without a name", "RFC 9112, 5.1", _named("", "x"), 400),
    HeadCase("a blank behind a name", "RFC 9112, 5.1", _named("X ", "x"), 400),
    HeadCase("letters beyond ASCII in a value", "RFC 9110, 5.5", _named("X", "\xe4\xff"), 101),
    HeadCase("a header of 9,000 bytes", "RFC 6585, 5", _named("X", "x" * 9_000), 431),
    HeadCase("200 headers", "RFC 6585, 5", _named("X", *"x" * 200), 431),
    HeadCase("33 headers of 1,000 bytes", "RFC 6585, 5", _named("X", *["x" * 1_000] * 33), 431),
    HeadCase(
        "a path of 9,000 bytes", "RFC 9110, 15.5.15", _named("Origin").replace(b"/ws", b"/ws?" + b"x" * 9_000), 414
    ),
    HeadCase("a subprotocol that is no token", "RFC 6455, 4.1", _named("Sec-WebSocket-Protocol", "a b\x0b"), 400),
    HeadCase("extensions that are none", "9.1", _named("Sec-WebSocket-Extensions", ";;;"), 101),
]
"""Extensions are not looked at while none is offered."""

REQUESTS = [
    HeadCase("no HTTP", "RFC 9112, 2.2", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    HeadCase("a line of words", "RFC 9112, 3", b"hello server\r\n\r\n", 400),
    HeadCase("a mail", "RFC 9112, 3", b"EHLO evil.example\r\n\r\n", 400),
    HeadCase("HTTP/2 from the first byte", "RFC 9113, 3.4", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    HeadCase("a head of 40,000 bytes", "RFC 6585, 5", _plain("GET / HTTP/1.1", "X: " + "x" * 40_000), 431),
    HeadCase("a head without an end", "RFC 6585, 5", _plain("GET / HTTP/1.1", "X: " + "x" * 600_000)[:-4], 431),
    HeadCase("a path without an end", "RFC 6585, 5", b"GET /" + b"x" * 600_000, 431),
    HeadCase("no Host", "RFC 9112, 3.2", b"GET /api/health HTTP/1.1\r\n\r\n", 400),
    HeadCase("HTTP/1.0 without a Host", "RFC 9112, 3.2", b"GET /api/health HTTP/1.0\r\n\r\n", 200),
    HeadCase("two lengths", "RFC 9112, 6.3", _plain("POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 2"), 400),
    HeadCase("a length below zero", "RFC 9112, 6.3", _plain("POST / HTTP/1.1", "Content-Length: -1"), 400),
    HeadCase(
        "a length and chunks",
        "RFC 9112, 6.1",
        _plain("POST / HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        400,
    ),
    HeadCase("an unknown coding", "RFC 9112, 6.1", _plain("POST / HTTP/1.1", "Transfer-Encoding: evil"), 400),
    HeadCase(
        "a chunk without a length",
        "RFC 9112, 7.1",
        _plain("POST /api/tokens HTTP/1.1", "Transfer-Encoding: chunked") + b"zz\r\n",
        400,
    ),
    HeadCase("a bare line end in a header", "RFC 9112, 2.2", _plain("GET / HTTP/1.1", "X: a\nY: b"), 400),
    HeadCase("a proxy's request", "RFC 9112, 3.2.2", _plain("GET http://evil.example/ HTTP/1.1"), 200),
    HeadCase("a tunnel", "RFC 9110, 9.3.6", _plain("CONNECT evil.example:443 HTTP/1.1"), 400),
    HeadCase("everything", "RFC 9110, 9.3.7", _plain("OPTIONS * HTTP/1.1"), 404),
    HeadCase("a way out", "RFC 3986, 5.2.4", _plain("GET /static/../../../../etc/passwd HTTP/1.1"), 404),
    HeadCase("an encoded way out", "RFC 3986, 2.1", _plain("GET /static/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1"), 404),
    HeadCase("an encoded NUL", "RFC 3986, 2.1", _plain("GET /static/%00 HTTP/1.1"), 404),
    HeadCase("bytes that are no UTF-8", "RFC 3986, 2.5", _plain("GET /api/programs/%ff%fe HTTP/1.1"), 404),
    HeadCase("a method that is none", "RFC 9110, 9.1", _plain("EXPLODE / HTTP/1.1"), 400),
    HeadCase("TRACE", "RFC 9110, 9.3.8", _plain("TRACE /api/health HTTP/1.1"), 405),
]
