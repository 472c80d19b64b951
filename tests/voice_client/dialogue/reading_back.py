"""Whoever hears a wish read back notices what is wrong in it, and puts it right in plain words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.goals import GoalCategory
from schemas.request import Equipment, FitnessLevel, Sex, Weekday
from tests.voice_client.dialogue.telling import Conversation, misses
from voice_client.dialogue.draft import DAY_NAMES, Draft
from voice_client.dialogue.understanding import Slot, Tell

WAYS = ("no, {it}", "yes but {it}", "{it} actually", "that's not right, {it}", "almost, {it}", "wait, {it}")
WISHED = {
    GoalCategory.STRENGTH: "to get stronger",
    GoalCategory.HYPERTROPHY: "to build muscle",
    GoalCategory.POWER: "to be more explosive",
    GoalCategory.MUSCULAR_ENDURANCE: "my muscles to last longer",
    GoalCategory.CARDIO_ENDURANCE: "cardio, for running",
    GoalCategory.FAT_LOSS: "to lose fat",
    GoalCategory.GENERAL_FITNESS: "just to get fit",
    GoalCategory.MOBILITY: "to be more flexible",
}
UNHEARD_OF = {"age": "I'm not {} years old", "session_minutes": "I never said {} minutes"}
"""What is said to details that were never told."""
TOLD = ("age", "equipment", "unavailable_days", "session_minutes", "has_injuries")
"""Whose absence is noticed, since it was told: the age is asked for in the same breath."""
AS_VALUES = {
    Slot.GOAL: GoalCategory,
    Slot.LEVEL: FitnessLevel,
    Slot.SEX: Sex,
    Slot.EQUIPMENT: Equipment,
    Slot.DAYS_OFF: Weekday,
}


def seen_wrong(conversation: Conversation, draft: Draft) -> tuple[str, ...]:
    """Fields that are read back otherwise than they were told, or not at all."""
    wrong = misses(conversation, draft.arguments())
    told = {name: wanted for name, (wanted, _) in wrong.items() if name in conversation.expect}
    untold = tuple(name for name in UNHEARD_OF if name in wrong and name not in told)
    if untold:
        return untold
    return tuple(name for name, wanted in told.items() if _is_heard(name, wanted, draft))


def _is_heard(name: str, wanted: Any, draft: Draft) -> bool:
    if name in {"has_injuries", "goal_category"}:
        return True
    slot = Slot(name)
    if slot not in draft.tells:
        return name in TOLD
    as_value = AS_VALUES.get(slot, lambda value: value)
    value = tuple(as_value(each) for each in wanted) if isinstance(wanted, list) else as_value(wanted)
    right = replace(draft, tells={**draft.tells, slot: Tell(slot, value, draft.tells[slot].units)})
    return right.spoken() != draft.spoken()


def put_right(conversation: Conversation, name: str, times: int, draft: Draft) -> str:
    """What somebody says to whom has that wrong; not always in the same words."""
    if name in UNHEARD_OF and name not in conversation.expect:
        return UNHEARD_OF[name].format(draft.tells[Slot(name)].value)
    way = WAYS[(sum(map(ord, conversation.name)) + times) % len(WAYS)]
    return way.format(it=_its_words(conversation, name))


def _its_words(conversation: Conversation, name: str) -> str:
    wanted = conversation.expect[name]
    match name:
        case "height_cm" | "weight_kg":
            said = _last_answer(conversation, name) or in_own_words(conversation, name)
            return f"{'my height is' if name == 'height_cm' else 'I weigh'} {said}"
        case "goal_category":
            return f"I want {WISHED[GoalCategory(wanted)]}"
        case "fitness_level":
            return f"I'm {wanted}"
        case "equipment":
            return f"I only have {_listed([each.replace('_', ' ') for each in wanted])}"
        case "unavailable_days":
            return f"not on {_listed([DAY_NAMES[Weekday(day)] for day in wanted])}"
        case "has_injuries":
            return f"mind that I have {conversation.injury}" if wanted else "I have no injuries"
        case "session_minutes":
            return f"{wanted} minutes a session"
        case "age":
            return f"I'm {wanted} years old"
    return f"{wanted} {'days a week' if name == 'days_per_week' else 'weeks'}"


def _listed(words: list[str]) -> str:
    return " and ".join(words)


def _last_answer(conversation: Conversation, name: str) -> str | None:
    said = conversation.answers.get(name)
    return said[-1] if isinstance(said, list) else said


def in_own_words(conversation: Conversation, slot: str) -> str | None:
    """A detail once more, for whoever asks although it was told; None where it never was."""
    expect: Mapping[str, Any] = conversation.expect
    name = {"goal_raw": "goal_category", "injuries": "has_injuries"}.get(slot, slot)
    if name not in expect:
        return None
    match name:
        case "height_cm":
            return f"{expect[name]:g} cm"
        case "weight_kg":
            return f"{expect[name]:g} kilos"
        case "sex":
            return str(expect[name])
    return _its_words(conversation, name)
