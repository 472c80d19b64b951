"""The catalogue of exercises: data that a coach can read and edit (catalogue/README.md), loaded once.

A file names its ``pattern``, what most of its exercises share (``[defaults]``), and the exercises (``[[exercise]]``);
what an exercise says itself replaces the file's default, in a table (``joint_stress``, ``goal_fit``) key by key.

- `CatalogueError`: a file is wrong; the message names file, exercise and field.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from schemas.model import Omitted, WireModel
from schemas.program import LoadType
from schemas.request import Equipment, FitnessLevel, GoalCategory
from server.generation.anatomy import Condition, Joint, Mechanic, Muscle, Pattern, Position
from server.generation.spoken_names import spoken_key

FORBIDDING_STRESS = 2
"""An exercise that stresses an injured joint as much as this is left out."""
LEVELS = tuple(FitnessLevel)
LEVEL_NUMBERS: Mapping[FitnessLevel, int] = MappingProxyType({level: number for number, level in enumerate(LEVELS)})
USUAL_GOAL_FIT = 1
UNLOADED = frozenset({LoadType.BODYWEIGHT, LoadType.NONE})

USUAL_INCREMENTS_KG: Mapping[Equipment, float] = MappingProxyType(
    {
        Equipment.BARBELL: 2.5,
        Equipment.CABLE: 2.5,
        Equipment.DUMBBELL: 2,
        Equipment.KETTLEBELL: 4,
        Equipment.MACHINE: 5,
    }
)
"""The smallest step that most gyms have; also what makes an exercise one whose load is counted in kg."""


def _gear(fields: Mapping[str, Any]) -> tuple[Equipment, ...]:
    return (*fields["equipment_all"], *fields["equipment_any"])


def _usual_load(fields: dict[str, Any]) -> LoadType:
    gear = _gear(fields)
    if Equipment.BAND in gear:
        return LoadType.BAND
    return LoadType.KG if USUAL_INCREMENTS_KG.keys() & {*gear} else LoadType.BODYWEIGHT


def _usual_increment_kg(fields: dict[str, Any]) -> float:
    if fields["load_type"] not in (LoadType.KG, LoadType.ASSISTED_KG):
        return 0
    return min((USUAL_INCREMENTS_KG[piece] for piece in _gear(fields) if piece in USUAL_INCREMENTS_KG), default=0)


def _usual_range(fields: dict[str, Any]) -> tuple[int, int]:
    return (20, 60) if fields["is_hold"] else (8, 15)


def _usual_s_per_rep(fields: dict[str, Any]) -> float:
    return 1 if fields["is_hold"] else 4


@cache
def _all_of(equipment_all: tuple[Equipment, ...], equipment_any: tuple[Equipment, ...]) -> frozenset[Equipment]:
    return frozenset(equipment_all + equipment_any)


def _needs_having(pieces: tuple[Equipment, ...]) -> tuple[Equipment, ...]:
    if {*pieces} & {Equipment.GYM, Equipment.BODYWEIGHT}:
        raise ValueError("names a place or the body, which is no piece of equipment; leave it out")
    return pieces


def _rising(bounds: tuple[int, int]) -> tuple[int, int]:
    if not 0 < bounds[0] <= bounds[1]:
        raise ValueError("is from a lower to a higher number")
    return bounds


Id = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Grade = Annotated[int, Field(ge=0, le=3)]
"""0 none, 1 a little, 2 much, 3 very much."""
Gear = Annotated[tuple[Equipment, ...], AfterValidator(_needs_having)]


class Exercise(WireModel):
    """One exercise. What stands here with a value may be left out of a file."""

    id: Id
    name: str
    aliases: tuple[str, ...] = ()
    """What else people call it, as it is spoken."""
    pattern: Pattern
    mechanic: Mechanic = Mechanic.COMPOUND
    primary: tuple[Muscle, ...]
    """What it trains first; a set counts whole for them."""
    secondary: tuple[Muscle, ...] = ()
    """What helps a good deal; a set counts half for them."""
    equipment_all: Gear = ()
    """All of these are needed."""
    equipment_any: Gear = ()
    """One of these is needed beside them."""
    level: FitnessLevel
    skill: Annotated[int, Field(ge=1, le=5)]
    """How much has to be learnt, or how strong one has to be, to do it well."""
    ease: Annotated[int, Field(ge=0, le=2)] = 0
    """How much easier it is than what its pattern usually asks: 2 is for those to whom even 1 is too much."""
    unilateral: bool = False
    """One side at a time: a set is done for each."""
    is_hold: bool = False
    """Counted in seconds, not repetitions."""
    is_main_lift: bool = False
    """Worth its own warm-up sets."""
    is_incline: bool = False
    """A press up and away, as of an incline bench."""
    axial_load: Grade = 0
    """What the load presses on the length of the spine."""
    impact: Grade = 0
    grip: Grade = 0
    """What it asks of the hands' hold."""
    position: Position = Position.STANDING
    overhead: bool = False
    """The hands are above the head under load."""
    joint_stress: Mapping[Joint, Grade] = Field(default_factory=dict)
    """A joint that is not named is not stressed."""
    contraindications: tuple[Condition, ...] = ()
    load_type: LoadType = Field(default_factory=_usual_load)
    """What its load is counted in: kg, assisted_kg, band, bodyweight, or none."""
    increment_kg: Annotated[float, Field(ge=0, le=10)] = Field(default_factory=_usual_increment_kg)
    """The smallest useful step of its load."""
    rep_range: Annotated[tuple[int, int], AfterValidator(_rising)] = Field(default_factory=_usual_range)
    """Repetitions of a set that make sense; seconds of what is counted in them."""
    s_per_rep: Annotated[float, Field(gt=0, le=10)] = Field(default_factory=_usual_s_per_rep)
    regressions: tuple[Id, ...] = ()
    """What to do when it is too hard, the nearest first."""
    progressions: tuple[Id, ...] = ()
    """What to do when it is too easy. Who names an exercise as a regression is its progression: no need to write it."""
    substitutes: tuple[Id, ...] = ()
    """What trains the same when its place is taken, the best first."""
    cue: str
    goal_fit: Mapping[GoalCategory, Grade] = Field(default_factory=dict)
    """How well it serves a goal; a goal that is not named is served a little (1)."""
    modality: Omitted[str] = None
    """Of endurance work: the way to move."""

    @property
    def gear(self) -> frozenset[Equipment]:
        """All equipment that it may use."""
        return _all_of(self.equipment_all, self.equipment_any)

    @property
    def is_loaded(self) -> bool:
        """Whether there is a load beside the body, which can be chosen."""
        return self.load_type not in UNLOADED

    @property
    def level_number(self) -> int:
        """From 0, for beginners."""
        return LEVEL_NUMBERS[self.level]

    @property
    def difficulty(self) -> tuple[int, int, int, bool]:
        """To compare exercises by: level, then skill, then ease, then whether there is a load beside the body."""
        return self.level_number, self.skill, -self.ease, self.is_loaded

    def fit_for(self, goal: GoalCategory) -> int:
        """How well it serves a goal, 0 to 3."""
        return self.goal_fit.get(goal, USUAL_GOAL_FIT)

    def can_be_done_with(self, available: frozenset[Equipment]) -> bool:
        """Whether this equipment is enough."""
        has_one = not self.equipment_any or not available.isdisjoint(self.equipment_any)
        return has_one and available.issuperset(self.equipment_all)

    def suits(
        self,
        available: frozenset[Equipment],
        level: FitnessLevel,
        injured: frozenset[Joint],
        conditions: frozenset[Condition] = frozenset(),
    ) -> bool:
        """Whether somebody with this equipment, at this level, with these injuries and conditions, may do it."""
        return (
            self.can_be_done_with(available)
            and self.level_number <= LEVEL_NUMBERS[level]
            and all(self.joint_stress.get(joint, 0) < FORBIDDING_STRESS for joint in injured)
            and conditions.isdisjoint(self.contraindications)
        )


