"""What hurts, and what no longer does. Pure."""

from collections.abc import Iterator

from server.generation.anatomy import Joint
from server.generation.revise.edits import Avoid, Edit, Healed, Hurts, Unsure
from server.generation.revise.tagging import TAG
from server.generation.revise.ways import Said, ask
from server.generation.safety.injuries import joints_in

WHERE = Unsure("Where does it hurt: shoulder, elbow, wrist, neck, back, hip, knee, or ankle?")
QUITE_WELL = Unsure("Is it all well again, so that I may load it, or should I still spare it?")

_SIDE = r"(?:(?:left|right|lower|upper|both|bad|old|whole|poor) )*"
_MY = r"(?:(?:my|the|a|an|his|her|your) )?"
_BODY = (
    rf"{_MY}(?P<body>{_SIDE}<joint>(?:(?: ,)?(?: and| or) (?:my |the )?{_SIDE}<joint>)?)(?: (?:joints?|muscles?|"
    r"area|cap))?"
)
_HOW = (
    r"(?: (?:a|bit|little|lot|really|still|always|often|sometimes|now|very|also|both|again|so|quite|is|are|got|has|"
    r"have|been|feels?|keeps?|starts?|started|gets?|me|badly|been|constantly))*"
)
_HURTS = (
    r"(?:hurts?|hurting|aches?|aching|achy|sore|painful|in pain|acting up|acts up|acted up|killing me|kills me|"
    r"bothering me|bothers me|injured|problems?|troubles?|pains?|injury|injuries|issues?|tweaked|strained|sprained|bad|"
    r"weak|swollen|inflamed|stiff|giving me (?:trouble|problems|grief|pain)|gives? me (?:trouble|problems|grief|pain)|"
    r"broken|torn|damaged|messed up|wrecked|shot|busted|tender|unstable|clicks|clicking|gives? out|tendinitis|"
    r"tendonitis|"
    r"arthritis|hurt)"
)
_WELL = (
    r"(?:fine|ok|okay|good|healed|well|recovered|healthy|great|normal|pain free|painless|all right|alright|perfect|"
    r"as good as new|back to normal|cured)"
)


def joints_of(words: str) -> frozenset[Joint]:
    """The joints that words of the body speak of."""
    return frozenset(joints_in(words))


def _hurts(said: Said) -> Iterator[Edit]:
    yield Hurts(said.spoken(), joints_of(said.match["body"]))


def _spared(said: Said) -> Iterator[Edit]:
    yield Hurts(f"sensitive {said.spoken('body')}", joints_of(said.match["body"]))


def _healed(said: Said) -> Iterator[Edit]:
    yield Healed(said.spoken("body"), joints_of(said.match["body"]))


def _hurts_by(said: Said) -> Iterator[Edit]:
    yield Hurts(said.spoken("body") + " hurts", joints_of(said.match["body"]))
    for tag in TAG.finditer(said.match["xs"]):
        yield Avoid(said.tagged.name(tag[0]))


