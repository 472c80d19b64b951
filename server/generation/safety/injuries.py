"""Injuries, understood by the joint that is spared for them. Pure."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from schemas.request import ProgramRequest
from schemas.wording import plain
from server.generation.anatomy import Joint
from server.generation.safety.hearing import FEARED, heard_in, texts_of
from server.generation.safety.mentions import mentions
from server.generation.safety.topics import PHRASES, Topic

SIGNS: Mapping[Joint, str] = MappingProxyType(
    {
        Joint.SHOULDER: (
            r"shoulder|rotator|collarbone|clavicle|labr(?:um|al)|impingement|deltoid|delts?\b|pecs?\b|pectoral|lats?\b|"
            r"scapula|ac joint"
        ),
        Joint.ELBOW: r"elbow|forearm|biceps?\b|triceps?\b|epicondyl|ulnar",
        Joint.WRIST: r"wrist|hands?\b|carpal|thumb|finger|knuckle|tfcc|scaphoid",
        Joint.NECK: r"neck|cervical|whiplash|traps?\b|trapezius",
        Joint.LOW_BACK: (
            r"back|spin(?:e|al)\b|dis[ck]s?\b|lumbar|lumbago|sciatic|vertebra|sacr(?:um|al|oiliac)|si joint|scoliosis|"
            r"[ls][1-5]\b|spondyl|stenosis|coccyx|tailbone|ribs?\b|hernia\b|abdominal"
        ),
        Joint.HIP: r"hips?\b|groin|adductor|hamstring|glut(?:e|es|eal)\b|piriformis|psoas|pelvi[cs]|buttock",
        Joint.KNEE: r"knee|[amp]cl\b|lcl\b|cruciate|menisc|patell|quads?\b|quadriceps|it band|iliotibial|itbs\b|osgood",
        Joint.ANKLE: (
            r"ankle|foot|feet|achilles|heel|shins?\b|plantar|toes?\b|bunion|cal(?:f|ves)\b|metatars|fallen arch|"
            r"flat arch"
        ),
    }
)
"""Words, and names of injuries. A muscle stands for the joint that hurts when it works; a hernia for the trunk [J]."""

JOINT_WORDS: Mapping[Joint, re.Pattern[str]] = MappingProxyType(
    {joint: re.compile(rf"\b(?:{signs})") for joint, signs in SIGNS.items()}
)
"""Matched where a word begins: a whiplash is no hip, and a discomfort no disc."""

_SORE = (
    r"(?:hurts?|hurting|pains?|painful|sore|ach(?:es?|ing|y)|bad|injur(?:y|ed|ies)|problems?|issues?|troubles?|"
    r"tear|torn|sprain(?:ed)?|strain(?:ed)?|tend[io]n\w*|arthritis|arthritic|bursitis|impingement|slipped|herniated|"
    r"bulging|dislocated|fractured?|broken|surgery|replacement|reconstruction|messed up|blown|clicks|"
    r"gives out|fasciitis|splints)"
)
SORE_JOINTS: Mapping[Joint, re.Pattern[str]] = MappingProxyType(
    {
        joint: re.compile(
            rf"\b(?:{_SORE}(?: (?:in|of|with|at|on|from|my|the|a|left|right|lower|upper|both|old)){{0,4}} "
            rf"(?:{signs})\w*"
            rf"|(?:{signs})\w*(?: (?:is|are|feels?|has|still|always|often|sometimes|a|very|really)){{0,3}} {_SORE})\b"
        )
        for joint, signs in SIGNS.items()
    }
)
"""In other text than that of injuries a joint alone is nothing: "stronger shoulders"."""


def joints_in(injury: str) -> tuple[Joint, ...]:
    """The joints that a text of an injury speaks of."""
    words = plain(injury)
    return tuple(joint for joint, signs in JOINT_WORDS.items() if signs.search(words))


def sore_joints(texts: Iterable[str]) -> frozenset[Joint]:
    """The joints of which other texts say that they hurt."""
    return frozenset(
        mention.topic
        for text in texts
        for mention in mentions(text, SORE_JOINTS)
        if not (mention.is_denied or mention.is_of_another or FEARED.search(mention.before))
    )


def tells_more(request: ProgramRequest, earlier: ProgramRequest) -> bool:
    """Whether the words of a request tell of a danger or a pain that an earlier one's did not."""
    is_new = not heard_in(texts_of(request), request.sex) <= heard_in(texts_of(earlier), earlier.sex)
    return is_new or not sore_joints(texts_of(request)) <= sore_joints(texts_of(earlier))


def is_understood(injury: str) -> bool:
    """Whether it names a joint, or something that the screening knows."""
    words = plain(injury)
    known = (pattern.search(words) for topic, pattern in PHRASES.items() if topic is not Topic.HURT)
    return bool(joints_in(injury)) or any(known)
