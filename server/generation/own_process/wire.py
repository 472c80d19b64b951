"""What the two processes say to each other: pickles with their length before them, over the child's standard streams.

A request is a `Brief`, to which its steps are the answers, or a `FileOrder`, with the file as the one answer; then
comes `Ended`. Answers are one stream, in which what was said before is referred to: the weeks of a program are not said
again with the program. Both processes are of one server, so they trust each other.
"""

import pickle  # said by this server to itself  # nosec B403
from dataclasses import dataclass
from io import BytesIO
from struct import Struct

from server.generation.exports.order import FileOrder
from server.generation.generator import Brief, GenerationFailed, Step

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

    @classmethod
    def of(cls, error: GenerationFailed) -> "Failure":
        return cls(error.code, error.message, error.say, error.retryable, error.retry_in_s)

    def error(self) -> GenerationFailed:
        return GenerationFailed(
            code=self.code, message=self.message, say=self.say, retryable=self.retryable, retry_in_s=self.retry_in_s
        )


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file, whole."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """There are no more steps.

    Attributes:
        failure: why there is no program.
        crash: the traceback, where nobody knows why.
    """

    failure: Failure | None = None
    crash: str | None = None


Answer = Step | FileMade


def request_of(brief: Brief) -> bytes:
    """A request; what a brief says of storage and of who pays is for models, and stays here."""
    return pickle.dumps((brief.request, brief.revision), pickle.HIGHEST_PROTOCOL)


def file_request_of(order: FileOrder) -> bytes:
    """Likewise."""
    return pickle.dumps(order, pickle.HIGHEST_PROTOCOL)


def asked_by(said: bytes) -> Brief | FileOrder:
    """A request, as it was meant."""
    asked = pickle.loads(said)  # see above  # noqa: S301  # nosec B301
    return asked if isinstance(asked, FileOrder) else Brief(*asked)


class Saying:
    """The answers to one request, as bytes."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._pickler = pickle.Pickler(self._buffer, pickle.HIGHEST_PROTOCOL)

    def said(self, answer: Answer | Ended) -> bytes:
        """The next one."""
        self._buffer.seek(0)
        self._buffer.truncate()
        self._pickler.dump(answer)
        return self._buffer.getvalue()


class _Stream:
    """What was said last, to be read; the unpickler refers to it and it to nobody: what they hold is freed with them.

    In a circle with its reader each program would be kept until the collector looks at old objects, after thousands.
    """

    def __init__(self) -> None:
        self.said = BytesIO()

    def read(self, size: int) -> bytes:
        return self.said.read(size)

    def readline(self) -> bytes:
        return self.said.readline()


class Hearing:
    """The same bytes, as answers."""

    def __init__(self) -> None:
        self._stream = _Stream()
        self._unpickler = pickle.Unpickler(self._stream)  # see above  # noqa: S301  # nosec B301

    def answer(self, said: bytes) -> Answer | Ended:
        """The next one."""
        self._stream.said = BytesIO(said)
        answer: Answer | Ended = self._unpickler.load()
        return answer
