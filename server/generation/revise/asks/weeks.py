"""How many weeks. Pure."""

from collections.abc import Iterator

from schemas.field_answers import ANSWERS
from server.generation.revise.edits import Edit, Unsure, Weeks, WeeksBy
from server.generation.revise.ways import Said, ask

HOW_MANY = Unsure(ANSWERS["duration_weeks"].say)
WHICH_LENGTH = Unsure("Do you mean shorter or longer sessions, or another number of weeks?")

WHICH_NUMBER = Unsure("Do you mean days a week, weeks in all, or minutes a session?")


def _counted(said: Said) -> Iterator[Edit]:
    yield Weeks(said.number())


def _more(said: Said) -> Iterator[Edit]:
    yield WeeksBy(_number(said))


def _fewer(said: Said) -> Iterator[Edit]:
    yield WeeksBy(-_number(said))


def _number(said: Said) -> int:
    return int(said.match["n"]) if said.match["n"].isdigit() else 1


_IT = r"(?:(?:it|that|the|my|program|programme|plan|whole thing) ){0,3}"

ASKS = (
    ask(
        HOW_MANY,
        r"""
        (?<!\bfrom )\b\d+(?: weeks)? (?:to|or) \d+ weeks
        (?:only|just) \d+ more weeks
        """,
    ),
    ask(
        _more,
        rf"""
        (?:extend|lengthen|prolong|increase|longer|stretch) {_IT}(?:by|for) (?:another )?(?P<n>\d+|an?|one|another)(?:
            (?:more|extra|additional))? weeks?
        (?:(?:add|give me|have|for|i have) )?another (?P<n>\d+) weeks
        (?:(?:add|give me|have|for|i have|plus) )?(?P<n>\d+|an?|one|another) (?:more|extra|additional|further)
            weeks?(?: (?:to|at|on) (?:it|the end|the program|that))?
        (?:add|plus|append) (?P<n>\d+|an?|one) weeks?(?: (?:to|at|on) (?:it|the end|the program|that))?
        (?:(?:add|give me|have|for|i have) )?(?P<n>another) week
        (?P<n>\d+|an?|one) weeks? (?:longer|more|extra)
        """,
    ),
    ask(
        _fewer,
        rf"""
        (?:shorten|cut|reduce|shorter|trim) {_IT}by (?P<n>\d+|an?|one) weeks?
        (?:drop|cut|remove|skip|take (?:away|off)|minus|lose|cut off) (?:the last )?(?P<n>\d+|an?|one) weeks?(?:
            (?:off|from) (?:it|the end|the program))?
        (?P<n>\d+|an?|one) weeks? (?:shorter|less|fewer|earlier)
        (?P<n>\d+|an?|one) (?:less|fewer) weeks?
        """,
    ),
    ask(
        _counted,
        r"""
        \d+ weeks (?:is|are|feels)(?: (?:a bit|way|just|really))* too (?:long|short|much|many)(?: for me)?(?: ,)?
            (?:and |but |so |just |only |rather |make it |let us do |better )*<n>(?: weeks)?(?: (?:is|are|would be|
            better|enough|fine|ok))*
        (?:from|not) \d+(?: weeks)?(?: down| up| ,)? (?:to|but) (?:just |only )?<n> weeks
        (?:from|not) \d+ weeks(?: down| up| ,)? (?:to|but) (?:just |only )?<n>
        (?:finish|finished|done|over|complete|completed|ready|end|ends)(?: (?:it|everything|the program))? (?:in|
            within|after) <n> weeks
        (?:make it|should|to|must|can) last <n> weeks
        <n> weeks(?: ,)? (?:instead of|rather than|not) \d+(?: weeks)?
        <n> (?:instead of|rather than|not) \d+ weeks
        """,
    ),
    ask(
        HOW_MANY,
        r"""
        \d+ weeks (?:is|are|feels)(?: (?:a bit|way|just|really))* too (?:long|short|much|many)(?: for me)?
        (?:fewer|less|more|change the|reduce the|other|different|too many|not so many) weeks
        (?:program|programme|plan) (?:is|feels) (?:too|much too) (?:long|short)
        (?:a )?(?:shorter|longer) (?:program|programme|plan)
        (?:shorten|extend|lengthen|prolong) (?:the|my) (?:program|programme|plan)(?! (?:to|by))
        (?:half|twice|double) (?:the weeks|as many weeks|as long|the length)
        """,
    ),
    ask(
        _counted,
        r"""
        (?<!\bin )(?<!\bnext )(?<!\blast )(?<!\bpast )(?<!\bevery )(?<!\beach )(?<!\bafter )(?<!\bwithin )(?<!\bmissed
            )(?<!\bfirst )(?<!\bor )(?<!\bby )(?<!\bnot )(?<!\bthan )(?:<to> )?<n> weeks(?! (?:ago|later|off|away|from
            now|deload|holiday|vacation|break|pause|longer|more|less|fewer|earlier|extra|shorter|or|of (?:rest|
            holiday|vacation|illness)|pregnant|in))(?: (?:long|program|programme|plan|in total|total))*
        """,
    ),
    ask(
        WHICH_LENGTH,
        r"""
        (?:make it |make the program |a |a bit |bit )*(?<!\bno )(?<!\brest )(?<!\brests )(?:shorter|longer)(?!
            (?:session|workout|training|rest|break|warm|@|in|with|than|by|on))
        shorten it|extend it|(?:too|much too) (?:long|short)
        """,
    ),
    ask(
        WHICH_NUMBER,
        r"""
        ^(?:make it |do |to |only |just |let us do |can we do |i want |i can only do |and )*\d+(?: now| instead)*$
        """,
    ),
)
"""In the order in which they are looked for."""
