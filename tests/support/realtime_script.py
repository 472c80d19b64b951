"""The model behind the fake API: rules on what the user said.

    script = Script(
        Rule("program", Call("generate_workout_program", WISH)),
        Rule("ok", Say("Sure.")),
    )

It does as a model does that follows its instructions: an output that was not spoken of is spoken of; what the
instructions of a response list behind dashes is mentioned, behind the answer if the user waits for one; where no tool
may be called, none is. A rule may be a rogue's: nothing here keeps it from calling again.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.model import JsonObject


@dataclass(frozen=True, slots=True)
class Say:
    """A message."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; ``arguments`` go out with their keys in this order."""

    name: str
    arguments: Mapping[str, object]


Reply = Sequence[Say | Call]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model sees when a response is made.

    Attributes:
        items: the conversation, oldest first.
        instructions: of this response.
        added: what they say beyond those of the session.
        may_call: tools may be called.
    """

    items: Sequence[JsonObject]
    instructions: str
    added: str
    may_call: bool

    @property
    def last(self) -> JsonObject:
        """The last item that is no note."""
        return next((item for item in reversed(self.items) if item.get("role") != "system"), {})

    @property
    def words(self) -> str:
        """What the user said last."""
        said = (item for item in reversed(self.items) if item.get("role") == "user")
        content: list[JsonObject] = next(said, {"content": []})["content"]
        return " ".join(part.get("text") or part.get("transcript") or "" for part in content)


@dataclass(frozen=True, slots=True)
class Rule:
    """``pattern`` is looked for in the user's words, in any case; the first rule that matches answers."""

    pattern: str
    reply: Reply | Say | Call | Callable[[Prompt], Reply]


class Script:
    """A model of which is known what it answers."""

    def __init__(self, *rules: Rule, otherwise: str = "I see.") -> None:
        self.rules = list(rules)
        self._otherwise = otherwise

    def __call__(self, prompt: Prompt) -> Reply:
        reply = [part for part in self._answer(prompt) if prompt.may_call or isinstance(part, Say)]
        mentioned = [Say(line.removeprefix("- ")) for line in prompt.added.splitlines() if line.startswith("- ")]
        said = [part.text for part in [*reply, *mentioned] if isinstance(part, Say)]
        calls = [part for part in reply if isinstance(part, Call)]
        return [*([Say(" ".join(said))] if said else []), *calls]

    def _answer(self, prompt: Prompt) -> Reply:
        last = prompt.last
        if last.get("type") == "function_call_output":
            return [Say(json.loads(last["output"])["say"])]
        if last.get("role") != "user":
            return []
        for rule in self.rules:
            if re.search(rule.pattern, prompt.words, re.IGNORECASE):
                reply = rule.reply(prompt) if callable(rule.reply) else rule.reply
                return [reply] if isinstance(reply, Say | Call) else reply
        return [Say(self._otherwise)]
