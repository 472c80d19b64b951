"""Days a week, and which. Pure."""

from collections.abc import Iterator

from schemas.field_answers import ANSWERS
from schemas.request import Weekday
from server.generation.revise.edits import AddDays, AlsoOn, Days, DaysBy, Edit, MoveDay, NotOn, OnlyOn, Unsure
from server.generation.revise.tagging import TAG
from server.generation.revise.ways import Said, ask

HOW_MANY = Unsure(ANSWERS["days_per_week"].say)


def _days_in(said: Said, group: str = "ds") -> tuple[Weekday, ...]:
    return tuple(Weekday(hit["day"]) for hit in TAG.finditer(said.match[group]))


def _counted(said: Said) -> Iterator[Edit]:
    yield Days(said.number())


def _more(said: Said) -> Iterator[Edit]:
    yield DaysBy(_number(said))


def _fewer(said: Said) -> Iterator[Edit]:
    yield DaysBy(-_number(said))


def _number(said: Said) -> int:
    return int(said.match["n"]) if said.match["n"].isdigit() else 1


def _not_on(said: Said) -> Iterator[Edit]:
    yield NotOn(_days_in(said))


def _also_on(said: Said) -> Iterator[Edit]:
    yield AlsoOn(_days_in(said))


def _added(said: Said) -> Iterator[Edit]:
    yield AddDays(_days_in(said))


def _only_on(said: Said) -> Iterator[Edit]:
    yield OnlyOn(_days_in(said), is_at_most=True)


def _on(said: Said) -> Iterator[Edit]:
    yield OnlyOn(_days_in(said), is_at_most=False)


def _moved(said: Said) -> Iterator[Edit]:
    away, to = (Weekday(said.match[group][3:]) for group in ("away", "to"))
    yield MoveDay(away, to)


_NOUN = r"(?:(?:training|gym|workout|lifting|exercise|strength|active) )?(?:days?|sessions?|workouts?|trainings)"
_FREE = r"(?:off|free|to rest|as a rest day|as rest days|without training)"
_TOO_MANY = (
    rf"{_NOUN}(?: a week)? (?:is|are|feels|has become|became|got)(?: (?:a bit|way|just|really|simply))* too "
    r"(?:much|many|often|hard)(?: for me)?(?: now)?"
)
_CAN_NOT = r"(?:can not|could not|do not|will not|am not able to|am unable to|is not possible|never)"
_BUSY = (
    r"(?:busy|away|working|out|booked|at work|unavailable|not available|not free|not around|travell?ing|on shift|"
    r"occupied|on duty)"
)

