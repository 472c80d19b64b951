"""A program while a model writes it, block by block; weeks that are written never change. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemas.model import JsonObject
from schemas.program import Block, Program, Provider, Week
from server.generation.llm.expansion import USUAL_AIM, USUAL_NAME, PlanRejected, aim_of, mended, name_of, weeks_of
from server.generation.llm.outline import Outline, Window
from server.generation.llm.plan import PlannedBlock
from server.generation.llm.wording import MOST_DESCRIPTION_CHARS, MOST_NAME_CHARS, worded
from server.generation.person import RULES_VERSION
from server.generation.rules.checking import Sound, checked
from server.generation.rules.composition import composed, write_week
from server.generation.rules.sessions import SessionWriter, plan_sessions
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check, validate

MOST_WORST = 4
"""Rules that lost the most points, which a model is told of."""
NOT_OF_THE_MODEL = frozenset({"deload"})
"""Rules about what is computed, and about more weeks than there are yet."""
RULES_FROM = "rules_from_block"
"""In the plan of a chunk: nothing of the model's could be used from this block on."""


@dataclass(slots=True)
class Manuscript:
    """What is written.

    Attributes:
        blocks: as the model wrote them, those that could be used.
        head: name and description, as the model wrote them.
        warnings: what people should know of how it was written.
    """

    outline: Outline
    weeks: tuple[Week, ...] = ()
    blocks: list[PlannedBlock] = field(default_factory=list)
    head: Mapping[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    _told_blocks: list[Block] = field(default_factory=list)
    _missing: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Window, ...]:
        """The windows that are not written, in order."""
        return self.outline.windows[len(self._told_blocks) :]

    def take(self, block: PlannedBlock, least_score: float = 0) -> tuple[Week, ...]:
        """Write the next window as the model has it.

        Args:
            least_score: of all weeks so far, together with its own.

        Raises:
            PlanRejected: that cannot be; nothing is changed.
        """
        window = self.missing[0]
        weeks = weeks_of(self.outline, window, block, self.weeks)
        if least_score:
            self._grade((*self.weeks, *weeks), least_score)
        self.blocks.append(block)
        self._wrote(window, weeks, name_of(window, block), aim_of(block))
        return weeks

    def finish_by_rules(self, reason: str) -> tuple[Week, ...]:
        """Write all that is missing as the rules have it.

        Args:
            reason: a sentence that says why.

        Raises:
            PlanRejected: what is written cannot be gone on from in this way.
        """
        outline, first = self.outline, self.missing[0].first_week
        plan = plan_sessions(outline.person, outline.shape.days, outline.season)
        writer = SessionWriter(outline.person, plan)
        written = tuple(write_week(writer, plan, week) for week in outline.season.weeks[first - 1 :])
        weeks = mended(outline, written, self.weeks)
        at = 0
        for window in self.missing:
            name = f"Block {window.number}: {USUAL_NAME}"
            own = tuple(week.model_copy(update={"block": name}) for week in weeks[at : at + len(window.weeks)])
            at += len(own)
            self._wrote(window, own, name, USUAL_AIM)
        self._missing = plan.missing
        self.warnings.append(reason)
        return self.weeks[first - 1 :]

    def chunk_plan(self) -> JsonObject:
        """The last block, to take it again."""
        return {"head": dict(self.head), "block": self.blocks[-1].model_dump(mode="json")}

    def program(self, provider: str, model: str) -> Program:
        """The whole program, with what the checks say of it.

        Raises:
            PlanRejected: it does not pass them.
        """
        outline = self.outline
        person = outline.person
        blocks = tuple(self._told_blocks)
        season = replace(outline.season, blocks=blocks)
        plain = composed(person, outline.shape, season, self._missing, self.weeks)
        program = plain.model_copy(
            update={
                "provider": Provider(name=provider, model=model, seed=person.seed, rules_version=RULES_VERSION),
                "name": worded(self.head.get("name", ""), MOST_NAME_CHARS, plain.name),
                "description": worded(self.head.get("description", ""), MOST_DESCRIPTION_CHARS, plain.description),
                "warnings": (*plain.warnings, *self.warnings),
            }
        )
        sheet = sheet_of(program, person)
        gates = check(sheet)
        if failed := [f"{gate.id}: {gate.detail}" for gate in gates if not gate.passed]:
            raise PlanRejected(*failed)
        return checked(Sound(program, sheet, gates))

    def _grade(self, weeks: tuple[Week, ...], least_score: float) -> None:
        """Look at some weeks as if they were the program.

        Raises:
            PlanRejected: they score less.
        """
        person, outline = self.outline.person, self.outline
        request = person.request.model_copy(update={"duration_weeks": len(weeks)})
        part = replace(person, request=request)
        validation = validate(composed(part, outline.shape, outline.season, (), weeks), part)
        own = [rule for rule in validation.rules if rule.id not in NOT_OF_THE_MODEL]
        score = round(100 * sum(rule.points for rule in own) / sum(rule.max_points for rule in own), 1)
        if score >= least_score:
            return
        worst = sorted(own, key=lambda rule: rule.points - rule.max_points)[:MOST_WORST]
        raise PlanRejected(
            f"the plan scores {score} of 100, and at least {least_score} is wanted",
            *(f"{rule.id}: {rule.detail}" for rule in worst),
        )

    def _wrote(self, window: Window, weeks: tuple[Week, ...], name: str, aim: str) -> None:
        self.weeks += weeks
        block = Block(name=name, first_week=window.first_week, last_week=window.last_week, aim=aim)
        self._told_blocks.append(block)
