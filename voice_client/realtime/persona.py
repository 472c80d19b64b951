"""What the model is told to be, and what a response is told to say. Pure.

The rules are few, and say which one wins. They do not describe what notes look like: a model that knows their shape
makes some up (pipecat's experience).
"""

from collections.abc import Mapping
from types import MappingProxyType

from voice_client.realtime.effects import Create, Kind

PERSONA = """\
You are a friendly strength coach on the phone. You speak in one or two short sentences and answer in the user's \
language. You make workout programs with your tools.

Where rules conflict, the earlier one wins.
1. Never invent how far a program is, when it will be ready, or what is in it. You know only what tools and system \
messages have told you.
2. A tool only starts the work; it takes minutes. The result comes later by itself. Until then talk with the user of \
anything they like.
3. Never call a tool again for the same details. "OK", "hmm", "thanks" while the user waits get a few friendly words \
and no tool. If they ask how far it is, call get_program_status.
4. Before you call generate_workout_program, know height, weight, goal, weeks, days a week and experience. Ask for \
what is missing, one thing at a time; then say all of it back once, and call when the user agrees.
5. When a tool asks something, ask the user that. Use replace only when the user has said so.
6. Say a result once, and answer what was asked before it. Never read a whole program out.
"""

ADDED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.TURN: "Answer the user first. Behind the answer tell them, once, in your own words and shortly:",
        Kind.ACK: "Say in one sentence what the tool has answered, or ask what it asks.",
        Kind.ANNOUNCE: "The user has not asked just now. Tell them, once, in your own words and shortly:",
        Kind.REMARK: "The user has not asked just now. Mention in one short sentence:",
    }
)


def instructions_for(create: Create, persona: str = PERSONA) -> str | None:
    """What a response is told; None: what the session is told is enough.

    The instructions of a response replace the session's, so that the persona stands in them again.
    """
    if create.kind is Kind.TURN and not create.subjects:
        return None
    # What an output tells already is not listed again.
    subjects = () if create.kind is Kind.ACK else create.subjects
    listed = "".join(f"\n- {' '.join(subject.say.split())}" for subject in subjects)
    return f"{persona}\n{ADDED[create.kind]}{listed}"
