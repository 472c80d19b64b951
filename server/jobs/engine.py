"""The port to what works on jobs. It carries ids only: the job row is the truth."""

from typing import Protocol


class Engine(Protocol):
    """Starts and stops the work on jobs."""

    def start(self, job_id: str) -> None:
        """Have a pending job worked on, soon. Saying it twice is harmless."""

    def cancel(self, job_id: str) -> None:
        """Stop the work on a job for which cancelling was requested; unknown ones are ignored."""

    async def drain(self, grace_s: float) -> None:
        """Take nothing new; let what runs go on for ``grace_s``, then hand it over as pending."""
