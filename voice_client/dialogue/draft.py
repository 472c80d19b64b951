"""What is known of a wish so far. Pure: a draft does not change, it is followed by the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Self

from schemas.goals import GoalCategory, goal_of
from schemas.model import JsonObject
from schemas.request import FitnessLevel, Units, Weekday
from voice_client.dialogue.understanding import REQUIRED, Heard, Slot, Tell

MOST_NOTE_CHARACTERS = 1000
OF_THE_BODY = (
    Slot.HEIGHT, Slot.WEIGHT, Slot.LEVEL, Slot.AGE, Slot.SEX, Slot.EQUIPMENT, Slot.INJURIES, Slot.SPORT,
)  # fmt: skip
"""What stays true of a person for the next program."""
DEFAULTS: Mapping[Slot, Any] = MappingProxyType(
    {
        Slot.GOAL: "general fitness",
        Slot.DAYS: 3,
        Slot.WEEKS: 12,
        Slot.LEVEL: FitnessLevel.BEGINNER,
    }
)
"""For who would rather not say, or leaves it to us: modest, and read back before anything begins. A body has none."""

GOALS: Mapping[GoalCategory, str] = MappingProxyType(
    {
        GoalCategory.STRENGTH: "to get stronger",
        GoalCategory.HYPERTROPHY: "to build muscle",
        GoalCategory.POWER: "to get more explosive",
        GoalCategory.MUSCULAR_ENDURANCE: "for muscular endurance",
        GoalCategory.CARDIO_ENDURANCE: "for cardio endurance",
        GoalCategory.FAT_LOSS: "to lose fat",
        GoalCategory.GENERAL_FITNESS: "for general fitness",
        GoalCategory.MOBILITY: "to move more freely",
    }
)
LEVELS: Mapping[FitnessLevel, str] = MappingProxyType(
    {
        FitnessLevel.BEGINNER: "for a beginner",
        FitnessLevel.INTERMEDIATE: "at intermediate level",
        FitnessLevel.ADVANCED: "at advanced level",
    }
)
DAY_NAMES: Mapping[Weekday, str] = MappingProxyType(
    {
        Weekday.MON: "Mondays", Weekday.TUE: "Tuesdays", Weekday.WED: "Wednesdays", Weekday.THU: "Thursdays",
        Weekday.FRI: "Fridays", Weekday.SAT: "Saturdays", Weekday.SUN: "Sundays",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A wish that is being told.

    Attributes:
        tells: what is known.
        notes: what else was said, in the person's words.
        confirmed: fields that looked like a mistake and are right.
        category: the goal's, where it was settled otherwise than by its words.
    """

    tells: Mapping[Slot, Tell] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    category: GoalCategory | None = None

    def followed_by(self, heard: Heard) -> Self:
        """The draft once somebody has said more, or otherwise."""
        told = {slot: tell for slot, tell in self.tells.items() if slot not in heard.taken_back} | dict(heard.tells)
        if _leaves_too_few(told):
            if Slot.DAYS_OFF not in heard.tells:
                del told[Slot.DAYS_OFF]
            elif Slot.DAYS not in heard.tells:
                told[Slot.DAYS] = Tell(Slot.DAYS, len(Weekday) - len(told[Slot.DAYS_OFF].value))
        changed = {slot.value for slot in heard.tells}
        return replace(
            self,
            tells=MappingProxyType(told),
            notes=(*self.notes, heard.rest) if heard.rest and heard.rest not in self.notes else self.notes,
            confirmed=tuple(name for name in self.confirmed if name not in changed),
            category=None if Slot.GOAL in heard.tells else self.category,
        )

    def with_default(self, slot: Slot) -> Self:
        """The draft with what we would take ourselves."""
        return replace(self, tells=MappingProxyType({**self.tells, slot: Tell(slot, DEFAULTS[slot])}))

    def without(self, slot: Slot) -> Self:
        """The draft with a detail taken back."""
        return replace(self, tells=MappingProxyType({each: tell for each, tell in self.tells.items() if each != slot}))

    def of_the_same_person(self) -> Self:
        """The beginning of another wish of theirs."""
        kept = {slot: tell for slot, tell in self.tells.items() if slot in OF_THE_BODY}
        return replace(self, tells=MappingProxyType(kept), notes=(), category=None)

    @property
    def missing(self) -> tuple[Slot, ...]:
        """What has to be asked for, in that order."""
        return tuple(slot for slot in REQUIRED if slot not in self.tells)

    @property
    def height_cm(self) -> float | None:
        tell = self.tells.get(Slot.HEIGHT)
        return None if tell is None else float(tell.value)

    @property
    def units(self) -> Units:
        """In what this person speaks."""
        told = [self.tells[slot].units for slot in (Slot.WEIGHT, Slot.HEIGHT) if slot in self.tells]
        return Units.IMPERIAL if Units.IMPERIAL in told else Units.METRIC

    @property
    def goal(self) -> GoalCategory:
        """What the wish is of."""
        return self.category or goal_of(self.tells[Slot.GOAL].value)

    def arguments(self) -> JsonObject:
        """The request, but for the user.

        Raises:
            ValueError: something is missing.
        """
        if self.missing:
            raise ValueError(f"not known yet: {', '.join(self.missing)}")
        fields: JsonObject = {slot.value: _plain(tell.value) for slot, tell in self.tells.items()}
        fields["goal_category"] = self.goal.value
        fields["units"] = self.units.value
        if self.notes:
            fields["notes"] = ". ".join(self.notes)[:MOST_NOTE_CHARACTERS]
        if self.confirmed:
            fields["confirmed"] = list(self.confirmed)
        return fields

    def spoken(self) -> str:
        """All that is known, in one sentence to be confirmed."""
        values = {slot: tell.value for slot, tell in self.tells.items()}
        age = f"{values[Slot.AGE]} years old, " if Slot.AGE in values else ""
        parts = [
            f"you are {age}{spoken_height(self.tells[Slot.HEIGHT])} and weigh {spoken_weight(self.tells[Slot.WEIGHT])}",
            f"and want a program {GOALS[self.goal]}",
        ]
        schedule = f"{counted(values[Slot.DAYS], 'day')} a week for {counted(values[Slot.WEEKS], 'week')}"
        extras = [
            f"{values[Slot.MINUTES]} minutes a session" if Slot.MINUTES in values else "",
            f"not on {listed([DAY_NAMES[day] for day in values[Slot.DAYS_OFF]])}" if values.get(Slot.DAYS_OFF) else "",
            f"with {listed([each.replace('_', ' ') for each in values[Slot.EQUIPMENT]])}"
            if values.get(Slot.EQUIPMENT)
            else "",
            f"minding your {listed(list(values[Slot.INJURIES]))}" if values.get(Slot.INJURIES) else "",
        ]
        return ", ".join([" ".join(parts), schedule, LEVELS[values[Slot.LEVEL]], *(extra for extra in extras if extra)])


