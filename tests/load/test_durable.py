from pathlib import Path

from tests.load.durable_frames import Lateness
from tests.load.fdatasync import timed_writes_ns
from tests.load.ticking_server import MADE


def test_writes_are_timed_one_by_one(tmp_path: Path) -> None:
    """And nothing of them is left on the disk."""
    assert len(timed_writes_ns(tmp_path / "file", 3)) == 3
    assert not list(tmp_path.iterdir())


def test_lateness_is_told_of_frames_that_say_when_they_were_made() -> None:
    """Of others it is not."""
    late = Lateness()
    late.heard(b'{"type":"job.created","at":"2026-01-02T03:04:05Z"}')
    assert late.since_made_ns == []
    late.heard(b'{"at":"2026-01-02T03:04:05.000006Z","message":"%b1767323045000001000"}' % MADE.encode())
    (made_ns,), (at_ns,) = late.since_made_ns, late.since_at_ns
    assert made_ns - at_ns == 5000
