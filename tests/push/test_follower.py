"""One reader of logs: what it follows, what it gets, what it lacks."""

from dataclasses import dataclass, field

from server.push.follower import MAX_ENDED, Follower, LogRead, Troubles
from server.push.outbox import OutboxLimits
from tests.support.frames import log, log_frame, taken


@dataclass(slots=True)
class _Noted:
    """What went wrong, in order."""

    told: list[str] = field(default_factory=list)

    @property
    def troubles(self) -> Troubles:
        return Troubles(lambda: self.told.append("lacked"), lambda: self.told.append("slow"))


def _follower(max_frames: int = 256, noted: _Noted | None = None) -> Follower:
    return Follower(OutboxLimits(max_frames, 1 << 20), (noted or _Noted()).troubles)


def test_a_followed_job_comes_live() -> None:
    """Frames behind the cursor are dropped, the next ones are handed over, and others' jobs are not."""
    follower = _follower()
    follower.follow("job", "user", after=2, head=2)
    offers = [follower.offer(frame) for frame in log("job", [1, 2, 3, 4])]
    assert offers == [False, False, True, True]
    assert not follower.offer(log_frame("other", 1))
    assert taken(follower) == ["job/3", "job/4"]
    assert follower.wanted() is None


def test_a_hole_is_read_from_the_log() -> None:
    """The read is wanted once what waits is taken, and fills up to what is known to exist."""
    follower = _follower()
    follower.follow("job", "user", after=0, head=0)
    follower.offer(log_frame("job", 1))
    assert follower.offer(log_frame("job", 4))
    assert follower.wanted() is None
    assert taken(follower) == ["job/1"]
    assert follower.wanted() == LogRead("job", after=1, missing=3)
    follower.fill("job", log("job", [2, 3]))
    assert taken(follower) == ["job/2", "job/3"]
    assert follower.wanted() == LogRead("job", after=3, missing=1)
    follower.fill("job", log("job", [4]))
    follower.offer(log_frame("job", 5))
    assert taken(follower) == ["job/4", "job/5"]


def test_a_lost_tail_is_noticed_when_the_head_is_told() -> None:
    """No later frame would show that hole."""
    follower = _follower()
    follower.follow("job", "user", after=3, head=3)
    assert not follower.saw("job", "user", 3)
    assert follower.saw("job", "user", 4)
    assert follower.wanted() == LogRead("job", 3, 1)


def test_a_full_outbox_makes_a_reader_one_that_is_behind() -> None:
    """Nothing more is queued than there is room for; the rest is read when that is taken."""
    follower = _follower(max_frames=2)
    follower.follow("job", "user", after=0, head=0)
    for frame in log("job", range(1, 8)):
        follower.offer(frame)
    assert len(follower.outbox) == 2
    assert taken(follower) == ["job/1", "job/2"]
    assert follower.wanted() == LogRead("job", 2, 5)
    follower.fill("job", log("job", range(3, 8)))
    assert taken(follower) == ["job/3", "job/4"]


def test_jobs_that_are_behind_take_turns() -> None:
    """A long log does not starve a short one."""
    follower = _follower(max_frames=2)
    follower.follow("long", "user", after=0, head=6)
    follower.follow("short", "user", after=0, head=1)
    order = []
    while (read := follower.wanted()) is not None:
        follower.fill(read.job_id, log(read.job_id, range(read.after + 1, read.after + read.missing + 1)))
        order += taken(follower)
    assert order == ["long/1", "long/2", "short/1", "long/3", "long/4", "long/5", "long/6"]


def test_after_the_end_nothing_is_followed_any_more() -> None:
    """The final frame, live or read, ends the subscription; a late double of it does nothing."""
    follower = _follower()
    follower.follow("live", "user", after=1, head=1)
    follower.follow("read", "user", after=1, head=2)
    follower.offer(log_frame("live", 2, is_final=True))
    taken(follower)
    follower.fill("read", log("read", [2], last=2))
    assert follower.feeds == {}
    assert follower.users == set()
    assert not follower.offer(log_frame("live", 2, is_final=True))
    assert taken(follower) == ["read/2"]


def test_a_snapshot_takes_the_place_of_frames() -> None:
    """What comes after it comes as frames again; a snapshot of the end ends it."""
    follower = _follower()
    follower.follow("job", "user", after=0, head=900)
    follower.restart("job", "whole", seq=900, is_final=False)
    follower.offer(log_frame("job", 901))
    assert taken(follower) == ["whole", "job/901"]
    follower.restart("job", "the end", seq=950, is_final=True)
    assert taken(follower) == ["the end"]
    assert follower.feeds == {}


def test_frames_that_come_while_a_subscription_is_made_are_in_it() -> None:
    """Registered first, read then: what is committed in between is known when the cursor begins."""
    follower = _follower()
    follower.hold("user")
    assert not follower.offer(log_frame("job", 5))
    follower.follow("job", "user", after=2, head=4)
    follower.release("user")
    assert follower.wanted() == LogRead("job", 2, 3)


def test_a_watched_user_brings_every_job() -> None:
    """Those that run go on where their state was given, new ones come from their first frame."""
    follower = _follower()
    follower.watch("user", {"old": 4}, ended=["gone"])
    for frame in (log_frame("old", 5), log_frame("new", 1), log_frame("gone", 9), log_frame("x", 1, user_id="other")):
        follower.offer(frame)
    assert taken(follower) == ["old/5", "new/1"]


