"""Who may train, and how hard: what the request's words say of the person's health. Pure.

The logic is that of ACSM's screening [SCR, 10.1249/MSS.0000000000001331]; `decisions` has the table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.program import SafetyStatus
from schemas.request import FitnessLevel, GoalCategory, ProgramRequest
from schemas.wording import plain
from server.generation.anatomy import Condition
from server.generation.safety.clearance import Clearer, clearers
from server.generation.safety.decisions import DECISIONS, Decision, Verdict
from server.generation.safety.hearing import Heard, heard_in, texts_of
from server.generation.safety.topics import Topic

FULL_RPE = 10
MODERATE_RPE = 6
"""The hardest that is asked of somebody who needs clearance: no intervals, no maximal work [G10]."""

PAUSED = re.compile(
    r"\b(?:inactive|sedentary|couch potato|out of shape|not (?:been )?(?:active|training|exercising)|"
    r"(?:haven't|have not|hasn't) (?:\w+ )?(?:trained|exercised|worked out|lifted|run|"
    r"been (?:active|training|to the gym))|"
    r"(?:don't|do not|never) (?:train|exercise|work out)|(?:long|year'?s?|months?) (?:break|pause|off)|"
    r"(?:back|returning|coming back) (?:after|from) (?:a |years|months))\b"
)
"""Whoever calls themselves intermediate and says this is not active as ACSM means it: 30 min, 3 days, 3 months."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """No program is made; the sentence says so kindly, and what to do.

    Attributes:
        code: for machines.
        message: for logs and developers.
        say: to be spoken.
    """

    code: str
    message: str
    say: str


@dataclass(frozen=True, slots=True)
class Screening:
    """What is known of a person's health.

    Attributes:
        topics: what was said of them, the gravest first.
        conditions: what exercises are left out for.
        status: what the program says of it; age, body weight and injuries may add to it.
        most_rpe: the hardest effort that may be asked for, 0 to 10; RPE = 10 - RIR.
        refusal: why no program is made, if none is.
    """

    topics: tuple[Topic, ...] = ()
    conditions: frozenset[Condition] = frozenset()
    status: SafetyStatus = SafetyStatus.CLEAR
    most_rpe: int = FULL_RPE
    refusal: Refusal | None = None


def screen(request: ProgramRequest) -> Screening:
    """What the words of a request say of the person's health, and what follows for a program."""
    texts = texts_of(request)
    heard = heard_in(texts, request.sex)
    if not heard:
        return Screening()
    cleared = frozenset(who for text in texts for who in clearers(text))
    is_active = request.fitness_level is not FitnessLevel.BEGINNER and not any(PAUSED.search(plain(t)) for t in texts)
    order = {topic: place for place, topic in enumerate(DECISIONS)}
    ranked = sorted(heard, key=lambda one: (order[one.topic], not one.with_effort))
    outcomes = [_outcome(one, request.goal_category, cleared, is_active=is_active) for one in ranked]
    statuses = [outcome.status for outcome in outcomes]
    return Screening(
        topics=tuple(dict.fromkeys(one.topic for one in ranked)),
        conditions=frozenset(_conditions(ranked)),
        status=max(statuses, key=list(SafetyStatus).index),
        most_rpe=min(outcome.most_rpe for outcome in outcomes),
        refusal=next((outcome.refusal for outcome in outcomes if outcome.refusal), None),
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one topic alone leads to."""

    status: SafetyStatus
    most_rpe: int = MODERATE_RPE
    refusal: Refusal | None = None


def _outcome(heard: Heard, goal: GoalCategory, cleared: frozenset[Clearer], *, is_active: bool) -> _Outcome:
    decision = DECISIONS[heard.topic]
    if heard.is_undated:
        return _Outcome(SafetyStatus.CAUTION, FULL_RPE)
    is_cleared = not cleared.isdisjoint(decision.clearers)
    match (heard.with_effort and decision.on_exertion) or decision.verdict:
        case Verdict.SYMPTOM if heard.with_effort and is_cleared:
            return _refused(_under_care(decision))
        case Verdict.SYMPTOM | Verdict.CLEARANCE if not is_cleared:
            return _refused(_needs_clearance(heard.topic, decision))
        case Verdict.DISEASE if not is_cleared:
            if is_active:
                return _Outcome(SafetyStatus.NEEDS_CLEARANCE)
            return _refused(_needs_clearance(heard.topic, decision))
        case Verdict.NO_WEIGHT_LOSS if goal is GoalCategory.FAT_LOSS:
            return _refused(NO_WEIGHT_LOSS)
        case Verdict.NO_WEIGHT_LOSS | Verdict.CARE:
            return _Outcome(SafetyStatus.CAUTION, FULL_RPE)
    return _Outcome(SafetyStatus.CAUTION)


def _refused(refusal: Refusal) -> _Outcome:
    return _Outcome(SafetyStatus.NEEDS_CLEARANCE, refusal=refusal)


NO_WEIGHT_LOSS = Refusal(
    code="weight_loss_declined",
    message="The request speaks of an eating disorder: weight loss is not planned.",
    say=(
        "With an eating disorder I do not plan weight loss. Please talk with a professional; "
        "I can plan for general fitness."
    ),
)


def _needs_clearance(topic: Topic, decision: Decision) -> Refusal:
    say = (
        "Please have a doctor check your chest pain before you train. If you feel it now, call for emergency help."
        if topic is Topic.CHEST_PAIN
        else f"You told me about {decision.called}. Please ask your doctor first; once you are cleared, "
        "tell me, and I will plan."
    )
    return Refusal(
        code="needs_clearance",
        message=f"The request speaks of {decision.called}: medical clearance is needed before a program.",
        say=say,
    )


def _under_care(decision: Decision) -> Refusal:
    return Refusal(
        code="needs_clearance",
        message=f"The request speaks of {decision.called} with effort: no program is made without medical care.",
        say=f"With {decision.called} when you work hard, please train under medical care. I cannot plan that for you.",
    )


def _conditions(heard: list[Heard]) -> Iterator[Condition]:
    for one in heard:
        if (condition := DECISIONS[one.topic].condition) is not None and not one.is_undated:
            yield condition
