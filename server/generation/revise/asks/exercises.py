"""Exercises that shall go, change, or stay. Pure."""

from collections.abc import Iterator

from schemas.request import Equipment
from server.generation.revise.edits import Avoid, Edit, Name, Stays, Swap, Wants
from server.generation.revise.names import named
from server.generation.revise.tagging import TAG
from server.generation.revise.ways import Said, ask

_OUT = (
    r"(?:out|away|off|from (?:the|my) (?:program|programme|plan|workouts?|list)|please|for good|altogether|"
    r"completely|entirely)"
)
_ELSE = (
    r"(?: (?:for|with|to|by|into) (?:something (?:else|different|similar|new|better)|another (?:one|exercise|"
    r"movement|lift)|"
    r"an? (?:alternative|replacement|substitute|different (?:one|exercise)|other exercise|similar exercise)|others?|"
    r"other (?:exercises|ones)))?"
)
_EASIER = r"(?:easier|simpler|lighter|less (?:hard|difficult|demanding|challenging)|gentler)"
_HARDER = r"(?:harder|tougher|heavier|more (?:difficult|challenging|demanding|advanced))"
_SWAP = r"(?:swap|replace|exchange|switch|change|trade|sub)"
_ANY = r"(?:<x>|@q_bench)"
_ANYS = r"(?P<xs>(?:<x>|@q_bench)(?:(?: , (?:and |or )?| (?:and|or) )(?:the |my |any )?<x>)*)"
_DET = r"(?:(?:the|my|all|those|these|any|a|an|some|out|this|that|of) )*"
_INTO = rf"(?:a |an |some |the |doing |more )*(?P<into>{_ANY}|@q_\w+)(?: (?:ones?|version|variation|variant|instead))*"


def _names(said: Said, group: str = "xs") -> Iterator[Name]:
    for tag in TAG.finditer(said.match[group]):
        yield said.tagged.name(tag[0]) if tag["name"] else _of_piece(Equipment(tag["piece"]))


def _of_piece(piece: Equipment) -> Name:
    """What is a piece of equipment and short for an exercise, as "bench"."""
    words = piece.replace("_", " ")
    return named(words) or Name(words)


def _swapped(said: Said) -> Iterator[Edit]:
    into = said.match["into"]
    for out in _names(said):
        if into.startswith("@x") or into == "@q_bench":
            yield Swap(out, next(_names(said, "into")))
        else:  # "bench press with dumbbells"
            words = f"{said.spoken('into')} {out.words}"
            yield Swap(out, named(words) or Name(words))


def _for_another(said: Said) -> Iterator[Edit]:
    yield from (Swap(name) for name in _names(said))


def _for_easier(said: Said) -> Iterator[Edit]:
    yield from (Swap(name, by=-1) for name in _names(said))


def _for_harder(said: Said) -> Iterator[Edit]:
    yield from (Swap(name, by=1) for name in _names(said))


def _avoided(said: Said) -> Iterator[Edit]:
    yield from (Avoid(name) for name in _names(said))


def _wanted(said: Said) -> Iterator[Edit]:
    yield from (Wants(name) for name in _names(said))


