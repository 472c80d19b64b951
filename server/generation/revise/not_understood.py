"""A module of its own, so that who catches it does not load all that reads what users say.

- `NotUnderstood`: a change is not made, because of what is not clear, not possible, or no change.
"""

ANY_CHANGE = "a change of days, weeks, minutes, equipment, level, goal, an injury, or an exercise"


class NotUnderstood(Exception):
    """A change is not made.

    Attributes:
        say: what to say back, to be spoken: a question, mostly.
        accepted: what would be accepted, in words and numbers.
    """

    def __init__(self, say: str, accepted: str = ANY_CHANGE) -> None:
        super().__init__(say)
        self.say = say
        self.accepted = accepted
