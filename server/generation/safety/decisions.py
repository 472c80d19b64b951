"""What follows from each topic that a request speaks of: the one table of decisions. Pure data.

Sources: ACSM's preparticipation screening of 2015 [SCR, 10.1249/MSS.0000000000001331]: symptoms need clearance always;
known cardiovascular, metabolic or renal disease needs it for the inactive, and for the active before vigorous work.
Pregnancy and the time after it: ACOG Opinion 804 [ACOG]. Dark urine: [RHA]. What says [J] is a judgement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from server.generation.anatomy import Condition
from server.generation.safety.clearance import Clearer
from server.generation.safety.topics import Topic


class Verdict(StrEnum):
    """What a topic means for the program; the gravest first."""

    SYMPTOM = "symptom"
    """No program before a doctor has cleared them, and none at all when it comes with effort [SCR, G10]."""
    CLEARANCE = "clearance"
    """No program before somebody who may has cleared them; then a moderate one."""
    DISEASE = "disease"
    """Whoever is not active needs clearance; whoever is gets moderate work, and needs clearance for more [SCR]."""
    NO_WEIGHT_LOSS = "no_weight_loss"
    """Weight loss is declined, with a word of who can help; other goals are planned with care."""
    CARE = "care"
    """A program without what the condition forbids."""


class Counts(StrEnum):
    """When a topic counts, by how long ago it is said to have been."""

    EVER = "ever"
    UNLESS_PAST = "unless_past"
    """Undated it is of now."""
    IF_RECENT = "if_recent"
    """Undated it is of long ago."""
    ASK = "ask"
    """Undated it stands in no way, and a notice asks about it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row.

    Attributes:
        verdict: what follows.
        called: what it is called when it is spoken of: "You told me about …".
        counts: whether what is past counts.
        days: up to how many days ago it is not past.
        condition: what exercises are left out for, whatever the verdict.
        clearers: who can clear them.
        on_exertion: the verdict when it comes with effort, where that is another.
    """

    verdict: Verdict
    called: str
    counts: Counts = Counts.EVER
    days: int = 0
    condition: Condition | None = None
    clearers: frozenset[Clearer] = frozenset({Clearer.DOCTOR})
    on_exertion: Verdict | None = None


YEAR_DAYS = 365
"""Of symptoms: what was a year ago and did not come again is past [J, as the PAR-Q+ asks]."""
_BODY = frozenset({Clearer.DOCTOR, Clearer.PHYSIO})
_CHILD = frozenset({Clearer.DOCTOR, Clearer.MIDWIFE})
_V, _C = Verdict, Counts

DECISIONS: Mapping[Topic, Decision] = MappingProxyType(
    {
        Topic.CHEST_PAIN: Decision(_V.SYMPTOM, "chest pain", _C.UNLESS_PAST, YEAR_DAYS),
        Topic.FAINTING: Decision(_V.SYMPTOM, "fainting", _C.UNLESS_PAST, YEAR_DAYS),
        Topic.BREATHLESSNESS: Decision(_V.SYMPTOM, "trouble with your breath", _C.UNLESS_PAST, YEAR_DAYS),
        Topic.PALPITATIONS: Decision(_V.SYMPTOM, "an uneven heartbeat", _C.UNLESS_PAST, YEAR_DAYS),
        Topic.DARK_URINE: Decision(_V.SYMPTOM, "dark urine", _C.UNLESS_PAST, YEAR_DAYS),  # [RHA]
        Topic.VERY_HIGH_BLOOD_PRESSURE: Decision(
            _V.CLEARANCE, "very high blood pressure", condition=Condition.HIGH_BLOOD_PRESSURE
        ),  # from 180/110 on, or said to be out of control [J]
        Topic.HEART: Decision(_V.DISEASE, "your heart"),
        Topic.STROKE: Decision(_V.DISEASE, "a stroke"),
        Topic.KIDNEY: Decision(_V.DISEASE, "your kidneys"),
        Topic.DIABETES: Decision(_V.DISEASE, "diabetes"),
        Topic.PREGNANCY: Decision(
            _V.CLEARANCE,
            "being pregnant",
            _C.UNLESS_PAST,
            days=300,
            condition=Condition.PREGNANCY,
            clearers=_CHILD,
        ),
        Topic.POSTPARTUM: Decision(
            _V.CLEARANCE,
            "giving birth not long ago",
            _C.UNLESS_PAST,
            days=92,
            condition=Condition.PELVIC_FLOOR,
            clearers=_CHILD,
        ),
        Topic.BIRTH: Decision(
            _V.CLEARANCE,
            "giving birth not long ago",
            _C.IF_RECENT,
            days=92,
            condition=Condition.PELVIC_FLOOR,
            clearers=_CHILD,
        ),
        Topic.INJURY: Decision(_V.CLEARANCE, "a fresh injury", _C.UNLESS_PAST, days=42, clearers=_BODY),
        Topic.HURT: Decision(_V.CLEARANCE, "a fresh injury", _C.IF_RECENT, days=42, clearers=_BODY),
        Topic.SURGERY: Decision(_V.CLEARANCE, "surgery not long ago", _C.ASK, days=182, clearers=_BODY),
        Topic.EATING_DISORDER: Decision(_V.NO_WEIGHT_LOSS, "an eating disorder"),
        Topic.HIGH_BLOOD_PRESSURE: Decision(
            _V.CARE, "high blood pressure", condition=Condition.HIGH_BLOOD_PRESSURE
        ),  # a risk factor, no disease, since 2015 [SCR]
        Topic.OSTEOPOROSIS: Decision(_V.CARE, "weak bones", condition=Condition.OSTEOPOROSIS),
        Topic.DIZZINESS: Decision(
            _V.CARE,
            "feeling dizzy",
            _C.UNLESS_PAST,
            YEAR_DAYS,
            condition=Condition.DIZZINESS,
            on_exertion=_V.SYMPTOM,
        ),
        Topic.PELVIC_FLOOR: Decision(_V.CARE, "your pelvic floor", condition=Condition.PELVIC_FLOOR),
    }
)
"""In the order in which they are answered: the first that stands in the way is the one that is spoken of."""