ASKS = (
    ask(
        Stays(),
        rf"""
        (?:keep|leave|stick with|stay with) {_DET}<xs>(?: (?:in|as (?:is|it is|they are)|alone|the same|there|though|
            please))*
        (?:do not|not|never|without) (?:touch|touching|chang(?:e|ing)|swap(?:ping)?|remov(?:e|ing)|replac(?:e|ing)|
            drop(?:ping)?|los(?:e|ing)) {_DET}<xs>
        """,
    ),
    ask(
        _swapped,
        rf"""
        {_SWAP} {_DET}{_ANYS}(?: out)? (?:for|with|to|by|against|into) {_INTO}
        (?:substitute|put|use|do|give me|have|want|prefer|i would rather do|i would like|try)? ?{_DET}(?P<into><x>|
            @q_bench) (?:instead of|rather than|in place of|in the place of|over) {_DET}<xs>
        substitute {_DET}(?P<into><x>) for {_DET}<xs>
        substitute {_DET}<xs> (?:with|by) {_INTO}
        instead of {_DET}<xs>(?: ,)?(?: (?:i|would|like|want|prefer|to|do|give|me|use|put|can|we|let|us|rather|have|
            in|a|some|the|could|you|program))* (?P<into><x>)
        do {_DET}<xs> (?:with|on|using) {_INTO}
        (?:rather|prefer|prefer to|like)(?: do| doing)? {_DET}(?P<into><x>) (?:than|over|to|more than) (?:doing |do
            )?{_DET}<xs>
        """,
    ),
    ask(
        _for_easier,
        rf"""
        {_SWAP} {_DET}<xs>(?: out)? (?:for|with|to|by) (?:something|an?|the|an? exercise that is)(?:
            \w+)? ?{_EASIER}(?: (?:one|version|variation|exercise|variant))?
        <xs> (?:is|are|feels?|seems?|was|were)(?: (?:way|far|much|a bit|just|still|really))* (?:too|so) (?:hard|
            difficult|tough|heavy|challenging|complicated|advanced|tricky|technical|scary)(?: for me)?
        (?:an? |do |give me |make )*{_EASIER} (?:version of |variation of |variant of |kind of |form of )?{_DET}<xs>
        make {_DET}<xs> {_EASIER}
        (?:can not|could not|do not know how to|am not able to|unable to|not strong enough for|not strong enough to)
            (?:do|manage|perform|to do)? ?{_DET}(?:single )?<xs>(?: yet| properly| right| well)?
        """,
    ),
    ask(
        _for_harder,
        rf"""
        {_SWAP} {_DET}<xs>(?: out)? (?:for|with|to|by) (?:something|an?|the)(?: \w+)? ?{_HARDER}(?: (?:one|version|
            variation|exercise|variant))?
        <xs> (?:is|are|feels?|seems?|was|were)(?: (?:way|far|much|a bit|just|really))* (?:too|so) (?:easy|light|
            simple)(?: for me)?
        (?:an? |do |give me |make )*{_HARDER} (?:version of |variation of |variant of |kind of )?{_DET}<xs>
        make {_DET}<xs> {_HARDER}
        """,
    ),
    ask(
        _for_another,
        rf"""
        (?:{_SWAP}|find (?:me )?(?:an? |some )?(?:alternative|replacement|substitute|other option)s? (?:for|to)|(?:an?
            |some )?(?:alternative|substitute|replacement)s? (?:for|to)|something (?:else )?(?:instead of|other than|
            for|in place of)|(?:another|a different) exercise (?:for|than|instead of)|instead of|
            substitute) {_DET}{_ANYS}(?: out)?{_ELSE}
        <xs> (?:is|are)(?: (?:always|often|usually|mostly|now|currently|never|in my gym))* (?:taken|busy|occupied|
            broken|out of order|not available|unavailable|missing|full|in use|free|not there)
        """,
    ),
    ask(
        _avoided,
        rf"""
        (?:no|without|not|never|hate|dislike|remove|delete|drop|skip|cut|take out|get rid of|avoid|leave out|lose|
            leave off|ditch|stop|exclude|minus|eliminate|scrap|kick out|sick of|tired of|bored (?:of|with)|fed up
            with|can not stand|allergic to|afraid of|scared of|do away with|refuse to do|forget|forget about|cancel|
            nix|detest|loathe|despise)(?: out)? (?:(?:doing|to do|do|like|want|want to do|like to do|enjoy|enjoy
            doing|like doing|any|more|the|my|all|those|these|that|of|really|fan of|a|an|feel like|feel comfortable
            with|feel comfortable doing|comfortable with|ever|again|love|big|kind) )*<xs>(?: {_OUT})*<again>
        (?:take|leave|cut|throw|kick) {_DET}<xs> (?:out|away|off)(?: of (?:it|the program|my program))?
        <xs> (?:is|are)(?: (?:really|so|just|too))* (?:boring|awful|horrible|the worst|not for me|stupid|annoying|out|
            terrible|not my thing|dull|uncomfortable|a no go|not possible)
        """,
    ),
    ask(
        _swapped,
        rf"""
        <xs> (?:with|on|using) {_INTO}
        """,
    ),
    ask(
        _wanted,
        r"""
        (?:add|include|put in|throw in|incorporate|i want|want|i would like|would like|can i (?:do|have)|give me|like|
            love|also do|bring back|put)(?: (?:to do|to have|some|more|in|also|a few|doing|the|my|a))* <xs>(?: (?:in|
            to (?:it|the program|my program)|back|too|as well|exercises?))*
        """,
    ),
)
"""In the order in which they are looked for: what is said at greater length goes first."""
