"""The registry of a process, and all that is in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from server.api.rooms import Rooms
from server.gateway.endpoint import Gateway
from server.metrics.commits import CommitMetrics
from server.metrics.jobs import JobMetrics
from server.metrics.model import ModelMetrics
from server.metrics.pulse import Pulse
from server.metrics.push import PushMetrics
from server.metrics.series import Reading
from server.metrics.sockets import SocketMetrics
from server.metrics.survey import Survey
from server.metrics.webhooks import WebhookMetrics
from server.push.bus import BusCounts


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts whose states are read when somebody asks."""

    gateway: Gateway
    rooms: Rooms
    survey: Survey
    bus: BusCounts

    @property
    def is_redis_up(self) -> bool | None:
        """None where there is none."""
        return None if self.rooms.bus is None else self.rooms.bus.is_connected


class Metrics:
    """What the parts of a process are handed to count with, and the registry that tells it."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.push = PushMetrics(registry)
        self.sockets = SocketMetrics(registry, self.push)
        self.jobs = JobMetrics(registry)
        self.commits = CommitMetrics(registry)
        self.model = ModelMetrics(registry)
        self.webhooks = WebhookMetrics(registry)
        self.pulse = Pulse(registry, self.push.compare_clocks)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        PlatformCollector(registry=registry)

    def read_from(self, sources: Sources) -> None:
        """Tell of states, too. Once."""
        for name, documentation, read in _states(sources):
            Reading(self.registry, name, documentation, read)
        for name, documentation, read in _of_bus(sources.bus):
            Reading(self.registry, name, documentation, read, counts=True)


Row = tuple[str, str, Callable[[], float | None]]


def _states(sources: Sources) -> Sequence[Row]:
    gateway, rooms, survey = sources.gateway, sources.rooms, sources.survey
    keeper = rooms.gatekeeper
    of_all = "of all processes on this database"
    waited = f"For how long the job waits that has waited for longest, {of_all}; 0 while none waits."
    workers = "Processes that take jobs, on this Redis; without Redis how many jobs this one works on at once."
    return (
        ("repcast_ws_connections", "Open sockets.", lambda: len(gateway.connections)),
        ("repcast_send_queue_frames", "Frames that wait to be written to sockets.", lambda: gateway.queued_frames),
        ("repcast_callers_waiting", "Requests and handshakes of callers who come too often.", lambda: keeper.waiting),
        ("repcast_event_streams", "Open event streams and long polls.", lambda: len(rooms.streams)),
        ("repcast_jobs_inflight", "Jobs that this process works on.", lambda: rooms.engine.at_work),
        ("repcast_draining", "1 while this process takes no new callers.", lambda: rooms.is_draining),
        ("repcast_database_up", "1 while the database answers.", lambda: survey.is_database_up),
        ("repcast_redis_up", "1 while Redis is connected; not told without Redis.", lambda: sources.is_redis_up),
        ("repcast_workers", workers, lambda: survey.workers),
        ("repcast_jobs_pending", f"Jobs that wait to be worked on, {of_all}.", lambda: survey.pending),
        ("repcast_oldest_pending_job_age_seconds", waited, lambda: survey.oldest_pending_s),
    )


def _of_bus(bus: BusCounts) -> Sequence[Row]:
    return (
        ("repcast_bus_published", "Frames that were sent to all processes.", lambda: bus.published),
        ("repcast_bus_dropped", "Frames that were not, since Redis was away or too slow.", lambda: bus.dropped),
        ("repcast_bus_received", "Frames that came, of this process or another.", lambda: bus.received),
    )
