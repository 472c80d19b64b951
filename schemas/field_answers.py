"""What is accepted for each field of a request, and the sentence that asks for it. Data, to be read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """What to tell about a wrong field.

    Attributes:
        accepted: what would be accepted, in words and numbers.
        say: one short spoken sentence that asks for the right value.
        say_if: sentences for numbers that look like a certain mistake: from (inclusive), to (exclusive), sentence.
    """

    accepted: str
    say: str
    say_if: tuple[tuple[float, float, str], ...] = ()

    def say_for(self, value: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return next((say for low, high, say in self.say_if if low <= value < high), self.say)
        return self.say


UNKNOWN_FIELD = FieldAnswer(
    accepted="only the documented fields",
    say="I did not understand one of the details. Could you say it another way?",
)

ANSWERS: Mapping[str, FieldAnswer] = MappingProxyType(
    {
        "user_id": FieldAnswer(
            accepted="a UUID of 36 characters",
            say="I do not know who this program is for. Could you sign in again?",
        ),
        "height_cm": FieldAnswer(
            accepted="a number from 90 to 260, in centimetres",
            say="How tall are you, in centimetres?",
            say_if=(
                (1, 3, "Is that your height in metres? Please tell me in centimetres."),
                (3, 9, "Is that your height in feet? Please tell me in centimetres."),
                (30, 90, "Is that your height in inches? Please tell me in centimetres."),
            ),
        ),
        "weight_kg": FieldAnswer(
            accepted="a number from 25 to 350, in kilograms",
            say="How much do you weigh, in kilograms?",
            say_if=((350, 800, "Is that your weight in pounds? Please tell me in kilograms."),),
        ),
        "goal_category": FieldAnswer(
            accepted=(
                "one of strength, hypertrophy, power, muscular_endurance, cardio_endurance, fat_loss, "
                "general_fitness, mobility; or leave it out, and goal_raw says it"
            ),
            say="What do you want most: strength, muscle, a strong heart, fat loss, to move well, or to be fit?",
        ),
        "goal_raw": FieldAnswer(
            accepted="text of 1 to 500 characters",
            say="In a few words, what would you like to reach?",
        ),
        "duration_weeks": FieldAnswer(
            accepted="a whole number from 1 to 52",
            say="For how many weeks should the program be, from one to fifty-two?",
        ),
        "days_per_week": FieldAnswer(
            accepted="a whole number from 1 to 7",
            say="On how many days a week can you train, from one to seven?",
        ),
        "fitness_level": FieldAnswer(
            accepted="one of beginner, intermediate, advanced",
            say="Are you new to training, in between, or far along?",
        ),
        "age": FieldAnswer(
            accepted="a whole number from 13 to 120, in years",
            say="How old are you?",
            say_if=((0, 13, "I am sorry, I can only make programs for people of thirteen or older."),),
        ),
        "sex": FieldAnswer(
            accepted="one of female, male, unspecified",
            say="Should I plan for female, male, or leave that open?",
        ),
        "session_minutes": FieldAnswer(
            accepted="a whole number from 10 to 180, in minutes",
            say="How many minutes do you have for a session, from ten to one hundred and eighty?",
        ),
        "equipment": FieldAnswer(
            accepted=(
                "a list of gym, bodyweight, dumbbell, barbell, kettlebell, band, machine, cable, bench, "
                "pull_up_bar, cardio_machine"
            ),
            say="What equipment do you have: a full gym, dumbbells, bands, or just your body weight?",
        ),
        "injuries": FieldAnswer(
            accepted="a list of at most 10 texts of 1 to 100 characters",
            say="Is there a joint or an injury that I should mind?",
        ),
        "unavailable_days": FieldAnswer(
            accepted="a list of mon, tue, wed, thu, fri, sat, sun; at least one day is left",
            say="On which days of the week can you not train?",
        ),
        "effort": FieldAnswer(
            accepted="one of easier, usual, harder",
            say="Should it be easy, as usual, or hard?",
        ),
        "avoid": FieldAnswer(
            accepted="a list of at most 50 names of exercises, of 1 to 100 characters each",
            say="Which exercises do you not want to do?",
        ),
        "sport": FieldAnswer(accepted="text of 1 to 100 characters", say="Which sport do you do?"),
        "notes": FieldAnswer(
            accepted="text of at most 1000 characters",
            say="Could you tell me that a little shorter?",
        ),
        "locale": FieldAnswer(
            accepted="a language tag such as en or pt-BR",
            say="In which language should the program be?",
        ),
        "units": FieldAnswer(
            accepted="one of metric, imperial",
            say="Shall I speak of kilos, or of pounds?",
        ),
        "confirmed": FieldAnswer(
            accepted="a list of height_cm, weight_kg, injuries",
            say="Which of the details that I asked about is right?",
        ),
        "fresh": FieldAnswer(
            accepted="true or false",
            say="Shall I write a new one, or may it be one that I have written before?",
        ),
        "program_id": FieldAnswer(
            accepted="a UUID of 36 characters",
            say="Which program should I change?",
        ),
        "change_request": FieldAnswer(
            accepted="text of 1 to 500 characters",
            say="What would you like to change?",
        ),
    }
)
