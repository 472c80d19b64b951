"""When what is owed may be said, as far as that is a matter of time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from voice_client.realtime.effects import Kind, Wake
from voice_client.realtime.rules import Timing


@dataclass(slots=True)
class Pauses:
    """The silences between two things that are said, in seconds of the arbiter's clock.

    Attributes:
        held_until_s: nothing is asked for before: a response failed, or met another.
        quiet_since_s: since then nobody has said anything.
        begins_by_s: what was asked for last begins by then, or was lost.
    """

    timing: Timing
    held_until_s: float = 0.0
    quiet_since_s: float = 0.0
    begins_by_s: float = inf
    _asked_at_s: dict[Kind, float] = field(default_factory=dict)
    _failures: int = 0
    _wakes_at_s: float | None = None

    def heard_until(self, now_s: float) -> None:
        """Somebody has spoken until now."""
        self.quiet_since_s = max(self.quiet_since_s, now_s)

    def asked(self, kind: Kind, now_s: float) -> None:
        """A response was asked for."""
        self._asked_at_s[kind] = now_s
        self.begins_by_s = now_s + self.timing.begin_s

    def failed(self, now_s: float) -> None:
        """A response failed; the next one waits, longer each time."""
        wait_s = min(self.timing.retry_cap_s, self.timing.retry_s * 2.0 ** min(self._failures, 16))
        self._failures += 1
        self.held_until_s = now_s + wait_s

    def succeeded(self) -> None:
        """A response came to its end, with something said in it."""
        self._failures = 0

    def opens_at_s(self, kind: Kind, *, is_drained: bool) -> float:
        """When a kind of speech may begin if nothing else happens; never, while it would wait for the speaker."""
        gate = self.timing.gates[kind]
        if gate.is_after_playback and not is_drained:
            return inf
        silence_s = self.quiet_since_s + gate.silence_s if gate.silence_s else 0.0
        return max(self.held_until_s, silence_s, self._asked_at_s.get(kind, -inf) + gate.gap_s)

    def rotates_at_s(self, connected_at_s: float) -> float:
        """When a session is old enough, and not between a user's last word and the turn that it makes."""
        settled_s = self.quiet_since_s + self.timing.gates[Kind.ANNOUNCE].silence_s
        return max(connected_at_s + self.timing.rotate_after_s, settled_s)

    def woken(self) -> Sequence[Wake]:
        """The timer has run out, on a coarse clock a moment before its time: it may have to be set again."""
        self._wakes_at_s = None
        return ()

    def wake(self, now_s: float, *times_s: float) -> Sequence[Wake]:
        """When to look again: at the first of these times, and of a hold's end, unless that is set already."""
        at_s = min((time_s for time_s in (self.held_until_s, *times_s) if now_s < time_s < inf), default=None)
        if at_s is None or at_s == self._wakes_at_s:
            return ()
        self._wakes_at_s = at_s
        return [Wake(at_s)]
