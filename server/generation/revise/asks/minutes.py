"""How long a session takes. Pure."""

from collections.abc import Iterator

from schemas.field_answers import ANSWERS
from server.generation.revise.edits import Edit, Minutes, MinutesBy, Unsure
from server.generation.revise.ways import Said, ask

HOW_LONG = Unsure(ANSWERS["session_minutes"].say)

_SESSION = r"(?:sessions?|workouts?|trainings?|training sessions?|exercise sessions?)"
_EACH = (
    rf"(?: (?:a|per|each|every) (?:session|workout|training|day|time)| (?:long )?{_SESSION}| long| at a time| "
    r"each)*"
)
_IT = rf"(?:(?:it|them|that|the|my|each|every|{_SESSION}) ){{0,3}}"
_OTHER = (
    r"(?:of|for (?:the )?(?:warm|cardio|cool|stretch)|cardio|warm|rest|run|walk|stretch|in|break|between|per "
    r"(?:exercise|set)|each exercise|"
    r"ago|late|pause|away|drive|@x|less|more|shorter|longer|fewer|extra|or|to|a week|earlier|later|cool)"
)


def _set(said: Said) -> Iterator[Edit]:
    yield Minutes(said.number())


def _more(said: Said) -> Iterator[Edit]:
    yield MinutesBy(said.number())


def _less(said: Said) -> Iterator[Edit]:
    yield MinutesBy(-said.number())


ASKS = (
    ask(
        HOW_LONG,
        rf"""
        (?<!\bfrom )\b\d+(?: minutes)? (?:to|or) \d+ minutes{_EACH}
        \d+ minutes a week
        (?:make|keep) (?:(?:the|my|all|each|every) )*{_SESSION} (?:(?:a bit|a little|much) )?(?:shorter|longer|
            quicker|briefer)
        (?:shorter|longer|quicker|briefer|shorten|lengthen|cut down)(?: (?:the|my|your|all|on))* {_SESSION}(?! (?:to|
            by))
        {_SESSION} (?:(?:are|is|take|takes|should be|be|much|way|a bit) ){{1,3}}(?:too long|too short|shorter|longer|
            too much time)
        (?:have|got|with) (?:(?:a lot|much|a bit|a little) )?(?:less|more|not much|little) time(?: (?:now|a day|for
            training|to train|each day|per session))*
        not (?:have )?(?:much|enough|so much|that much|a lot of) time(?: (?:now|a day|for training|to train|each day|
            per session))*
        (?:takes?|taking) (?:me )?(?:too|so) long
        (?:do not|can not) have (?:the |enough |that much )?time
        """,
    ),
    ask(
        _less,
        rf"""
        (?:cut|shorten|reduce|trim|shorter|take|shave)(?: down)? {_IT}(?:by )?<n> minutes(?:
            off| from {_IT.strip()})?{_EACH}
        <n> minutes{_EACH} (?:less|shorter|fewer){_EACH}
        <n> (?:less|fewer) minutes{_EACH}
        """,
    ),
    ask(
        _more,
        rf"""
        (?:add|extend|lengthen|increase|plus|longer) {_IT}(?:by )?<n> minutes{_EACH}
        <n> minutes{_EACH} (?:more|longer|extra){_EACH}
        (?:another )?<n> (?:more |extra |additional )minutes{_EACH}
        another <n> minutes{_EACH}
        """,
    ),
    ask(
        _set,
        rf"""
        \d+ minutes{_EACH} (?:is|are|feels?)(?: (?:a bit|way|just|really))* too (?:long|short|much|little)(?: for
            me)?(?: ,)? (?:and |but |so |just |only |rather |make it |let us do |better |i have )*<n>(?: minutes)?(?:
            (?:is|are|would be|better|enough|fine|ok))*{_EACH}
        (?:from|not) \d+(?: minutes)?(?: any more)?(?: down| up| ,)? (?:to|but) (?:just |only )?<n> minutes{_EACH}
        (?:from|not) \d+ minutes(?: any more)?(?: down| up| ,)? (?:to|but) (?:just |only )?<n>{_EACH}
        <n> minutes{_EACH}(?: ,)? (?:instead of|rather than|not) (?:the )?\d+(?: minutes)?{_EACH}
        <n> (?:instead of|rather than|not) \d+ minutes{_EACH}
        not (?:(?:have|the|for|more|than|do) )*\d+ minutes(?: any more)? (?:, |but |, but |just |only |rather
            )+(?:(?:just|only|rather|maybe) )*<n> minutes{_EACH}
        """,
    ),
    ask(
        HOW_LONG,
        rf"""
        \d+ minutes{_EACH} (?:is|are|feels?)(?: (?:a bit|way|just|really))* too (?:long|short|much|little)(?: for me)?
        not (?:(?:have|do|spend|manage) )*\d+ minutes{_EACH}(?: any more)?
        """,
    ),
    ask(
        _set,
        rf"""
        (?<!\brest )(?<!\bin )(?<!\bafter )(?<!\bevery )(?<!\blast )(?<!\bfirst )(?<!\bwarm up )(?<!\bby )(?<!\bnot
            )(?:<to> )?<n> minutes(?! {_OTHER}){_EACH}
        """,
    ),
)
"""In the order in which they are looked for."""