def _leaves_too_few(told: Mapping[Slot, Tell]) -> bool:
    off, days = told.get(Slot.DAYS_OFF), told.get(Slot.DAYS)
    return off is not None and days is not None and len(Weekday) - len(off.value) < days.value


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def spoken_height(tell: Tell) -> str:
    """In the units in which it was told."""
    if tell.units is not Units.IMPERIAL:
        return f"{tell.value:g} centimetres tall"
    feet, inches = divmod(round(tell.value / 2.54), 12)
    return f"{feet} foot {inches}" if inches else f"{feet} foot tall"


def spoken_weight(tell: Tell) -> str:
    """In the units in which it was told."""
    return f"{tell.value / 0.45359237:.0f} pounds" if tell.units is Units.IMPERIAL else f"{tell.value:g} kilograms"


def counted(count: int, noun: str) -> str:
    """A number of things: 1 day, 2 days."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def spoken_default(slot: Slot) -> str:
    """What we would take ourselves, in words."""
    match slot:
        case Slot.DAYS:
            return f"{counted(DEFAULTS[slot], 'day')} a week"
        case Slot.WEEKS:
            return counted(DEFAULTS[slot], "week")
    return str(DEFAULTS[slot])


def listed(words: list[str]) -> str:
    """Words as a list is spoken: Mondays, Tuesdays and Fridays."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
