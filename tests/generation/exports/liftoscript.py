"""A strict reader of Liftoscript, as far as programs are written in it here.

By the reference (llms/liftoscript.md at astashov/liftosaur@03719f3), and the grammar and checks of Liftosaur's editor
(src/pages/planner: plannerExercise.grammar at 4cb5a0c, plannerEvaluator.ts at 02c7d64).
"""

import re
from dataclasses import dataclass, field

NAME = r"[^/{}()\s#\[\]]+(?: [^/{}()\s#\[\]]+)*"
REPS = r"\d+(?:-\d+)?\+?"
TIMER = r"\d+s\+?\|(?:\d+s|\?)|\d+s"
SET = rf"\d+x{REPS}(?: (?:{TIMER}))?(?: \((?P<label>{NAME})\))?"
SECTIONS = {
    "sets": re.compile(rf"{SET}(?:, {SET.replace('?P<label>', '')})*"),
    "effort": re.compile(r"(?=\S)(?:@(?P<rpe>\d+(?:\.\d+)?))?(?: ?(?:\d+(?:\.\d+)?(?:kg|lb)|\?\+))?"),
    "rest": re.compile(r"\d+s"),
    "warmup": re.compile(r"warmup: none"),
    "superset": re.compile(rf"superset: {NAME}"),
}
EQUIPMENT = frozenset({"barbell", "cable", "dumbbell", "smith machine", "band", "kettlebell", "bodyweight"}) | {
    "leverage machine",
    "medicine ball",
    "ez bar",
    "trap bar",
}


@dataclass(slots=True)
class Line:
    """One exercise of one day."""

    name: str
    label: str
    sections: dict[str, str]
    description: str | None


@dataclass(slots=True)
class Day:
    name: str
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Week:
    name: str
    days: list[Day] = field(default_factory=list)


def read(text: str) -> list[Week]:
    """The weeks of a program.

    Raises:
        ValueError: Liftosaur would not take it; the sentence has the line.
    """
    weeks: list[Week] = []
    said: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            _take(line, weeks, said)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}: {line}") from None
    _check_warmups(weeks)
    return weeks


def _take(line: str, weeks: list[Week], said: list[str]) -> None:
    if line.startswith("///"):
        return
    if line.startswith("//"):
        description = line.removeprefix("//").strip()
        if not description or description.startswith(("...", "!")):
            raise ValueError("this description is syntax")
        said.append(description)
        return
    if said and not line:
        raise ValueError("a description of nothing")
    if line.startswith("## "):
        weeks[-1].days.append(Day(line[3:]))
    elif line.startswith("# "):
        weeks.append(Week(line[2:]))
    elif line:
        day = weeks[-1].days[-1]
        found = _exercise(line, said)
        if any((other.label, other.name) == (found.label, found.name) for other in day.lines):
            raise ValueError("this exercise is already used in this day")
        day.lines.append(found)
        said.clear()


def _exercise(line: str, said: list[str]) -> Line:
    full_name, *sections = line.split(" / ")
    if not re.fullmatch(NAME, full_name):
        raise ValueError("no name of an exercise")
    label, _, name = full_name.rpartition(": ")
    base, _, equipment = name.rpartition(", ")
    if ":" in name or "|" in name or name.startswith(("!", ".")) or (base and equipment.lower() not in EQUIPMENT):
        raise ValueError("this name is syntax")
    found: dict[str, str] = {}
    for section in sections:
        kinds = [kind for kind, form in SECTIONS.items() if kind not in found and form.fullmatch(section)]
        if not kinds:
            raise ValueError(f"no section: {section}")
        found[kinds[0]] = section
    if "sets" not in found:
        raise ValueError("an exercise must have sets")
    _check_sets(found)
    return Line(name, label, found, said[0] if said else None)


def _check_sets(found: dict[str, str]) -> None:
    sets = SECTIONS["sets"].fullmatch(found["sets"])
    label = sets["label"] if sets else None
    if label and len(label) > 8:
        raise ValueError("labels have 8 characters at most")
    effort = SECTIONS["effort"].fullmatch(found.get("effort", "0kg"))
    if effort and effort["rpe"] and not 0 <= float(effort["rpe"]) <= 10:
        raise ValueError("an RPE is from 0 to 10")
    if "effort" not in found:
        raise ValueError("a weight that is not there must be typed in for every set")


def _check_warmups(weeks: list[Week]) -> None:
    seen: dict[tuple[str, str], bool] = {}
    for line in (line for week in weeks for day in week.days for line in day.lines):
        has_none = "warmup" in line.sections
        if seen.setdefault((line.label, line.name), has_none) is not has_none:
            raise ValueError(f"different warm-ups of {line.name}")