ASKS = (
    ask(
        _hurts_by,
        rf"""
        <xs>{_HOW} (?:hurts?|hurting|bothers?|bothering|aggravates?|kills?|killing|strains?|irritates?|bad for|hard
            on|tough on|too hard on|does not (?:feel good|go well) (?:on|for|with)|do not (?:feel good|go well) (?:on|
            for|with)) (?:in |on |for )?{_BODY}
        {_BODY}{_HOW} (?:hurts?|aches?|hurting|sore|painful)(?: (?:a bit|a lot|a little|sometimes|badly))? (?:from|
            when i do|when doing|during|doing|with|on|after|because of|when i|in) (?:my |the )?<xs>
        <xs> (?:gives?|give|is giving|are giving|causes?|cause|is causing) (?:me )?{_BODY} (?:pain|trouble|problems)
        """,
    ),
    ask(
        WHERE,
        r"""
        <xs>(?: really| always| still)? (?:hurts?|is hurting|are hurting|gives? me pain|cause me pain|causes me pain|
            is painful|are painful)
        """,
    ),
    ask(
        QUITE_WELL,
        rf"""
        {_BODY}(?: pain| injury)? (?:is|are|feels?|feeling|has been)(?: (?:much|a lot|a bit|a little|now|slightly|
            somewhat|getting|already|lots|way|doing))* better(?: now)?
        {_BODY}(?: pain| injury)? (?:hurts?|aches?) less
        """,
    ),
    ask(
        _healed,
        rf"""
        {_BODY}(?: pain| injury| problem)? (?:is|are|feels?|has|have|seems?|does|do|has been|got)(?: (?:all|
            completely|totally|now|fully|perfectly|finally|quite|pretty|just|much|feeling|again|been|back|doing|
            really))* {_WELL}(?: (?:again|now|these days|too))*
        {_BODY} (?:does|do|has|is|are|did) not (?:hurt|hurting|hurts|ache|bother me|bothering me|sore|injured|bad|
            painful|a problem|an issue)<again>
        {_BODY} no longer (?:hurts?|aches?|bothers me|sore|a problem)
        {_BODY} (?:is|are) no longer (?:hurting|sore|injured|bad|a problem|an issue|painful)
        {_BODY} (?:pain|injury|problem|trouble|ache|issue)s? (?:is|are|has|have)(?: (?:all|completely|now|finally|
            fully|been))* (?:gone|over|healed|better now|history|away|gone away|cured|resolved)(?: (?:again|now))*
        (?:not|no longer) have (?:any )?(?:more )?{_BODY} (?:pain|problems?|trouble|issues?|aches?)<again>
        (?:no more|no) {_BODY} (?:pain|problems?|trouble|issues?|aches?)<again>
        no (?:more )?(?:pain|problems?|trouble|issues?) (?:in|with) {_BODY}<again>
        (?:recovered from|over|healed from) (?:the |my )?{_BODY} (?:injury|pain|problem|surgery|issue)
        """,
    ),
    ask(
        _hurts,
        rf"""
        (?:i have |i got |i hurt |i have got )?(?<!\bno )(?<!\bnot )(?<!\bwithout )(?<!\bany
            ){_BODY}{_HOW} {_HURTS}(?: (?:again|now|a lot|a bit|lately|when i (?:train|squat|run|press|lift)|recently|
            badly|today|at the moment|sometimes|a little|when i bend it|since (?:yesterday|last week)))*
        (?:i (?:have|got|feel|had) )?(?:a |some |an )?(?:bad|sore|hurt|hurting|injured|painful|aching|weak|stiff|
            dodgy|tweaked|strained|sprained|pulled|twisted|broken|torn|swollen|pain in|pains in|hurts? in|trouble
            with|problems? with|problems? in|issues? with|injury (?:to|in|of|on)|injured|tendonitis in|arthritis
            in) {_BODY}
        (?:(?:i have|i have got|i got|got|with|from) )?(?:a |an |my |some )?(?P<body>(?:(?:tennis|golfer'?s|frozen|
            runner'?s|jumper'?s|slipped|herniated|torn|bulging) <joint>)|sciatica|lumbago|plantar fasciitis|carpal
            tunnel(?: syndrome)?|shin splints|rotator cuff (?:injury|tear|problems?|tendinitis))
        """,
    ),
    ask(
        _spared,
        rf"""
        (?:go |be |make it |it should be |something |more |a bit |take it )*(?:easy|easier|gentle|gentler|kind|kinder|
            light|lighter|mindful|careful|nicer|less stress|less strain|less load|less pressure) (?:on|to|with|for|
            of) {_BODY}
        (?:protect|spare|mind|rest|watch out for|take care of|look after|save|be careful with|baby) {_BODY}
        (?P<body><joint>) friendly(?: (?:program|exercises|version|workouts?|training))?
        """,
    ),
    ask(
        WHERE,
        r"""
        (?:it|everything|something|training|that|this) (?:really |always |still )?(?:hurts?|is hurting|is painful)
        i (?:am|got|have been) (?:in pain|hurt|injured|sore)|i (?:hurt myself|have (?:an injury|pain|an ache))
        (?:too|so) (?:painful|sore)
        """,
    ),
)
"""In the order in which they are looked for: what is well again is said with the same words as what hurts."""