def test_a_job_that_begins_while_a_watch_is_made_is_watched() -> None:
    """Neither the answer nor the live frames alone would have it."""
    follower = _follower()
    follower.hold("user")
    follower.offer(log_frame("new", 1))
    follower.offer(log_frame("known", 3))
    follower.watch("user", {"known": 2}, ended=[])
    follower.release("user")
    reads = {}
    while (read := follower.wanted()) is not None:
        reads[read.job_id] = (read.after, read.missing)
        follower.fill(read.job_id, log(read.job_id, range(read.after + 1, read.after + read.missing + 1)))
        taken(follower)
    assert reads == {"new": (0, 1), "known": (2, 1)}


def test_a_sweep_finds_jobs_of_watched_users_that_nobody_was_told_of() -> None:
    """A job whose every frame was lost is still found."""
    follower = _follower()
    follower.watch("user", {}, ended=["gone"])
    assert follower.saw("unheard", "user", 3)
    assert not follower.saw("gone", "user", 9)
    assert not follower.saw("foreign", "other", 9)
    assert follower.wanted() == LogRead("unheard", 0, 3)


def test_unwatching_leaves_what_was_asked_for_by_name() -> None:
    """A watch and a subscription are two wishes, each undone by itself."""
    follower = _follower()
    follower.watch("user", {"a": 1, "b": 1}, ended=[])
    follower.follow("a", "user", after=1, head=1)
    follower.unwatch("user")
    assert set(follower.feeds) == {"a"}
    follower.watch("user", {"b": 1}, ended=[])
    follower.unfollow("a")
    assert set(follower.feeds) == {"a", "b"}
    follower.unwatch("user")
    assert follower.feeds == {}


def test_unfollowing_what_is_behind_wants_no_read() -> None:
    """Nothing is read for nobody, and a read that was under way is dropped."""
    follower = _follower()
    follower.follow("job", "user", after=0, head=5)
    assert follower.wanted() is not None
    follower.unfollow("job")
    follower.fill("job", log("job", [1]))
    follower.restart("job", "whole", seq=5, is_final=False)
    follower.unfollow("unknown")
    assert follower.wanted() is None
    assert taken(follower) == []


def test_replies_are_always_taken() -> None:
    """Who asks gets an answer, however full the outbox is."""
    follower = _follower(max_frames=1)
    follower.reply("one")
    follower.reply("two")
    assert taken(follower) == ["one", "two"]


def test_ended_jobs_of_watched_users_are_remembered_up_to_a_bound() -> None:
    """Memory does not grow with the jobs that a user ever had."""
    follower = _follower(max_frames=1 << 20)
    follower.watch("user", {}, ended=[])
    for number in range(MAX_ENDED + 10):
        follower.offer(log_frame(f"{number}", 1, is_final=True))
    assert len(taken(follower)) == MAX_ENDED + 10
    assert not follower.offer(log_frame(f"{MAX_ENDED}", 1, is_final=True))
    assert len(follower._ended) == MAX_ENDED


def test_what_is_read_for_a_feed_that_was_begun_anew_is_taken_or_left() -> None:
    """A subscription that is made again while its catch-up is read neither fails nor doubles anything."""
    follower = _follower()
    follower.follow("job", "user", after=0, head=3)
    assert follower.wanted() == LogRead("job", after=0, missing=3)
    follower.follow("job", "user", after=3, head=3)
    follower.fill("job", log("job", [1, 2, 3]))
    assert taken(follower) == []
    follower.offer(log_frame("job", 4))
    assert taken(follower) == ["job/4"]


def test_a_hole_is_told_of_once() -> None:
    """Not again while it is being read, and neither are frames that come twice, or of a job that is not followed."""
    noted = _Noted()
    follower = _follower(noted=noted)
    follower.follow("job", "user", after=2, head=2)
    for seq in (2, 3, 3, 6, 7, 5):
        follower.offer(log_frame("job", seq))
    follower.offer(log_frame("other", 9))
    assert noted.told == ["lacked"]


def test_a_full_outbox_is_told_of_once() -> None:
    """However many frames and jobs no longer fit; again when it was drained and is full anew."""
    noted = _Noted()
    follower = _follower(max_frames=1, noted=noted)
    for job in ("a", "b"):
        follower.follow(job, "user", after=0, head=0)
    for seq in (1, 2, 3):
        follower.offer(log_frame("a", seq))
        follower.offer(log_frame("b", seq))
    assert noted.told == ["slow"]
    for _ in range(4):
        taken(follower)
        read = follower.wanted()
        assert read is not None
        follower.fill(read.job_id, [log_frame(read.job_id, read.after + 1)])
    assert noted.told == ["slow"]


def test_what_was_there_before_its_reader_is_not_dated() -> None:
    """Nobody waited for it; what comes later is dated, live or from the log."""
    follower = _follower()
    follower.follow("job", "user", after=0, head=2)
    follower.offer(log_frame("job", 3))
    follower.fill("job", log("job", [1, 2, 3]))
    follower.offer(log_frame("job", 4))
    follower.reply('{"type":"pong"}')
    frames = [follower.outbox.take() for _ in range(5)]
    assert [(frame.type, frame.at_s) for frame in frames if frame] == [
        *[("job.progressed", None)] * 2,
        *[("job.progressed", 0.0)] * 2,
        ("pong", None),
    ]
