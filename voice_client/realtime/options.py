"""How a session is set up. Pure."""

from dataclasses import dataclass

from schemas.model import JsonObject
from voice_client.realtime.audio.pcm import SAMPLE_RATE_HZ
from voice_client.realtime.audio.port import Hearing
from voice_client.realtime.persona import PERSONA
from voice_client.tools import TOOLS

PCM: JsonObject = {"type": "audio/pcm", "rate": SAMPLE_RATE_HZ}


@dataclass(frozen=True, slots=True)
class Options:
    """What the user of the agent may choose.

    Attributes:
        model: the first generation, ``gpt-realtime``, is announced to end on 2027-01-20.
        transcription: the older ones, ``whisper-1`` and ``gpt-4o-…``, are to end on 2027-02-26.
    """

    model: str = "gpt-realtime-2"
    voice: str = "marin"
    transcription: str = "gpt-transcribe"
    persona: str = PERSONA


def session_of(options: Options, hearing: Hearing | None) -> JsonObject:
    """The ``session`` of a ``session.update``.

    Nobody but the arbiter asks for responses: with ``create_response`` the API would, and conflict with it.

    Args:
        hearing: how the user is heard; None: the conversation is in text.
    """
    session: JsonObject = {
        "type": "realtime",
        "output_modalities": ["text" if hearing is None else "audio"],
        "instructions": options.persona,
        "tools": [tool.as_function() for tool in TOOLS],
        "tool_choice": "auto",
        # A shorter context at once, instead of a little with each turn, keeps the rest of it cached.
        "truncation": {"type": "retention_ratio", "retention_ratio": 0.8},
    }
    if hearing is None:
        return session
    detection: JsonObject = {"type": "semantic_vad", "create_response": False, "interrupt_response": True}
    return session | {
        "audio": {
            "input": {
                "format": PCM,
                "noise_reduction": {"type": "far_field" if hearing.is_far else "near_field"},
                "transcription": {"model": options.transcription},
                "turn_detection": None if hearing.has_keys else detection,
            },
            "output": {"format": PCM, "voice": options.voice},
        }
    }
