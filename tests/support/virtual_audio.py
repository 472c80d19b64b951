"""A user in front of a microphone and a loudspeaker, on a clock that may be faster than the one on the wall.

    async with VirtualDevice(speed=20) as device:
        device.say("hello")                       # the user speaks
        await wait_until(lambda: "hi" in device.heard_words, "an answer")

All between the brain and the hardware is the client's own; the hardware is a `VirtualSoundCard`.
"""

import asyncio
from collections.abc import Callable
from typing import Self

from tests.support.spoken_audio import silence, spoken, words
from tests.support.virtual_sound_card import BLOCK_BYTES, VirtualSoundCard
from voice_client.realtime.audio.local_audio import LocalAudio
from voice_client.realtime.audio.modes import SETUPS, Mode
from voice_client.realtime.audio.pcm import BLOCK_MS


class VirtualDevice(LocalAudio):
    """An audio device, and the user in front of it.

    Args:
        speed: how many times faster than the wall's its clock is.
        echo: how much of what it plays comes back to its microphone, 0 to 1.
        voice: how the user sounds.

    Attributes:
        is_told_to_listen: whether the agent knows that the user speaks.
        talked_over: blocks with words of the agent in them that were played while it knew that.
        begun_over: times when it began to speak while the user was speaking, known or not.
        reactions_ms: for each time the user spoke into the agent's words, for how long both did.
        onsets_s: when the agent began to be heard, on the loop's clock.
        gaps_s: from the end of what the user said to the first word of the agent.
    """

    def __init__(
        self,
        speed: float = 20.0,
        mode: Mode = Mode.HEADSET,
        *,
        echo: float = 0.0,
        voice: Callable[[str], bytes] = spoken,
    ) -> None:
        self.card = VirtualSoundCard(echo=echo)
        setup = SETUPS[mode]
        super().__init__(self.card, setup.gate(), setup.hearing)
        self.is_told_to_listen: Callable[[], bool] = lambda: False
        self.talked_over = 0
        self.begun_over = 0
        self.reactions_ms: list[int] = []
        self.onsets_s: list[float] = []
        self.gaps_s: list[float] = []
        self._speed = speed
        self._voice = voice
        self._was_playing = self._was_speaking = False
        self._both_ms = 0
        self._ended_s: float | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._clock = asyncio.create_task(self.card.run(self._speed, self._note), name="virtual-sound-card")
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._clock.cancel()
        await asyncio.gather(self._clock, return_exceptions=True)
        await super().__aexit__(*exc_info)

    # The user

    def say(self, text: str, pause_ms: int = 0) -> None:
        """The user says something, behind what is being said, and after a pause."""
        self.card.say(silence(pause_ms) + self._voice(text))

    @property
    def user_speaks(self) -> bool:
        return self.card.is_saying

    @property
    def heard_words(self) -> str:
        """All that the user has heard."""
        return words(bytes(self.card.played))

    # What is counted

    def _note(self) -> None:
        is_speaking, is_playing = (bool(words(bytes(end[-BLOCK_BYTES:]))) for end in (self.card.said, self.card.played))
        now_s = asyncio.get_running_loop().time()
        if is_playing and self.is_told_to_listen():
            self.talked_over += 1
        if is_playing and not self._was_playing:
            self.onsets_s.append(now_s)
            self.begun_over += is_speaking
        if is_playing and is_speaking:
            self._both_ms += BLOCK_MS
        elif self._both_ms:
            self.reactions_ms.append(self._both_ms)
            self._both_ms = 0
        if self._was_speaking and not is_speaking:
            self._ended_s = now_s
        if is_playing and self._ended_s is not None:
            self.gaps_s.append(now_s - self._ended_s)
            self._ended_s = None
        self._was_playing, self._was_speaking = is_playing, is_speaking
