"""Spans of a trace, for whoever does something that takes its time. Nothing, until a tracer is set.

A tracer is the process's, like its log. What sets one is `server.tracing`, which is imported where traces are wanted.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever begins a span far below has nothing to do with it
    from fastapi import FastAPI

Attribute = str | int | float | bool


class Span(Protocol):
    """Something that is being done."""

    def note(self, **attributes: Attribute | None) -> None:
        """Say more of it; None is left out."""

    def failed(self, why: str) -> None:
        """It does not end well."""

    def current(self) -> AbstractContextManager[None]:
        """What is begun within the block, in this task and those that it begins, is a part of it."""

    def end(self) -> None:
        """It is over."""


class Tracer(Protocol):
    """What keeps spans."""

    def begin(self, name: str, job_id: str | None, attributes: dict[str, Attribute]) -> Span:
        """See `server.spans.begin`."""

    def trace_id(self, job_id: str | None) -> str | None:
        """See `server.spans.trace_id`."""

    def follow_requests(self, app: "FastAPI") -> None:
        """See `server.spans.follow_requests`."""


class _NoSpan:
    """Where nobody traces, also around what would be a part of it."""

    def __enter__(self) -> Span:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def note(self, **attributes: Attribute | None) -> None:
        pass

    def failed(self, why: str) -> None:
        pass

    def current(self) -> AbstractContextManager[None]:
        return nullcontext()

    def end(self) -> None:
        pass


_NO_SPAN = _NoSpan()
_tracer: Tracer | None = None


def set_tracer(tracer: Tracer | None) -> None:
    """From now on spans are kept by this one; None: by none."""
    global _tracer  # noqa: PLW0603 - the process's own, like its log
    _tracer = tracer


def begin(name: str, *, job_id: str | None = None, **attributes: Attribute) -> Span:
    """Begin a span, as a part of what is current. Whoever begins it ends it.

    Args:
        job_id: it is at the top of this job's own trace, which is the same in every process.
    """
    return _NO_SPAN if _tracer is None else _tracer.begin(name, job_id, attributes)


def span(name: str, *, job_id: str | None = None, **attributes: Attribute) -> AbstractContextManager[Span]:
    """As `begin`, current within the block and ended with it. What is raised in it has failed it."""
    return within(begin(name, job_id=job_id, **attributes))


def within(begun: Span) -> AbstractContextManager[Span]:
    """Likewise, of one that was begun before."""
    return begun if isinstance(begun, _NoSpan) else _around(begun)


@contextmanager
def _around(begun: Span) -> Iterator[Span]:
    try:
        with begun.current():
            yield begun
    except Exception as error:
        begun.failed(type(error).__name__)
        raise
    finally:
        begun.end()


def trace_id(job_id: object) -> str | None:
    """The trace of what is current; of nothing, that of a job; None: there is none."""
    return None if _tracer is None else _tracer.trace_id(job_id if isinstance(job_id, str) else None)


def follow_requests(app: "FastAPI") -> None:
    """Have a span for each HTTP request of an application that does not serve yet."""
    if _tracer is not None:
        _tracer.follow_requests(app)
