"""Who reads what: the handles of each job, the watchers of each user."""

from voice_client.effects import Delivered
from voice_client.errors import PushError
from voice_client.job_handle import JobHandle
from voice_client.watcher import Watcher


class Readers:
    """All readers of one client. A frame goes to each whom it may concern; each knows what it lacks."""

    def __init__(self) -> None:
        self._handles: dict[str, list[JobHandle]] = {}
        self._watchers: dict[str, list[Watcher]] = {}

    def follow(self, handle: JobHandle) -> None:
        """One more handle of its job, until the job ends."""
        self._handles.setdefault(handle.job_id, []).append(handle)

    def drop(self, handle: JobHandle) -> None:
        """This handle is not wanted after all."""
        kept = [each for each in self._handles.pop(handle.job_id, []) if each is not handle]
        if kept:
            self._handles[handle.job_id] = kept

    def watch(self, user_id: str) -> Watcher:
        """One more watcher, until `leave`."""
        watcher = Watcher()
        self._watchers.setdefault(user_id, []).append(watcher)
        return watcher

    def leave(self, user_id: str, watcher: Watcher) -> bool:
        """A watcher goes. Returns whether it was the user's last one."""
        kept = [each for each in self._watchers.pop(user_id, []) if each is not watcher]
        if kept:
            self._watchers[user_id] = kept
        return not kept

    def deliver(self, delivered: Delivered) -> None:
        """Hand a frame to all who read its job."""
        frame, is_last = delivered.frame, delivered.is_last
        for handle in self._handles.get(delivered.job_id, [])[:]:
            handle.deliver(frame, is_last=is_last)
            if handle.has_ended:
                self.drop(handle)
        for watcher in self._watchers.get(delivered.user_id or "", ()):
            watcher.deliver(frame, is_last=is_last)

    def fail_job(self, job_id: str, error: PushError) -> None:
        """Nothing more comes of a job."""
        for handle in self._handles.pop(job_id, ()):
            handle.fail(error)

    def fail_watch(self, user_id: str, error: PushError) -> None:
        """Nothing more comes of a user."""
        for watcher in self._watchers.get(user_id, ()):
            watcher.fail(error)

    def fail_all(self, error: PushError) -> None:
        """Nothing more comes at all."""
        for job_id in list(self._handles):
            self.fail_job(job_id, error)
        for user_id in self._watchers:
            self.fail_watch(user_id, error)
