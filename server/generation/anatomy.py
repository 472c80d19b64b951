"""The words in which exercises are described: movement patterns, muscles, joints, positions, conditions. Pure data."""

from enum import StrEnum


class Pattern(StrEnum):
    """How the body moves; catalogue files are named for it."""

    SQUAT = "squat"
    LUNGE = "lunge"
    """Also step-ups."""
    HINGE = "hinge"
    BRIDGE = "bridge"
    """Also hip thrusts."""
    HORIZONTAL_PUSH = "horizontal_push"
    VERTICAL_PUSH = "vertical_push"
    HORIZONTAL_PULL = "horizontal_pull"
    VERTICAL_PULL = "vertical_pull"
    FLY = "fly"
    DELTS = "delts"
    """Side and rear shoulder; also shrugs."""
    BICEPS = "biceps"
    """The elbow bends."""
    TRICEPS = "triceps"
    """The elbow straightens."""
    KNEE_FLEXION = "knee_flexion"
    KNEE_EXTENSION = "knee_extension"
    HIP_AB_ADDUCTION = "hip_ab_adduction"
    CALVES = "calves"
    CORE_FLEXION = "core_flexion"
    CORE_ANTI_EXTENSION = "core_anti_extension"
    CORE_ANTI_ROTATION = "core_anti_rotation"
    CARRY = "carry"
    POWER = "power"
    """Jumps, throws, fast lifts."""
    CARDIO = "cardio"
    MOBILITY = "mobility"
    BALANCE = "balance"


DRILLS = frozenset({Pattern.MOBILITY, Pattern.BALANCE})
"""They stretch, or steady: sets of them train no muscle."""


class Muscle(StrEnum):
    CHEST = "chest"
    LATS = "lats"
    UPPER_BACK = "upper_back"
    FRONT_DELTS = "front_delts"
    SIDE_DELTS = "side_delts"
    REAR_DELTS = "rear_delts"
    BICEPS = "biceps"
    TRICEPS = "triceps"
    FOREARMS = "forearms"
    QUADS = "quads"
    HAMSTRINGS = "hamstrings"
    GLUTES = "glutes"
    ADDUCTORS = "adductors"
    ABDUCTORS = "abductors"
    CALVES = "calves"
    ABS = "abs"
    OBLIQUES = "obliques"
    ERECTORS = "erectors"


class Joint(StrEnum):
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    WRIST = "wrist"
    NECK = "neck"
    LOW_BACK = "low_back"
    HIP = "hip"
    KNEE = "knee"
    ANKLE = "ankle"


class Mechanic(StrEnum):
    COMPOUND = "compound"
    """Several joints move, or hold, together."""
    ISOLATION = "isolation"


class Position(StrEnum):
    STANDING = "standing"
    SEATED = "seated"
    SUPINE = "supine"
    PRONE = "prone"
    """Face down, also on the hands."""
    SIDE_LYING = "side_lying"
    KNEELING = "kneeling"
    HANGING = "hanging"
    """The body hangs from the hands, or is held up by them with the feet in the air."""


class Condition(StrEnum):
    """What makes a coach leave an exercise out, whatever the joints say."""

    PREGNANCY = "pregnancy"
    """No lying on the back or face down, no falls, no jumps [ACOG Opinion 804]."""
    HIGH_BLOOD_PRESSURE = "high_blood_pressure"
    """No head below the heart, no long hard holds."""
    OSTEOPOROSIS = "osteoporosis"
    """No loaded or repeated rounding and twisting of the spine, no jumps."""
    PELVIC_FLOOR = "pelvic_floor"
    """No jumps, no crunching."""
    DIZZINESS = "dizziness"
    """No head below the heart, no balance on one leg or at a height without a hand to hold on."""
