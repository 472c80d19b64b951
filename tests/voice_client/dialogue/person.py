"""People of the conversations: they say what they want, answer what they are asked, and check what is read back."""

from dataclasses import dataclass

from schemas.model import JsonObject
from tests.voice_client.dialogue.reading_back import in_own_words, put_right, seen_wrong
from tests.voice_client.dialogue.telling import Conversation
from voice_client.dialogue.facts import Call
from voice_client.dialogue.machine import Dialogue
from voice_client.dialogue.states import State

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation went.

    Attributes:
        request: what the tool was called with; None where it never came to that.
        asked: the last that was said.
        corrections: what this person had to put right when it was read back.
        lines: the whole, a line for each that was said.
    """

    request: JsonObject | None
    asked: str
    corrections: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def held(conversation: Conversation) -> Outcome:
    """The conversation, as far as the request."""
    dialogue = Dialogue()
    dialogue.begin()
    lines = list(conversation.says)
    used: dict[str, int] = {}
    corrections: list[str] = []
    spoken = [f"< {dialogue.facts.said}"]
    for _ in range(MOST_LINES):
        line = lines.pop(0) if lines else _answer(conversation, dialogue, used, corrections)
        if line is None:
            break
        spoken.append(f"> {line}")
        for effect in dialogue.hear(line):
            if isinstance(effect, Call) and effect.name == "generate_workout_program":
                return Outcome(effect.arguments, dialogue.facts.said, tuple(corrections), tuple(spoken))
        spoken.append(f"< {dialogue.facts.said}")
    return Outcome(None, dialogue.facts.said, tuple(corrections), tuple(spoken))


def _answer(conversation: Conversation, dialogue: Dialogue, used: dict[str, int], corrections: list[str]) -> str | None:
    facts = dialogue.facts
    asked = "confirm" if dialogue.state is State.CONFIRMING else str(facts.asked)
    key = "options" if facts.options and "options" in conversation.answers else asked
    said = conversation.answers.get(key)
    if key == "confirm" and not (isinstance(said, list) and used.get(key, -1) < len(said) - 2):
        wrong = seen_wrong(conversation, facts.draft)
        if wrong:
            corrections.append(put_right(conversation, wrong[0], len(corrections), facts.draft))
            return corrections[-1]
    if key == "confirm":
        ways = said if isinstance(said, list) else [said or "yes"]
    else:
        ways = [*(said if isinstance(said, list) else [said] if said else [])]
        ways += [said for said in (in_own_words(conversation, asked),) if said] or ["whatever you think"]
    used[key] = used.get(key, -1) + 1
    return ways[min(used[key], len(ways) - 1)]
