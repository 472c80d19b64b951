"""Markdown to print and to read in a gym: safety first, how it goes on, then week by week with boxes to tick."""

import re
from collections.abc import Iterator

from schemas.program import CardioItem, Item, Program, SafetyStatus, Session, Week
from server.generation.exports.phrases import amount, day_of, duration, effort, exercise_name, prep
from server.generation.exports.source import Source
from server.generation.exports.text import plain

# Any punctuation may be escaped (CommonMark 0.31.2, section 2.4); these begin something inside a line.
_MARKS = re.compile(r"([\\`*_\[\]<>|~#&$])")
# GFM makes links of these without any mark (GFM 0.29, section 6.9).
_SCHEME = re.compile(r"(?i)(https?|ftp|mailto|xmpp):")
_WWW = re.compile(r"(?i)\b(www)\.")
_LINE_START = re.compile(r"^(\d{1,9})?([-+=.)])")

STATUS_WORDS = {
    SafetyStatus.CLEAR: None,
    SafetyStatus.CAUTION: "Take care: read this before the first session.",
    SafetyStatus.NEEDS_CLEARANCE: "Ask a doctor before the first session.",
}

WORDS_USED = (
    "*In reserve* is how many repetitions you could still do when you stop. *% 1RM* is a share of the most that you "
    "can lift once; it is there for orientation, what is in reserve decides. *Tempo* is in seconds: lowering, pause, "
    "lifting, pause."
)

Lines = Iterator[str]


def as_markdown(source: Source) -> str:
    """The whole program."""
    program = source.program
    parts = [_head(program), _changes(program), _safety(program), _progress(program)]
    parts += [_week(week) for week in program.weeks]
    parts += [_substitutes(program), _remarks(program)]
    return "\n".join(line for part in parts for line in part)


def text(raw: str) -> str:
    """A stranger's text inside a line, without any meaning to Markdown."""
    escaped = _MARKS.sub(r"\\\1", plain(raw))
    return _WWW.sub(r"\1\\.", _SCHEME.sub(r"\1\\:", escaped))


def paragraph(raw: str) -> str:
    """The same at the beginning of a line."""
    return _LINE_START.sub(r"\1\\\2", text(raw))


def _head(program: Program) -> Lines:
    yield f"# {paragraph(program.name)}"
    yield ""
    if program.description:
        yield paragraph(program.description)
        yield ""
    yield f"- Goal: {program.goal_category.replace('_', ' ')} (“{text(program.goal_raw)}”)"
    yield f"- Level: {program.fitness_level}"
    yield f"- Split: {text(program.split)}; {program.periodization} periodization"
    yield ""


def _changes(program: Program) -> Lines:
    if program.changes:
        yield "## What is different"
        yield ""
        yield from (f"- {paragraph(change)}" for change in program.changes)
        yield ""


def _safety(program: Program) -> Lines:
    yield "## Safety first"
    yield ""
    status = STATUS_WORDS[program.safety.status]
    if status:
        yield f"**{status}**"
        yield ""
    yield from (f"- {paragraph(notice)}" for notice in program.safety.notices)
    if program.safety.stop_signs:
        yield f"- **Stop, and get help, at:** {', '.join(map(text, program.safety.stop_signs))}."
    yield ""


def _progress(program: Program) -> Lines:
    yield "## How it goes on"
    yield ""
    yield "| Weeks | Block | Aim |"
    yield "| --- | --- | --- |"
    for block in program.blocks:
        weeks = str(block.first_week)
        if block.last_week != block.first_week:
            weeks += f"-{block.last_week}"
        yield f"| {weeks} | {text(block.name)} | {text(block.aim)} |"
    lighter = [str(week.index) for week in program.weeks if week.is_deload]
    if lighter:
        yield ""
        yield f"Lighter weeks, to recover: {', '.join(lighter)}."
    names = _names_by_rule(program)
    for rule in program.progression_rules:
        yield ""
        yield f"**{text(rule.name)}.** {text(rule.rule)} {text(rule.on_failure)}"
        yield f"For: {', '.join(map(text, names.get(rule.id, ())))}."
    yield ""
    yield WORDS_USED
    yield ""


def _week(week: Week) -> Lines:
    lighter = ", lighter" if week.is_deload else ""
    yield f"## Week {week.index}: {text(week.block)}{lighter}"
    yield ""
    for session in week.sessions:
        yield from _session(session)


def _session(session: Session) -> Lines:
    yield f"### {day_of(session)}: {text(session.name)} (about {session.est_minutes} min)"
    yield ""
    if session.warmup:
        yield f"Warm-up: {', '.join(text(prep(each)) for each in session.warmup)}."
        yield ""
    yield "| | Exercise | Sets x reps | Load and effort | Rest | Cue | Done |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from (_row(item) for item in session.items)
    yield ""
    if session.cooldown:
        yield f"Cool-down: {', '.join(text(prep(each)) for each in session.cooldown)}."
        yield ""


def _row(item: Item) -> str:
    if isinstance(item, CardioItem):
        group, rest, tempo, boxes = "", "", "", "☐"
    else:
        group = text(item.superset_group or "")
        rest, boxes = duration(item.rest_s), " ".join("☐" * item.sets)
        tempo = f"tempo {item.tempo}" if item.tempo else ""
    load = ", ".join(part for part in (text(effort(item)), tempo) if part)
    cue = " ".join(part for part in (text(item.cue), text(item.note)) if part)
    return f"| {item.order}{group} | {text(item.name)} | {amount(item)} | {load} | {rest} | {cue} | {boxes} |"


def _substitutes(program: Program) -> Lines:
    found = {item.name: item.substitutes for item in _items(program) if item.substitutes}
    if not found:
        return
    yield "## If something is taken, or does not suit you"
    yield ""
    yield "| Exercise | Instead |"
    yield "| --- | --- |"
    for name, instead in found.items():
        yield f"| {text(name)} | {', '.join(text(exercise_name(each)) for each in instead)} |"
    yield ""


def _remarks(program: Program) -> Lines:
    for title, remarks in (("What was assumed", program.assumptions), ("What to know", program.warnings)):
        if remarks:
            yield f"## {title}"
            yield ""
            yield from (f"- {paragraph(remark)}" for remark in remarks)
            yield ""


def _items(program: Program) -> Iterator[Item]:
    return (item for week in program.weeks for session in week.sessions for item in session.items)


def _names_by_rule(program: Program) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for item in _items(program):
        found.setdefault(item.progression_id, {})[item.name] = None
    return {rule: list(names) for rule, names in found.items()}
