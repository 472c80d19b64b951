"""The words of units, and the words beside a figure that say what it is a figure of. Data."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schemas.request import Units, Weekday
from voice_client.dialogue.understanding.acts import Slot
from voice_client.dialogue.understanding.wordlists import words


class Unit(StrEnum):
    CM = "cm"
    M = "m"
    FT = "ft"
    IN = "in"
    KG = "kg"
    LB = "lb"
    ST = "st"
    MIN = "min"
    HOUR = "hour"
    DAY = "day"
    TIMES = "times"
    """Sessions of a week."""
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    YEAR = "year"


UNITS: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.CM: "cm cms centimeter centimeters centimetre centimetres centi centis sentimeter",
        Unit.M: "m meter meters metre metres mtr mtrs mt",
        Unit.FT: "ft foot feet foots feets fts '",
        Unit.IN: "in inch inches ins \" ''",
        Unit.KG: "kg kgs kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramms kgms",
        Unit.LB: "lb lbs pound pounds lbm #",
        Unit.ST: "st stone stones",
        Unit.MIN: "min mins minute minutes",
        Unit.HOUR: "h hr hrs hour hours",
        Unit.DAY: "day days dayz dy",
        Unit.TIMES: "x times time sessions session workouts trainings evenings mornings nights classes",
        Unit.WEEK: "wk wks week weeks wek weekly w",
        Unit.FORTNIGHT: "fortnight fortnights",
        Unit.MONTH: "month months mo mos mth mths",
        Unit.YEAR: "year years yr yrs y",
    }
)
UNIT_OF: Mapping[str, Unit] = MappingProxyType({word: unit for unit, ways in UNITS.items() for word in ways.split()})

CM_PER = MappingProxyType({Unit.CM: 1.0, Unit.M: 100.0, Unit.IN: 2.54, Unit.FT: 30.48})
KG_PER = MappingProxyType({Unit.KG: 1.0, Unit.LB: 0.45359237, Unit.ST: 14 * 0.45359237})
SYSTEM: Mapping[Unit, Units] = MappingProxyType(
    {
        Unit.CM: Units.METRIC,
        Unit.M: Units.METRIC,
        Unit.KG: Units.METRIC,
        Unit.FT: Units.IMPERIAL,
        Unit.IN: Units.IMPERIAL,
        Unit.LB: Units.IMPERIAL,
        Unit.ST: Units.IMPERIAL,
    }
)
MINUTES_PER = MappingProxyType({Unit.MIN: 1, Unit.HOUR: 60})
WEEKS_PER = MappingProxyType({Unit.WEEK: 1, Unit.FORTNIGHT: 2, Unit.MONTH: 4, Unit.YEAR: 52})
"""A month is a block of four weeks, as programs count."""
YEARS_PER = MappingProxyType({Unit.WEEK: 1 / 52, Unit.FORTNIGHT: 2 / 52, Unit.MONTH: 1 / 12, Unit.YEAR: 1.0})

LABELS: Mapping[str, Slot] = MappingProxyType(
    {
        word: slot
        for slot, ways in {
            Slot.HEIGHT: "height tall ht stand",
            Slot.WEIGHT: "weigh weight weighing weighed weighs wt bodyweight scale scales heavy sitting",
            Slot.AGE: "age aged",
            Slot.DAYS: "days frequency",
            Slot.WEEKS: "weeks duration",
            Slot.MINUTES: "minutes",
        }.items()
        for word in ways.split()
    }
)
"""A figure without a unit beside one of these is of that slot."""

SELF = words("i'm im am i weigh weighing weighed weighs currently now me at ")
"""Between a wish and a figure they say that the figure is of now."""
WISHED_BEFORE = words(
    """
    lose losing lost gain gaining gained drop dropping shed burn burning bench benching squat squatting deadlift
    deadlifting press pressing curl curling lift lifting target targeting goal ideal dream aim aiming reach reaching
    hit hitting down under below another extra more least cut cutting put add
    """
)
"""Before a mass they say that it is one to reach, to lose or to lift."""
WISHED_BEHIND = words(
    """
    heavier lighter overweight underweight more less extra dumbbell dumbbells kettlebell kettlebells plate plates
    barbell bench squat deadlift press max class
    """
)

EXPERIENCE_BEFORE = words("been since already experience done going gone went started doing for")
"""Before a time they say that something has gone on for so long."""
TRAINED = words(
    """
    lifted trained lifting lift training train trains ran running run played playing exercised exercising worked working
    gym experience powerlifting bodybuilding crossfit weights workouts climbing rowing swimming cycling
    """
)
"""They say that it was training."""
AWAY_BEFORE = words(
    "haven't hasn't havent off inactive took after injured sick stopped away without pregnant had last past baby"
)
"""Before a time they say that it is one of the past, and not of training."""
EXPERIENCE_BEHIND = words("experience already now")
TIMED = words("after winded under sub below plank hold within in back sleep work sit drive commute")
"""Before minutes they say that it is a time to beat."""
NO_SESSION = words("shift shifts day days job drive flight commute race marathon sleep fast fasting run nap")
"""Behind a time they say that it is not a session's."""

WEEKDAYS: Mapping[str, Weekday] = MappingProxyType(
    {
        word: day
        for day, ways in {
            Weekday.MON: "mon monday mondays mons",
            Weekday.TUE: "tue tues tuesday tuesdays",
            Weekday.WED: "wed weds wednesday wednesdays",
            Weekday.THU: "thu thur thurs thursday thursdays",
            Weekday.FRI: "fri friday fridays",
            Weekday.SAT: "sat saturday saturdays",
            Weekday.SUN: "sun sunday sundays",
        }.items()
        for word in ways.split()
    }
)
SHORT_DAYS = words("sat sun")
"""Words of their own too: days only beside another, or where days were asked for."""
ALSO_DONE = words("climb run walk play cycle swim ride jog hike bike work working shifts office school")
"""Before days they say that it is something else that is done on them."""
HOMOPHONES = MappingProxyType({"to": 2.0, "too": 2.0, "tree": 3.0, "free": 3.0, "for": 4.0, "ate": 8.0, "won": 1.0})
"""What a transcriber makes of a number where only a number can be."""
