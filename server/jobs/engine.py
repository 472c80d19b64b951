"""The port to what works on jobs. It carries ids only, of a job and of whom it is for: the job row is the truth."""

from typing import Protocol


class Engine(Protocol):
    """Starts and stops the work on jobs."""

    @property
    def at_work(self) -> int:
        """Jobs that this process works on now."""

    async def open(self) -> None:
        """Begin to work. It does not wait for whatever it stands on to be reachable."""

    def start(self, job_id: str, user_id: str, *, is_lost: bool = False) -> None:
        """Have a job worked on, soon. Saying it twice is harmless.

        Args:
            is_lost: whoever was given it is silent, so it is given to another one.
        """

    def cancel(self, job_id: str) -> None:
        """Stop the work on a job for which cancelling was requested, whoever does it; unknown ones are ignored."""

    async def drain(self, grace_s: float) -> None:
        """Take nothing new; let what runs go on for ``grace_s``, then hand it over as pending. Ends the engine."""

    async def workers(self) -> int | None:
        """How many workers there are; None if that cannot be said now."""
