"""What takes traces and crash reports, on loopback: an OTLP collector and Sentry's ingestion, over real HTTP.

with collectors() as seen:
    ...                              # the server under test, with ``seen.otlp_url`` and ``seen.sentry_dsn``
    assert seen.spans("job.attempt")
"""

import contextlib
import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from schemas.model import JsonObject

TRACES = "/v1/traces"
PUBLIC_KEY = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Collected:
    """A request, as it came, its body unpacked."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Collectors:
    """What came."""

    port: int = 0
    requests: list[Collected] = field(default_factory=list)

    @property
    def otlp_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sentry_dsn(self) -> str:
        return f"http://{PUBLIC_KEY}@127.0.0.1:{self.port}/7"

    def spans(self, name: str | None = None) -> list[JsonObject]:
        """All spans, or those of a name; their attributes as a dict."""
        found = []
        for request in self.requests:
            if request.path != TRACES:
                continue
            sent = MessageToDict(ExportTraceServiceRequest.FromString(request.body))
            for of_resource in sent["resourceSpans"]:
                for scope in of_resource["scopeSpans"]:
                    found += [_readable(span) for span in scope["spans"]]
        return [span for span in found if name in (None, span["name"])]

    def crashes(self) -> list[JsonObject]:
        """All events that came in envelopes."""
        envelopes = (request.body for request in self.requests if request.path == "/api/7/envelope/")
        return [event for envelope in envelopes for event in _events(envelope)]


def _readable(span: dict[str, Any]) -> JsonObject:
    told = {each["key"]: next(iter(each["value"].values()), None) for each in span.get("attributes", ())}
    return {**span, "attributes": told}


def _events(envelope: bytes) -> Iterator[JsonObject]:
    """An envelope is a line about itself, then for each item a line about it and its content."""
    lines = iter(envelope.splitlines()[1:])
    for head in lines:
        item = next(lines)
        if json.loads(head)["type"] == "event":
            yield json.loads(item)


@contextlib.contextmanager
def collectors() -> Iterator[Collectors]:
    """Both, at one address, until the block ends."""
    seen = Collectors()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers["content-encoding"] == "gzip":
                body = gzip.decompress(body)
            seen.requests.append(Collected(self.path, dict(self.headers), body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    server.daemon_threads = True
    seen.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="collectors")
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
