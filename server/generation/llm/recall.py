"""Finished plans: how they are known, what is kept of them, and what is made of one again. Pure.

The key of a plan is made of what the model is told, not of the request's fields: all that the prompt holds tells wishes
apart, however it comes to be there (the exercises that equipment and injuries leave, the weeks that age makes lighter),
nothing else does (who asks, weight, language), and whatever changes the prompt, the catalogue too, changes the key, so
that no list of fields can fall behind. It is told for all blocks at once: the first call of a long program and of a
longer one may be the same. Words count, but not their capitals and white space.

A plan is kept as the model wrote it, never as the program that was made of it: that is made anew by today's rules for
whoever asks now, with their loads. Its name and description may echo words of who asked first; only who said the same
words has the key.
"""

from schemas.model import JsonObject
from schemas.request import digest
from schemas.wording import plain
from server.generation.finished_plans import FinishedPlan
from server.generation.llm.expansion import kept_block
from server.generation.llm.instructions import INSTRUCTIONS, PROMPT_VERSION
from server.generation.llm.manuscript import Manuscript
from server.generation.llm.outline import Outline
from server.generation.llm.plan import plan_schema
from server.generation.llm.prompt import input_for
from server.generation.validation.score import PASSING_SCORE


def plan_key(outline: Outline, model: str) -> str:
    """The same for the same wish of the same model: SHA-256, in hexadecimal digits."""
    told = input_for(outline, outline.windows, (), ())
    told["said"] = {name: _same_words(text) for name, text in told["said"].items()}
    return digest(
        {
            "model": model,
            "prompt_version": PROMPT_VERSION,
            "instructions": INSTRUCTIONS,
            "schema": plan_schema(),
            "input": told,
        }
    )


def finished_plan(manuscript: Manuscript, model: str) -> FinishedPlan | None:
    """What is kept of a program that has passed; None where the model has not written all of it."""
    if len(manuscript.blocks) < len(manuscript.outline.windows):
        return None
    plan = {"head": dict(manuscript.head), "blocks": [block.model_dump(mode="json") for block in manuscript.blocks]}
    return FinishedPlan(plan_key(manuscript.outline, model), plan, model, PROMPT_VERSION)


def recalled(outline: Outline, plan: JsonObject, provider: str, model: str) -> Manuscript:
    """All of a program as a kept plan has it.

    Raises:
        PlanRejected: today's rules, or this person, do not allow it.
    """
    manuscript = Manuscript(outline, head=plan["head"])
    for block in plan["blocks"]:
        manuscript.take(kept_block(block), PASSING_SCORE)
    manuscript.program(provider, model)
    return manuscript


def _same_words(text: str | None) -> str | None:
    return None if text is None else " ".join(plain(text).split())
