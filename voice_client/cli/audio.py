"""``--audio``: by what a conversation goes."""

from enum import StrEnum

from voice_client.realtime.audio.modes import Mode


class Audio(StrEnum):
    """The modes of `voice_client.realtime.audio`, and none."""

    HEADSET = "headset"
    HALF = "half"
    PTT = "ptt"
    AEC = "aec"
    NONE = "none"

    @property
    def mode(self) -> Mode | None:
        """None: in writing."""
        return None if self is Audio.NONE else Mode(self.value)