class CatalogueError(ValueError):
    """A catalogue file is wrong. The message names file, exercise and field, for the coach who wrote it."""


@cache
def catalogue() -> Mapping[str, Exercise]:
    """All exercises by id, in the order of their files.

    Raises:
        CatalogueError: a file is wrong.
    """
    return read_catalogue(files("server.generation") / "catalogue")


@cache
def of_pattern(pattern: str) -> tuple[Exercise, ...]:
    """The exercises of one movement pattern."""
    return tuple(exercise for exercise in catalogue().values() if exercise.pattern == pattern)


def called(words: str) -> Exercise | None:
    """The exercise that somebody names: by its name or an alias, said in the plural, with hyphens or without spaces."""
    return _by_spoken_key().get(spoken_key(words))


@cache
def _by_spoken_key() -> Mapping[str, Exercise]:
    return {spoken_key(name): each for each in catalogue().values() for name in (each.name, *each.aliases)}


def read_catalogue(folder: Traversable) -> Mapping[str, Exercise]:
    """The exercises of all TOML files of a folder, with what progresses to what; other files are for people.

    Raises:
        CatalogueError: a file is no catalogue file, an id or a spoken name stands twice, an exercise names another
            that does not exist.
    """
    found: dict[str, Exercise] = {}
    source: dict[str, str] = {}
    spoken: dict[str, str] = {}
    entries = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    for file in sorted(entries, key=lambda path: path.name):
        for exercise in _read(file):
            place = f"{file.name}, {exercise.id}"
            if exercise.id in found:
                raise CatalogueError(f"{place}: the id stands twice, also in {source[exercise.id]}")
            for name in (exercise.name, *exercise.aliases):
                if (other := spoken.setdefault(spoken_key(name), exercise.id)) != exercise.id:
                    raise CatalogueError(f"{place}: {name!r} is also what {other} is called")
            found[exercise.id], source[exercise.id] = exercise, file.name
    harder: dict[str, list[str]] = {}
    for exercise in found.values():
        for other in (*exercise.regressions, *exercise.progressions, *exercise.substitutes):
            if other not in found:
                raise CatalogueError(f"{source[exercise.id]}, {exercise.id}: there is no exercise {other}")
        for easier in exercise.regressions:
            harder.setdefault(easier, []).append(exercise.id)
    return MappingProxyType({id_: _with_progressions(one, harder.get(id_, [])) for id_, one in found.items()})


def _read(file: Traversable) -> Iterator[Exercise]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        if unknown := document.keys() - {"pattern", "defaults", "exercise"}:
            raise CatalogueError(f"{file.name}: {', '.join(sorted(unknown))} is not known here")
        shared = {**document.get("defaults", {}), "pattern": document["pattern"]}
        entries = document["exercise"]
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file.name}: {error}") from None
    except KeyError as error:
        raise CatalogueError(f"{file.name}: {error.args[0]} is missing") from None
    for number, entry in enumerate(entries, start=1):
        try:
            yield Exercise.model_validate(_merged(shared, entry))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise CatalogueError(f"{file.name}, {entry.get('id', f'exercise {number}')}: {wrong}") from None


def _merged(shared: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**shared, **entry}
    for name in shared.keys() & entry.keys():
        if isinstance(shared[name], dict) and isinstance(entry[name], dict):
            merged[name] = {**shared[name], **entry[name]}
    return merged


def _with_progressions(exercise: Exercise, harder: list[str]) -> Exercise:
    progressions = tuple(dict.fromkeys((*exercise.progressions, *harder)))
    return exercise.model_copy(update={"progressions": progressions})
