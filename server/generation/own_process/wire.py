"""What the two processes say to each other: pickles with their length before them, over the child's standard streams.

A request is a `Brief`. The answers to it are its steps, then one `Ended`. They are one stream, in which what was said
before is referred to: the weeks of a program are not said again with the program. Both processes are of one server, so
they trust each other.
"""

import pickle  # said by this server to itself  # nosec B403
from dataclasses import dataclass
from io import BytesIO
from struct import Struct

from server.generation.generator import Brief, Step

LENGTH = Struct("!I")
END = b""
"""Said behind the last answer to a request, and before the first request: it is ready for the next one."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The fields of a `GenerationFailed`."""

    code: str
    message: str
    say: str
    retryable: bool
    retry_in_s: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """There are no more steps.

    Attributes:
        failure: why there is no program.
        crash: the traceback, where nobody knows why.
    """

    failure: Failure | None = None
    crash: str | None = None


def request_of(brief: Brief) -> bytes:
    """A request; what a brief says of storage and of who pays is for models, and stays here."""
    return pickle.dumps((brief.request, brief.revision), pickle.HIGHEST_PROTOCOL)


def brief_of(said: bytes) -> Brief:
    """A request, as it was meant."""
    request, revision = pickle.loads(said)  # see above  # noqa: S301  # nosec B301
    return Brief(request, revision)


class Saying:
    """The answers to one request, as bytes."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._pickler = pickle.Pickler(self._buffer, pickle.HIGHEST_PROTOCOL)

    def said(self, answer: Step | Ended) -> bytes:
        """The next one."""
        self._buffer.seek(0)
        self._buffer.truncate()
        self._pickler.dump(answer)
        return self._buffer.getvalue()


class Hearing:
    """The same bytes, as answers."""

    def __init__(self) -> None:
        self._said = BytesIO()
        self._unpickler = pickle.Unpickler(self)  # see above  # noqa: S301  # nosec B301

    def answer(self, said: bytes) -> Step | Ended:
        """The next one."""
        self._said = BytesIO(said)
        answer: Step | Ended = self._unpickler.load()
        return answer

    def read(self, size: int) -> bytes:
        """For the unpickler, which reads on from one message to the next."""
        return self._said.read(size)

    def readline(self) -> bytes:
        """Likewise."""
        return self._said.readline()
