"""A conversation: sentences, answers of tools and news of jobs in; what to say and to call out. Pure.

What is done on an input in a state stands in `table`.
"""

from dataclasses import replace

from voice_client.dialogue.classifying import classified, context_of, input_of_answer, input_of_news, news_in
from voice_client.dialogue.facts import Answer, Effect, Event, Facts, News
from voice_client.dialogue.states import Input, State
from voice_client.dialogue.table import TABLE
from voice_client.dialogue.understanding import Heard, understand


class IllegalInput(AssertionError):
    """It cannot come in this state: the caller's fault.

    Attributes:
        state: as it was, and is.
        came: what came.
    """

    def __init__(self, state: State, came: Input) -> None:
        super().__init__(f"{came} cannot come while {state}")
        self.state = state
        self.came = came


class Dialogue:
    """One conversation with one person."""

    def __init__(self) -> None:
        self.state = State.COLLECTING
        self.facts = Facts()

    def begin(self) -> tuple[Effect, ...]:
        """What is said before anybody has spoken."""
        return self._fire(self.facts, Input.GREETING, Heard(""))

    def hear(self, text: str) -> tuple[Effect, ...]:
        """Somebody has said something.

        Raises:
            IllegalInput: the conversation has ended.
        """
        heard = understand(text, context_of(self.facts))
        facts, came = classified(self.state, self.facts, heard)
        return self._fire(facts, came, heard)

    def answered(self, answer: Answer) -> tuple[Effect, ...]:
        """A tool that was called has answered.

        Raises:
            IllegalInput: nothing of the kind was called.
        """
        news = news_in(answer)
        return self._fire(self.facts, input_of_answer(answer), answer) if news is None else self.told(news)

    def told(self, news: News) -> tuple[Effect, ...]:
        """A job has something to report.

        Raises:
            IllegalInput: the conversation has ended.
        """
        facts, came = input_of_news(self.state, self.facts, news)
        return self._fire(facts, came, news)

    def _fire(self, facts: Facts, came: Input, event: Event) -> tuple[Effect, ...]:
        row = TABLE[self.state].get(came)
        if row is None:
            raise IllegalInput(self.state, came)
        reaction, then = row
        after, effects = reaction(facts, event)
        self.facts = replace(after, turn=facts.turn + 1)
        self.state = then
        return effects
