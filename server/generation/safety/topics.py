"""What is listened for in a request's words, and how people say it. Pure data.

Each line is one way to say it, as a regular expression that begins and ends with a word; ``<name>`` stands for a list
of `PARTS`. A word that also means something harmless is listed with what makes it so: "faint of heart".
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Topic(StrEnum):
    """What may be wrong, or is to be minded."""

    CHEST_PAIN = "chest_pain"
    FAINTING = "fainting"
    BREATHLESSNESS = "breathlessness"
    """At rest or lying down; to be out of breath on the stairs is why people train."""
    PALPITATIONS = "palpitations"
    DARK_URINE = "dark_urine"
    VERY_HIGH_BLOOD_PRESSURE = "very_high_blood_pressure"
    HEART = "heart"
    STROKE = "stroke"
    KIDNEY = "kidney"
    DIABETES = "diabetes"
    PREGNANCY = "pregnancy"
    POSTPARTUM = "postpartum"
    BIRTH = "birth"
    INJURY = "injury"
    """Broken, swollen, in a cast: fresh unless it is said to be long ago."""
    HURT = "hurt"
    """Torn, strained, slipped: fresh only where a recent time is said; else it is for the table of joints."""
    SURGERY = "surgery"
    EATING_DISORDER = "eating_disorder"
    HIGH_BLOOD_PRESSURE = "high_blood_pressure"
    OSTEOPOROSIS = "osteoporosis"
    DIZZINESS = "dizziness"
    PELVIC_FLOOR = "pelvic_floor"


PARTS: Mapping[str, str] = MappingProxyType(
    {
        "trouble": "problems?|issues?|troubles?|conditions?|complaints?",
        "my": "(?:my |the |an? |his |her )?",
        "chest": "chest|breast ?bone|sternum",
        "pain": (
            "pains?|tightness|pressure|discomfort|aches?|aching|heaviness|burning|cramps?|squeezing|stabbing|"
            "(?:tight|heavy|bad) feeling"
        ),
        "part": (
            "arm|leg|wrist|ankle|foot|toe|finger|thumb|hand|hip|ribs?|collarbone|clavicle|elbow|shoulder|back|neck|knee|"
            "kneecap|bones?|nose|jaw|shin|tibia|fibula|femur|pelvis|vertebrae?|heel|spine|muscles?|hamstrings?|groin|"
            "cal(?:f|ves)|quads?|glutes?|acl|mcl|ligaments?|tendons?|meniscus|achilles|labrum|rotator cuff|biceps?|"
            "pecs?|dis[ck]s?|abs?|hip flexor|lats?|traps?"
        ),
        "breathless": (
            "(?:short(?:ness)?|out) of breath|breathless(?:ness)?|(?:trouble|difficulty) breathing|"
            "(?:struggle|hard) to breathe"
        ),
        "child": "baby|child|son|daughter|twins",
        "pressure": "blood[- ]?pressure|bp",
        "work": (
            r"(?! (?:nurse|educator|specialist|research\w*|charity|awareness|fundrais\w+|foundation|unit|ward|clinic|"
            r"friendly)\b)"
        ),
    }
)

WAYS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.CHEST_PAIN: r"""
            (?:<chest>)[ -]?(?:<pain>)
            (?:<pain>) (?:in|on|across|around|behind) <my>(?:left )?(?:<chest>)(?! (?:press|day|muscles?))
            (?:chest|heart) (?:still |always |often |sometimes |really |also )?(?:hurts?|hurting|aches)
            (?:chest|heart) (?:is|gets?|feels?|felt|got|getting) (?:really |very |so )?(?:tight|heavy)
            (?:hurts?|hurting) (?:in|around) <my>(?:chest|heart)
            tight chest (?:when|while|during|on)
            heart pains?
            angina
            """,
        Topic.FAINTING: r"""
            faint(?:s|ed|ing)?\b(?! (?:of heart|hope|line|idea|at the sight|when i see|around blood))
            (?:pass|black)(?:ed|ing|es|s)?[ -]out\b(?! (?:drunk|flyers?|curtains|blinds))
            black-?outs?
            syncope
            i collapsed|collapsed (?:during|while|after|at|on)
            (?:los[et]|losing|loss of|lose) (?:my )?consciousness
            """,
        Topic.BREATHLESSNESS: r"""
            (?:<breathless>)(?: even)? (?:at (?:rest|night)|in bed)
            (?:<breathless>)(?: even)? (?:when |while )?(?:i'?m? )?(?:am )?(?:rest|lying|lie|sitting|sit|sleep)\w*
            (?:can't|cannot|can not) breathe
            """,
        Topic.PALPITATIONS: r"""
            palpitations?
            heart (?:skips|skipping|flutters?|fluttering|races? at rest|racing at rest|beats? irregularly)
            irregular (?:heart ?beats?|pulse)
            """,
        Topic.DARK_URINE: r"""
            (?:dark|brown|black|(?:cola|tea)[- ]colou?red) (?:urine|pee)
            (?:urine|pee) (?:is|was|turned|turns|looks?) (?:dark|brown|black)
            rhabdo(?:myolysis)?
            """,
        Topic.VERY_HIGH_BLOOD_PRESSURE: r"""
            uncontrolled (?:high )?(?:<pressure>|hypertension)
            (?:<pressure>|hypertension) (?:is |that is )?(?:not (?:under )?control(?:led)?|uncontrolled|out of control)
            (?:<pressure>)(?: \w+){0,3} (?:1[89]|2\d)\d ?(?:/|over) ?\d{2,3}
            (?:<pressure>)(?: \w+){0,3} \d{3} ?(?:/|over) ?1[1-9]\d
            """,
        Topic.HEART: r"""
            heart (?:attacks?|disease|failure|defects?|murmurs?|valves?|disorders?|block|<trouble>)<work>
            heart (?:surger(?:y|ies)|operations?|transplant|bypass|stents?|medications?|meds|patient)<work>
            (?:<trouble>|wrong) with <my>heart
            (?:pills?|meds|medications?|blockers?) for <my>heart
            (?:bad|weak|enlarged|sick|failing) (?:heart|ticker)|heart is (?:bad|weak|enlarged|failing)
            block\w* (?:in )?<my>arter(?:y|ies)
            cardiac (?:arrest|disease|history|patient|rehab\w*|event|surgery|<trouble>)
            cardiomyopathy|cardiovascular disease|coronary|(?:myo|peri|endo)carditis|pacemaker|angioplasty|aneurysm
            (?:implanted|my) defibrillator|(?:had|have|got|with|two|three|a) stents?
            (?:triple|double|quadruple) bypass|(?:seeing|under|see) (?:a|my) cardiologist
            blood thinners?|beta[- ]?blockers?
            a-?fib\w*|atrial (?:fib\w*|flutter)|arr?h?yth?mias?|tachycardia|mitral|aortic
            pulmonary (?:hypertension|embolism)|blood clots?|dvt|peripheral (?:artery|arterial|vascular) disease
            """,
        Topic.STROKE: r"""
            (?:mini-? ?)?strokes?\b<work>
            transient ischa?emic attack
            t\.?i\.?a
            """,
        Topic.KIDNEY: r"""
            kidney (?:disease|failure|damage|transplant|disorder|insufficiency|<trouble>)<work>
            (?:<trouble>|wrong) with <my>kidneys?
            (?:bad|weak|failing) kidneys?|kidneys? (?:is|are) (?:failing|bad|weak|damaged)
            renal (?:disease|failure|insufficiency|impairment|problems?)|dialysis|ckd
            """,
        Topic.DIABETES: r"""
            (?<!pre)(?<!pre-)(?<!pre )(?<!non)(?<!non-)(?<!non )diabet(?:es|ics?)<work>
            t[12]dm?
            (?:on|take|takes|taking|inject|injecting) insulin|insulin (?:pump|shots?|injections?|dependent)
            """,
        Topic.PREGNANCY: r"""
            preggo|preggers|pregnan(?:t|cy)\b(?! (?:weight|fat|belly|coach|nurse))
            (?:i'm|im|i am|we're|we are) expecting(?= ?(?:$|[.,;!\n]|and\b|in\b|so\b))
            expecting <my>(?:\w+ )?(?:<child>)
            (?:first|second|third|1st|2nd|3rd|last) trimester
            baby (?:is )?due|due date is|baby on the way|having (?:a|another|our|my) baby
            (?:weeks|months) along
            """,
        Topic.POSTPARTUM: r"""
            post-? ?(?:partum|natal)(?! (?:coach|nurse|class))
            """,
        Topic.BIRTH: r"""
            (?:gave|given|giving|after) birth|baby (?:came|arrived|was born)
            (?:had|delivered) (?:a|my|our) (?:\w+ )?(?:<child>)
            c-?section|ca?esare?an(?: section)?
            """,
        Topic.INJURY: r"""
            in (?:a|my) (?:cast|sling|walking boot|splint)|(?:on|with|without|need) crutches
            concuss(?:ion|ed)
            (?:can't|cannot|can not|unable to) (?:put|bear) (?:any |my |full )?weight
            (?:swollen|swelling (?:in|of) my) (?:left |right )?(?:<part>)|(?:<part>) (?:is )?(?:very |really )?swollen
            (?:broken|broke|fractured?|cracked) <my>(?:left |right |big |little )?(?:<part>)
            (?:<part>) (?:is |was )?(?:broken|fractured)|(?:stress )?fractures?
            acute (?:\w+ ){0,2}(?:injur(?:y|ies)|pain|flare\w*)|(?:fresh|new) injur(?:y|ies)
            """,
        Topic.HURT: r"""
            (?:tore|hurt|injured|strained|sprained|twisted|dislocated|ruptured) (?:my|an?|the) (?:\w+ )?(?:<part>)
            (?:popped|bruised|pulled|rolled|tweaked|did in|threw out|put out|messed up) (?:my|an?) (?:\w+ )?(?:<part>)
            (?:torn|sprained|strained|pulled|twisted|dislocated|ruptured|injured) (?:\w+ )?(?:<part>)
            (?:herniated|slipped) (?:\w+ )?dis[ck]s?
            (?:<part>) (?:tear|sprain|strain|rupture|dislocation|injury)
            injur(?:y|ies)\b(?!-? ?free)|got (?:hurt|injured)|hurt myself|whiplash
            """,
        Topic.SURGERY: r"""
            surger(?:y|ies)|operated on|post-?op(?:erative)?(?! (?:nurse|ward))
            (?:an|my|after|the|(?:had|have|having)(?: \w+){0,2}) operation|(?:an|my|knee|hip|back|shoulder|hernia) op
            (?:appendix|gall ?bladder|spleen|uterus|tonsils|tumou?r|cyst) (?:was |were )?(?:removed|out|taken out)
            (?:hip|knee|joint|shoulder) replacement|arthroscop\w+|appendectomy|hysterectomy|laparoscop\w+
            hernia repair|(?:acl|ligament|meniscus|cuff) (?:reconstruction|repair)|(?:have|still have|got) stitches
            """,
        Topic.EATING_DISORDER: r"""
            eating disorders?|disordered eating|anorexi[ac]|bulimi[ac]|orthorexi[ac]|arfid
            binge[- ]?eat\w*|bing(?:e|ing) and purg\w+|purging|i purge
            mak(?:e|ing) myself (?:throw up|vomit|sick)|(?:throw up|vomit) after (?:eating|meals|food)
            starv(?:e|ed|ing) myself
            """,
        Topic.HIGH_BLOOD_PRESSURE: r"""
            (?:high|elevated|raised) (?:<pressure>)
            (?<!pulmonary )hypertension|hypertensive
            blood pressure(?: is|'s| was| runs| has been) (?:\w+ ){0,2}(?:high|up|elevated)
            blood pressure (?:meds|medications?|medicine|pills?|tablets?)
            (?:<pressure>)(?: \w+){0,3} 1[4-7]\d ?(?:/|over) ?(?:\d{2}|10\d)
            """,
        Topic.OSTEOPOROSIS: r"""
            osteopor\w+|osteopenia|brittle bones|(?:low|poor) bone density|bone loss
            """,
        Topic.DIZZINESS: r"""
            dizz(?:y|iness)|vertigo|light-? ?headed(?:ness)?|meniere\w*
            """,
        Topic.PELVIC_FLOOR: r"""
            pelvic floor|prolapsed?(?! dis[ck])|incontinen\w+|diastasis
            (?:leak(?:ing|s)?|wet(?:ting)?) (?:myself|urine|pee|a little|(?:when|if) i)|pee (?:myself|a little|my pants)
            """,
    }
)


def _compiled(ways: str) -> re.Pattern[str]:
    written = ways
    for name, part in PARTS.items():
        written = written.replace(f"<{name}>", part)
    return re.compile(rf"\b(?:{'|'.join(line.strip() for line in written.strip().splitlines())})\b")


PHRASES: Mapping[Topic, re.Pattern[str]] = MappingProxyType({topic: _compiled(ways) for topic, ways in WAYS.items()})
