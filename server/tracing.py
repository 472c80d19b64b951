"""Traces by OpenTelemetry, over OTLP/HTTP: requests, jobs with their attempts, calls of the model.

All spans of a job are in one trace, whose id is made from the job's: so every process and every attempt finds it, and
nothing has to be carried or stored. The request that a job came with is linked to it, and has a trace of its own, or
that of the client's ``traceparent``. A socket has no span: it may be open for days.

The rest (name of the service, headers of the collector, sampling) is read from the environment by OpenTelemetry itself.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any, Final

from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Link, Span, Status, StatusCode, format_trace_id
from opentelemetry.util.types import Attributes

from server import __version__, spans
from server.redaction import Redactor
from server.spans import Attribute

TIMEOUT_S: Final = 5.0
"""A collector that takes longer loses what it was sent; it must not hold up the end of the process."""

UNTRACED: Final = (r"/ws(\?|$)", r"/api/(health|open|ready)(\?|$)", r"/metrics(\?|$)", "/static/")

TOLD: Final = frozenset(
    {
        "error.type",
        "exception.message",
        "exception.stacktrace",
        "exception.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.version",
        "url.scheme",
    }
)
"""Of what the libraries say of a span. The rest are addresses with what was put into them, and who asked whom."""

OWN: Final = "repcast."

_wanted_id: ContextVar[int | None] = ContextVar("wanted_id", default=None)


def start(endpoint: str, redactor: Redactor) -> None:
    """Keep spans from now on, and send them to a collector.

    Args:
        endpoint: where it takes OTLP over HTTP, without a path.
    """
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http")  # the names that stay
    chosen_timeout = os.environ.get("OTEL_EXPORTER_OTLP_TIMEOUT")
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=float(chosen_timeout or TIMEOUT_S))
    resource = Resource.create({"service.name": "repcast", "service.version": __version__})
    provider = TracerProvider(resource=resource, id_generator=_Ids())
    provider.add_span_processor(BatchSpanProcessor(_Redacting(exporter, redactor)))
    HTTPX2ClientInstrumentor().instrument(tracer_provider=provider, meter_provider=NoOpMeterProvider())
    spans.set_tracer(_Tracer(provider))


def trace_of_job(job_id: str) -> int:
    """The id of a job's trace. Not the job's own: a sampler takes its bits for random, some of a UUID are not."""
    return int.from_bytes(blake2b(job_id.encode(), digest_size=16).digest())


class _Ids(RandomIdGenerator):
    def generate_trace_id(self) -> int:
        wanted = _wanted_id.get()
        return super().generate_trace_id() if wanted is None else wanted


class _Span:
    """A `server.spans.Span`."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def note(self, **attributes: Attribute | None) -> None:
        self._span.set_attributes({OWN + name: value for name, value in attributes.items() if value is not None})

    def failed(self, why: str) -> None:
        self._span.set_status(Status(StatusCode.ERROR, why))

    @contextmanager
    def current(self) -> Iterator[None]:
        with trace.use_span(self._span, record_exception=False, set_status_on_exception=False):
            yield

    def end(self) -> None:
        self._span.end()


class _Tracer:
    """A `server.spans.Tracer`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("repcast", __version__)

    def begin(self, name: str, job_id: str | None, attributes: Mapping[str, Attribute]) -> _Span:
        told = {OWN + key: value for key, value in attributes.items()}
        if job_id is None:
            return _Span(self._tracer.start_span(name, attributes=told))
        around = trace.get_current_span()
        links = [Link(around.get_span_context())] if around.get_span_context().is_valid else []
        around.set_attribute(f"{OWN}job_id", job_id)
        before = _wanted_id.set(trace_of_job(job_id))
        try:
            told[f"{OWN}job_id"] = job_id
            return _Span(self._tracer.start_span(name, Context(), attributes=told, links=links))
        finally:
            _wanted_id.reset(before)

    def trace_id(self, job_id: str | None) -> str | None:
        around = trace.get_current_span().get_span_context()
        if around.is_valid:
            return format_trace_id(around.trace_id)
        return None if job_id is None else format_trace_id(trace_of_job(job_id))

    def follow_requests(self, app: FastAPI) -> None:
        untraced = [*UNTRACED, *filter(None, os.environ.get("OTEL_PYTHON_FASTAPI_EXCLUDED_URLS", "").split(","))]
        FastAPIInstrumentor.instrument_app(
            app,
            tracer_provider=self._provider,
            meter_provider=NoOpMeterProvider(),
            excluded_urls=",".join(untraced),
            exclude_spans=["receive", "send"],
        )


class _Redacting(SpanExporter):
    """Lets out of a span what is known to be harmless, and its secrets hidden."""

    def __init__(self, exporter: SpanExporter, redactor: Redactor) -> None:
        self._exporter = exporter
        self._redactor = redactor

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([self._redacted(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)

    def _redacted(self, span: ReadableSpan) -> ReadableSpan:
        status = span.status
        return ReadableSpan(
            name=self._redactor.text(span.name),
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=self._told(span.attributes),
            events=[Event(event.name, self._told(event.attributes), event.timestamp) for event in span.events],
            links=span.links,
            kind=span.kind,
            status=Status(status.status_code, status.description and self._redactor.text(status.description)),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )

    def _told(self, attributes: Attributes) -> dict[str, Any]:
        found = (attributes or {}).items()
        return {
            name: self._redactor.value(value, name) for name, value in found if name in TOLD or name.startswith(OWN)
        }
