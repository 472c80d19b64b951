"""How a job looks while it runs: NDJSON for programs, a bar on a terminal, one line a step elsewhere."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from schemas.codec import encode
from schemas.program import CardioItem, Session, StrengthItem, Week
from schemas.server_frames import (
    JobCancelled,
    JobCompleted,
    JobCreated,
    JobFailed,
    JobProgressed,
    JobRetried,
    JobStarted,
    JobSubscribed,
    JobWeekReady,
)
from voice_client.cli.options import Options
from voice_client.effects import JobFrame


class View(Protocol):
    """Shows the frames of one job; used as a context manager around them."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, frame: JobFrame) -> None:
        """One more frame."""


class NdjsonView(AbstractContextManager["NdjsonView"]):
    """Each frame as it came, a line each, on standard output."""

    def __init__(self, options: Options) -> None:
        self._out = options.out

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def show(self, frame: JobFrame) -> None:
        print(encode(frame), file=self._out.file, flush=True)


class LineView(AbstractContextManager["LineView"]):
    """A line for each step on standard error."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def show(self, frame: JobFrame) -> None:
        self._options.notify(sentence_of(frame))


class BarView(AbstractContextManager["BarView"]):
    """A bar on the terminal; weeks stay above it as they come."""

    def __init__(self, options: Options) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=32),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=options.err,
            transient=True,
        )
        self._task: TaskID = self._progress.add_task("Waiting for a worker", total=100)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, frame: JobFrame) -> None:
        if isinstance(frame, JobWeekReady):
            self._progress.console.print(f"  [green]✓[/] {week_line(frame.week)}", highlight=False)
        percent = getattr(frame, "progress", None)
        self._progress.update(self._task, completed=percent, description=sentence_of(frame))


def view_for(options: Options) -> View:
    """The view that suits where the output goes."""
    if options.as_json:
        return NdjsonView(options)
    if options.err.is_terminal and not options.is_quiet:
        return BarView(options)
    return LineView(options)


def sentence_of(frame: JobFrame) -> str:
    """A frame in words."""
    match frame:
        case JobCreated():
            return "Submitted"
        case JobStarted(attempt=attempt, provider=provider):
            return f"Started by {provider}" + (f", attempt {attempt}" if attempt > 1 else "")
        case JobProgressed(message=message):
            return message
        case JobWeekReady(weeks_done=done, weeks_total=total):
            return f"Week {done} of {total} is ready"
        case JobRetried(reason=reason, retry_in_s=wait_s):
            return f"{reason} Again in {wait_s:g} s."
        case JobCompleted(program=program):
            return f"Done: {program.name}"
        case JobFailed(error=failure):
            return f"Failed: {failure.message}"
        case JobCancelled(reason=reason):
            return "Cancelled" + (f": {reason}" if reason else "")
        case JobSubscribed(snapshot=snapshot) if snapshot is not None:
            return f"Caught up: {snapshot.message}"
        case _:
            return frame.type


def week_line(week: Week) -> str:
    """One week in one line."""
    kinds = ", ".join(session.name for session in week.sessions)
    lighter = " (lighter)" if week.is_deload else ""
    return f"Week {week.index}{lighter}: {kinds}"


def week_text(week: Week) -> str:
    """One week as somebody takes it to the gym."""
    return "\n\n".join(_session_text(session) for session in week.sessions)


def _session_text(session: Session) -> str:
    day = f"{session.weekday.capitalize()}: " if session.weekday else ""
    head = f"{day}{session.name}, about {session.est_minutes} min"
    return "\n".join([head, *(f"  {item.order}. {item.name:<34} {_dose(item)}" for item in session.items)])


def _dose(item: StrengthItem | CardioItem) -> str:
    if isinstance(item, CardioItem):
        return f"{item.duration_min:g} min, effort {item.rpe_min:g}-{item.rpe_max:g} of 10"
    amount = f"{item.duration_s} s" if item.duration_s is not None else f"{item.reps_min}-{item.reps_max}"
    side = " a side" if item.per_side else ""
    return f"{item.sets} x {amount}{side}, {item.rir_min} in reserve, rest {item.rest_s} s"
