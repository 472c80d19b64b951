"""Text that Liftosaur imports in its full mode, by the language of llms/liftoscript.md at astashov/liftosaur@03719f3.

What is not said there and was read in src/pages/planner/plannerEvaluator.ts at astashov/liftosaur@02c7d64: an exercise
stands once in a day unless labels tell its places apart, and its warm-up is the same wherever it stands. An exercise
that Liftosaur does not have must be made there, by its name, before the text is read; the head lists those.

There is no ``progress:`` section. Loads come from the effort, week by week, as they do in the program; a rule of
Liftosaur's beside it would add to them a second time.
"""

from collections.abc import Iterator
from typing import Final

from schemas.program import CardioItem, Item, LoadType, Program, Role, Session, SetType, StrengthItem
from schemas.request import Units
from server.generation.exports.liftosaur_names import LIFTOSAUR_NAMES
from server.generation.exports.phrases import day_of, duration, effort
from server.generation.exports.source import Source
from server.generation.exports.text import plain

HIGHEST_RPE: Final = 10
LABEL_MAX: Final = 8
"""Characters of a set's label."""
SET_LABELS = {SetType.DROPSET: "dropset", SetType.WARMUP: "warm-up"}
WITHOUT_LOAD = frozenset({LoadType.BODYWEIGHT, LoadType.BAND, LoadType.NONE})
WEIGHED = frozenset({LoadType.KG, LoadType.ASSISTED_KG})

Lines = Iterator[str]


class _Writer:
    """One program; remembers what was said, because descriptions are valid until others are given."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._zero = "0lb" if program.request.get("units") == Units.IMPERIAL else "0kg"
        items = [item for week in program.weeks for session in week.sessions for item in session.items]
        self._warmed_up = {name_of(item) for item in items if isinstance(item, StrengthItem) and item.role is Role.MAIN}
        self._foreign = dict.fromkeys(name_of(item) for item in items if item.exercise_id not in LIFTOSAUR_NAMES)
        self._descriptions: dict[tuple[int, str], str] = {}

    def lines(self) -> Lines:
        yield from self._head()
        for week in self._program.weeks:
            lighter = ", lighter" if week.is_deload else ""
            yield ""
            yield f"# Week {week.index}: {plain(week.block)}{lighter}"
            for number, session in enumerate(week.sessions, 1):
                yield ""
                yield f"## {day_of(session)}: {plain(session.name)}"
                yield from self._session(number, session)

    def _head(self) -> Lines:
        program = self._program
        yield f"/// {plain(program.name)}"
        yield f"/// {plain(program.description)}"
        yield from (f"/// {plain(notice)}" for notice in program.safety.notices)
        yield f"/// Stop at: {', '.join(map(plain, program.safety.stop_signs))}."
        for rule in program.progression_rules:
            yield f"/// {plain(rule.name)}: {plain(rule.rule)} {plain(rule.on_failure)}"
        if self._foreign:
            yield "/// Liftosaur does not have these. Make them as custom exercises of the same names first:"
            yield from (f"/// - {name}" for name in self._foreign)

    def _session(self, day: int, session: Session) -> Lines:
        seen: dict[str, int] = {}
        for item in session.items:
            name = name_of(item)
            seen[name] = seen.get(name, 0) + 1
            full_name = name if seen[name] == 1 else f"again{seen[name]}: {name}"
            description = _description(item)
            if self._descriptions.get((day, full_name)) != description:
                self._descriptions[day, full_name] = description
                yield f"// {description}"
            yield f"{full_name} / {' / '.join(self._sections(item, name))}"

    def _sections(self, item: Item, name: str) -> Iterator[str]:
        if isinstance(item, CardioItem):
            yield _endurance(item)
            yield self._zero
            yield "warmup: none"
            return
        yield _sets(item)
        effort_and_load = " ".join(part for part in (_rpe(item), self._weight(item)) if part)
        if effort_and_load:
            yield effort_and_load
        if item.duration_s is None:
            yield f"{item.rest_s}s"
        if name not in self._warmed_up:
            yield "warmup: none"
        if item.superset_group:
            yield f"superset: {_word(item.superset_group)}"

    def _weight(self, item: StrengthItem) -> str:
        """In kilograms where the program says so; nothing that is lifted; else asked for, once the set is done."""
        if item.load.type in WITHOUT_LOAD:
            return self._zero
        if item.load.type in WEIGHED and item.load.min is not None:
            return f"{item.load.min:g}kg"
        return "?+"


def as_liftoscript(source: Source) -> str:
    """The whole program; every week is written out, so that each can be changed by itself."""
    return "\n".join(_Writer(source.program).lines()) + "\n"


def name_of(item: Item) -> str:
    """Liftosaur's name of an exercise, or our own without what is syntax there."""
    return LIFTOSAUR_NAMES.get(item.exercise_id) or _word(item.name)


def _word(text: str) -> str:
    """Letters, digits, hyphens, apostrophes and full stops, beginning with a letter or a digit."""
    kept = "".join(character if character.isalnum() or character in "-'." else " " for character in plain(text))
    return " ".join(kept.split()).lstrip("-'. ") or "Exercise"


def _sets(item: StrengthItem) -> str:
    label = _label(item)
    if item.duration_s is not None:
        return f"{item.sets}x1 {item.duration_s}s|{item.rest_s}s{label}"
    if item.distance_m is not None:
        return f"{item.sets}x1{label}"
    known = sorted({max(1, reps) for reps in (item.reps_min, item.reps_max) if reps is not None}) or [1]
    reps = "-".join(map(str, known))
    if item.set_type is SetType.AMRAP:
        before = f"{item.sets - 1}x{reps}{label}, " if item.sets > 1 else ""
        return f"{before}1x{reps}+{label}"
    return f"{item.sets}x{reps}{label}"


def _label(item: StrengthItem) -> str:
    label = SET_LABELS.get(item.set_type) or (f"{item.distance_m} m" if item.distance_m is not None else "")
    return f" ({label})" if label and len(label) <= LABEL_MAX else ""


def _rpe(item: StrengthItem) -> str:
    """The middle of what is in reserve, from the other side; of what is not loaded, the description says it."""
    reserves = [reserve for reserve in (item.rir_min, item.rir_max) if reserve is not None]
    if not reserves or item.load.type is LoadType.NONE:
        return ""
    return f"@{HIGHEST_RPE - sum(reserves) / len(reserves):g}"


def _endurance(item: CardioItem) -> str:
    """A set's own timer, then the rest's."""
    if item.intervals:
        return f"{item.intervals.reps}x1 {item.intervals.work_s}s|{item.intervals.recover_s}s"
    return f"1x1 {max(1, round(item.duration_min * 60))}s|0s"


def _description(item: Item) -> str:
    """Begins with a word of ours: dots and exclamation marks there would be syntax."""
    said = [plain(item.cue), plain(item.note)]
    if isinstance(item, CardioItem):
        minutes = f"{item.duration_min:g} min in all; " if item.intervals else ""
        return " ".join(["Do:", f"{minutes}{plain(effort(item))}.", *(part for part in said if part)])
    dose = [plain(effort(item)), "each side" if item.per_side else "", f"tempo {item.tempo}" if item.tempo else ""]
    if item.load.type is LoadType.ASSISTED_KG:
        dose.append("the weight is the help")
    if item.distance_m is not None:
        dose.append(f"{item.distance_m} m a set, rest {duration(item.rest_s)}")
    prescribed = ", ".join(part for part in dose if part)
    return " ".join(["Do:", *(part for part in (f"{prescribed}." if prescribed else "", *said) if part)])
