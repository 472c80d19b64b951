"""What people are told where the rules write what a model should have: one sentence, which can be spoken. Pure."""

from datetime import datetime

from server.generation.llm.outcomes import Failed

UNUSABLE = "The model's plan could not be used"
SPENT = "The model has written all that it may for today"
TOO_LARGE = "The model may not write so much in a day"


def why_by_rules(from_week: int | None, over_budget: Failed | None) -> str:
    """The sentence.

    Args:
        from_week: the first week that is not the model's; None: none is.
        over_budget: where that is the reason; else no answer could be used.
    """
    part = "this program" if from_week is None else "the rest"
    where = "" if from_week is None else f" from week {from_week} on"
    if over_budget is None:
        return f"{UNUSABLE}{where}, so I wrote {part} by my own rules."
    if over_budget.again_at is None:
        return f"{TOO_LARGE}, so I wrote {part}{where} by my own rules."
    return f"{SPENT}, so I wrote {part}{where} by my own rules; it writes again from {_moment(over_budget.again_at)}."


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