ASKS = (
    ask(
        _moved,
        r"""
        (?:move|shift|swap|change|switch|push|reschedule) <few>(?P<away><d>)(?: (?:session|workout|training|day|one))?
            (?:to|for|with|into|onto) <few>(?P<to><d>)
        (?:remove|drop|skip|cancel|not) (?:on )?<few>(?P<away><d>)(?: ,)?(?: and| but)? (?:add|use|do|make it|on)
            (?:on )?(?P<to><d>)(?: instead)?
        (?P<to><d>) (?:instead of|rather than|in place of) <few>(?P<away><d>)
        instead of (?:on )?(?P<away><d>)(?: ,)? (?:on |do |use |make it |let us do |i (?:can|would like to|want to)
            (?:do|train on) )?(?P<to><d>)
        """,
    ),
    ask(
        _only_on,
        r"""
        only (?:(?:can|have|train|work out|exercise|make it|do|be|am|available|time|free|on|the|go|to|gym|it|possible|
            works?|for|me) ){0,5}<ds>(?: (?:works?|suits?|fits?)(?: for)?(?: me)?)?<again>
        <ds> only
        (?:just|nothing but) (?:on )?<ds>
        <ds> (?:is|are) (?:all|the only (?:days?|ones?)) i (?:have|can)
        the only days? (?:(?:that|i|can|train|have|works?|am|free|for|me) ){0,5}(?:is|are) <ds>
        no days? (?:but|except) <ds>
        """,
    ),
    ask(
        _not_on,
        rf"""
        <not> (?:(?:any|more|training|workouts?|sessions?|exercise|on|for|the|my|do|make|have|time|available|free)
            ){{0,4}}<ds><again>
        (?:skip|drop|avoid|remove|cancel|leave out|except|lose|exclude|keep me off)(?:
            training| workouts?| sessions?)? (?:on )?(?:my |the )?<ds><again>
        {_CAN_NOT} (?:(?:do|make|train|work|out|exercise|come|have|any|time|want|to|like|be|there|it|anything|
            available|able|go|manage|the|gym|on) ){{0,6}}<ds><again>
        <ds> (?:session |workout )?(?:is|are)(?: always| now| really| a| no)* (?:{_BUSY}|off|bad|impossible|taken|
            full|blocked|not possible|good|difficult|hard|problem|hectic|tough|my day off|no longer possible|longer
            possible|my rest day|rest days?|family days?|for (?:my |the )?(?:family|kids|church|rest|friends|football|
            wife|husband)|too much)<again>
        <ds> (?:do|does|will|would) not (?:work|suit|fit|go|happen)(?: out)?(?: for)?(?: me)?<again>
        i (?:am|will be)(?: always| usually| often| now)* {_BUSY} (?:on |all )?<ds><again>
        i (?:now )?(?:work|have (?:work|class|classes|school|university|the kids|kids|a course|football|soccer|church|
            choir|band practice|meetings?|a meeting)|have to work)(?: late)?(?: now)? (?:on )?<ds><again>
        (?:need|want|would like|have|take|with|give me) (?:to have )?(?:my )?<ds> {_FREE}
        <ds> {_FREE}
        (?:keep|leave) (?:my )?<ds> (?:free|off|open|clear)
        rest on <ds>
        """,
    ),
    ask(
        _also_on,
        r"""
        (?:can|could|have time|am free|free|available)(?: (?:also|now|train|do|again|work out|make|on|too))* <ds>
            (?:again|too|as well|now|also)(?: (?:again|too|as well|now))*
        (?:can|could) (?:also|now) (?:train|do|make|work out)?(?: on)? ?<ds>
        <ds> (?:is|are) (?:also |now |fine |ok |okay |free |possible |available |good |back |open )*(?:free|fine|ok|
            okay|possible|available|good|back|open)(?: for me)?<again>
        <ds> works? (?:now|again|too|as well)<again>
        """,
    ),
    ask(
        _added,
        r"""
        (?:add|include|throw in|plus)(?: (?:a|another|one more|an extra|workout|session|training|day|on|the))* <ds>(?:
            (?:too|as well|session|workout))*
        """,
    ),
    ask(
        _on,
        r"""
        (?:on|make it|train(?: me)?|do|does|prefer|switch to|use|want|can|train on|have time|am free|free|available|
            days?|be|like|to) (?:on )?(?P<ds><d>(?: , (?:and )?(?:on )?| and (?:on )?)<d>(?:(?: , and | , | and )(?:on
            )?<d>)*)(?: instead)?
        (?:(?<=^)|(?<=, )|(?<=\u00a4 ))(?P<ds><d>(?:(?: , and | , | and )<d>)+)(?: instead)?
        """,
    ),
    ask(
        HOW_MANY,
        rf"""
        (?<!\bfrom )\b\d+ (?:to|or) \d+ (?:days?|{_NOUN}|times a week)(?: a week)?
        (?:every|each) (?:other|second) day
        """,
    ),
    ask(
        _fewer,
        rf"""
        (?:add|have|with|give me|need|want|insert)? ?(?P<n>another|\d+|an?) (?:more |extra |additional )?rest days?
        (?:drop|cut|remove|skip|lose|take (?:away|off|out)|reduce (?:it |that |them )?by|less by|minus|knock off|
            scrap) (?:by )?(?P<n>\d+|an?|one) (?:of (?:the|my) )?{_NOUN}(?: a week)?
        (?P<n>\d+|an?|one) {_NOUN}(?: a week)? (?:less|fewer|shorter|down)(?: a week)?
        (?P<n>\d+|an?|one) (?:less|fewer) {_NOUN}(?: a week)?
        """,
    ),
    ask(
        _more,
        rf"""
        (?:(?:add|have|with|give me|do|train|for|got|squeeze in|include|throw in) )?(?P<n>\d+|an?|one|another)
            (?:more|extra|additional|further) {_NOUN}(?: a week)?
        (?:(?:add|have|with|give me|do|train|for|got) )?(?P<n>another) {_NOUN}(?: a week)?
        (?:add|squeeze in|include|throw in|put in|plus) (?P<n>\d+|an?) {_NOUN}(?: a week)?
        (?P<n>\d+|an?|one) {_NOUN}(?: a week)? (?:more|extra|longer)(?: a week)?
        """,
    ),
    ask(
        Days(7),
        r"""
        (?:train|work out|exercise|go) (?:on )?(?:every|each) (?:single )?day(?: of the week)?
        (?:every|each) (?:single )?day(?: of the week)?
        (?:train|work out|exercise) daily
        daily
        """,
    ),
    ask(
        _counted,
        rf"""
        {_CAN_NOT} (?:(?:make|do|manage|train|have|come|go|be|there|want|able|to) )*\d+ {_NOUN}(?: a week)?(?: any
            more)?(?: ,)? (?:but |just |only |maybe )+(?:i can do |do )?<n>(?: {_NOUN})?(?: a week)?
        \d+ {_TOO_MANY}(?: ,)? (?:and |but |so |just |only |rather |maybe |make it |i can do |let us do |better |can
            we do )*<n>(?: {_NOUN})?(?: a week)?(?: (?:is|are|would be|better|enough|fine|ok|possible))*
        (?:from|not) \d+(?: {_NOUN}| times)?(?: a week)?(?: down| up| ,)? (?:to|but) (?:just |only )?<n>(?:
            (?:{_NOUN}|times))(?: a week)?
        (?:from|not) \d+ (?:{_NOUN}|times)(?: a week)?(?: down| up| ,)? (?:to|but) (?:just |only )?<n>(?: (?:{_NOUN}|
            times))?(?: a week)?
        <n> (?:{_NOUN}|times)(?: a week)?(?: ,)? (?:instead of|rather than|not) \d+(?: (?:{_NOUN}|times))?(?: a week)?
        <n> (?:instead of|rather than|not) \d+ (?:{_NOUN}|times)(?: a week)?
        """,
    ),
    ask(
        HOW_MANY,
        rf"""
        {_CAN_NOT} (?:(?:make|do|manage|train|have|come|go|be|there|want|able|to) )*\d+ {_NOUN}(?: a week)?(?: any
            more)?
        \d+ {_TOO_MANY}
        (?:more|fewer|less) rest days
        (?:fewer|less|more|change (?:the|my)|reduce (?:the|my)|increase (?:the|my)|too many|other|different|cut
            (?:the|my)) {_NOUN}(?! (?:by|to|down|in))(?: a week)?
        not so many {_NOUN}
        (?:(?:train|work out|exercise|go|come)(?: to the gym)? )?(?:less|more) often
        """,
    ),
    ask(
        _counted,
        rf"""
        (?<!\bin )(?<!\bnext )(?<!\blast )(?<!\bpast )(?<!\bafter )(?<!\bwithin )(?<!\bfirst )(?<!\bthan )(?<!\bby
            )(?<!\bnot )(?<!\badd )(?:<to> )?<n> {_NOUN}(?! (?:ago|later|long|left|in a row|off|between|apart|longer|
            more|less|fewer|earlier|from now|extra|shorter|of (?:rest|holiday|vacation)|away|or|to rest))(?: of
            training)?(?: (?:a|one|the|this) week)?
        (?:<to> )?<n> times a week
        """,
    ),
)
"""In the order in which they are looked for: what is said at greater length goes first."""
