"""Text that strangers, or a model that obeys them, might write; and a generator that writes nothing else."""

import itertools
from collections.abc import AsyncGenerator, Iterator
from typing import Any

from schemas.job import JobKind
from schemas.program import Program, Week
from server.generation.generator import Brief, ProgramWritten, StageReached, Step, WeekWritten
from server.generation.rules.generator import RulesGenerator

RUN = "document.body.dataset.hacked=1"

MARKUP = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<a href=javascript:{RUN}>week 1</a>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext></table><img src=x onerror={RUN}>",
    f"<form action=javascript:{RUN}><button>Make it</button></form>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>body{display:none}</style>",
    f"<object data=javascript:{RUN}></object>",
    f"<template shadowrootmode=open><script>{RUN}</script></template>",
    f"<job-view onfocus={RUN} tabindex=0></job-view>",
)
BREAKING_OUT = (
    f'"><script>{RUN}</script>',
    f"'><img src=x onerror={RUN}>",
    f"</textarea><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"-->]]><script>{RUN}</script><!--",
    f'" onmouseover="{RUN}',
    f"javascript:{RUN}",
    f"${{{RUN}}}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "&lt;script&gt;&#60;script&#62;",
    "\\u003cscript\\u003e",
)
DISTURBING = (
    "x" * 480,
    "\u202eright to left\u202c",
    "Z\u0351\u036b\u0343" * 60,
    "\u200b" * 200 + "nothing to see",
    "😀" * 120,
    "line\nbreaks\n" * 30,
    "__proto__ constructor toString",
    "ﷺ" * 100,
)
TEXTS = (*MARKUP, *BREAKING_OUT, *DISTURBING)

SPOKEN = ("name", "cue", "note", "block", "description", "spoken_summary", "talk_test", "rule", "on_failure", "split")
LISTED = ("notices", "stop_signs", "assumptions", "warnings")
SHOWN = frozenset((*SPOKEN, *LISTED))
"""Fields whose text is shown to people."""


def poisoned(value: Any, texts: Iterator[str], name: str = "") -> Any:
    """The same, with ``texts`` in the place of all that is shown to people."""
    if isinstance(value, dict):
        return {key: poisoned(each, texts, key) for key, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, texts, name) for each in value]
    return next(texts) if isinstance(value, str) and name in SHOWN else value


class HostileGenerator:
    """The rules' program, each of its words written by somebody who means harm."""

    def __init__(self) -> None:
        self._texts = itertools.cycle(TEXTS)

    def provider(self, kind: JobKind) -> str:
        return f"hostile {kind} {MARKUP[0]}"

    def eta_s(self, brief: Brief) -> float:
        return RulesGenerator().eta_s(brief)

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        async for step in RulesGenerator().steps(brief):
            match step:
                case StageReached():
                    yield StageReached(step.stage, next(self._texts), step.speak)
                case WeekWritten(week):
                    yield WeekWritten(Week.model_validate(self._poisoned(week)))
                case ProgramWritten(program):
                    fields = self._poisoned(program)
                    # The words of the provider are its own.
                    yield ProgramWritten(Program.model_validate({**fields, "provider": program.provider}))

    def _poisoned(self, model: Week | Program) -> Any:
        return poisoned(model.model_dump(mode="json"), self._texts)
