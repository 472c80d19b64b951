"""What is said: sentences, short enough to be spoken, in a few ways each. Data; which of them is told by the turn."""

from collections.abc import Container, Mapping
from enum import StrEnum
from types import MappingProxyType

from voice_client.dialogue.understanding import Slot, Why


class Reply(StrEnum):
    HI = "hi"
    WELCOME = "welcome"
    CONFIRM = "confirm"
    WHAT_IS_WRONG = "what_is_wrong"
    STARTING = "starting"
    SUBMITTING = "submitting"
    STILL_WORKING = "still_working"
    ALL_RIGHT = "all_right"
    TAKE_YOUR_TIME = "take_your_time"
    WELCOME_THANKS = "welcome_thanks"
    HELP = "help"
    NOT_UNDERSTOOD = "not_understood"
    NOT_UNDERSTOOD_WAITING = "not_understood_waiting"
    NOT_UNDERSTOOD_FINISHED = "not_understood_finished"
    NEEDED = "needed"
    NOTED = "noted"
    SHALL_I_START = "shall_i_start"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    WHAT_NOW = "what_now"
    DROPPED = "dropped"
    START_OVER = "start_over"
    REPLACE = "replace"
    REPLACE_WITH = "replace_with"
    KEPT = "kept"
    FINISHED = "finished"
    TRY_AGAIN = "try_again"
    CHANGE_WHAT = "change_what"
    GOODBYE = "goodbye"
    GOODBYE_RUNNING = "goodbye_running"
    NOTHING_SAID = "nothing_said"
    SO_FAR = "so_far"
    NOTHING_SO_FAR = "nothing_so_far"


REPLIES: Mapping[Reply, tuple[str, ...]] = MappingProxyType(
    {
        Reply.HI: ("Hi!", "Hello!"),
        Reply.WELCOME: ("Hello! I make workout programs.", "Hi! I can make you a workout program."),
        Reply.CONFIRM: (
            "So {details}. Is that right{offer}?",
            "Let me say it back: {details}. Shall I start?",
        ),
        Reply.WHAT_IS_WRONG: ("What should I change?", "Which part is wrong?"),
        Reply.STARTING: ("I am starting on it.", "On it."),
        Reply.SUBMITTING: ("I have sent it off, one moment.",),
        Reply.STILL_WORKING: ("I am still on it.", "It is being made.", "Still working on it."),
        Reply.ALL_RIGHT: ("All right.", "Good."),
        Reply.TAKE_YOUR_TIME: ("Take your time.", "No hurry."),
        Reply.WELCOME_THANKS: ("You are welcome.", "My pleasure."),
        Reply.HELP: (
            "I ask a few things, then make your program. Correct me at any time, ask how far it is, or cancel.",
        ),
        Reply.NOT_UNDERSTOOD: ("I did not get that.", "Sorry, I did not follow."),
        Reply.NOT_UNDERSTOOD_WAITING: (
            "I did not get that. Your program is being made; would you like to know how far it is, or to stop it?",
        ),
        Reply.NOT_UNDERSTOOD_FINISHED: ("I did not get that. Would you like to change the program, or a new one?",),
        Reply.NEEDED: ("I cannot plan safely without it; a rough figure will do.",),
        Reply.NOTED: ("I have noted that.",),
        Reply.SHALL_I_START: ("Shall I start, or change something?",),
        Reply.TAKEN: ("Then I take {value}.",),
        Reply.CANCELLED: ("The work on it was stopped.",),
        Reply.WHAT_NOW: ("Tell me what to do differently, or say start over.",),
        Reply.DROPPED: ("All right, I leave it. Tell me if you want to go on.",),
        Reply.START_OVER: ("Let us start over.",),
        Reply.REPLACE: ("A program is being made already. Shall I drop it for a new one?",),
        Reply.REPLACE_WITH: ("Shall I stop the one I am making, for this: {details}?",),
        Reply.KEPT: ("Then I go on with the first one.",),
        Reply.FINISHED: ("{summary} Tell me if you want anything changed.", "{summary} Shall I change anything?"),
        Reply.TRY_AGAIN: ("Shall I try again?",),
        Reply.CHANGE_WHAT: ("What would you like to change?",),
        Reply.GOODBYE: ("Goodbye!", "Take care!"),
        Reply.GOODBYE_RUNNING: ("The program goes on being made; it will be there when you come back. Goodbye!",),
        Reply.NOTHING_SAID: ("I have not said anything yet.",),
        Reply.SO_FAR: ("So far: {details}.",),
        Reply.NOTHING_SO_FAR: ("Nothing so far.",),
    }
)

ASKS: Mapping[Slot, tuple[str, ...]] = MappingProxyType(
    {
        Slot.GOAL: (
            "What would you like to reach?",
            "What is your goal: muscle, strength, losing fat, endurance, or to be fit?",
        ),
        Slot.HEIGHT: ("How tall are you?", "How tall are you, in centimetres, or in feet and inches?"),
        Slot.WEIGHT: (
            "How much do you weigh, in kilos or pounds?",
            "What is your weight? Kilos, pounds or stone are fine.",
        ),
        Slot.DAYS: ("How many days a week can you train?", "On how many days a week can you train, from one to seven?"),
        Slot.WEEKS: (
            "For how many weeks should it run?",
            "For how many weeks: eight, twelve? Anything from one to fifty-two.",
        ),
        Slot.LEVEL: (
            "Are you new to training, in between, or advanced?",
            "How long have you been training: are you a beginner, intermediate, or advanced?",
        ),
        Slot.AGE: ("How old are you?",),
        Slot.SEX: ("Should I plan for female, male, or leave that open?",),
        Slot.MINUTES: ("How many minutes do you have for a session, from ten to a hundred and eighty?",),
        Slot.EQUIPMENT: ("What do you have to train with: dumbbells, bands, or just your body weight?",),
        Slot.INJURIES: ("Is there a joint or an injury that I should mind?",),
        Slot.DAYS_OFF: ("On which days can you not train?",),
        Slot.SPORT: ("Which sport do you do?",),
    }
)
OFFERED: Mapping[Slot, str] = MappingProxyType(
    {Slot.AGE: "your age", Slot.INJURIES: "an injury", Slot.EQUIPMENT: "missing equipment"}
)
"""Optional details that are offered once, where they were not told."""
REASONS: Mapping[Slot, str] = MappingProxyType(
    {
        Slot.GOAL: "Everything in the program follows from it.",
        Slot.HEIGHT: "With the weight it tells how to load the exercises safely.",
        Slot.WEIGHT: "It tells how to load the exercises safely.",
        Slot.DAYS: "The exercises are split over your days.",
        Slot.WEEKS: "The load is built up over the weeks.",
        Slot.LEVEL: "It decides how hard you begin.",
    }
)
DOUBTS: Mapping[tuple[Slot, Why], str] = MappingProxyType(
    {
        (Slot.GOAL, Why.UNSORTED): "Is that most about muscle, strength, losing fat, endurance, or being fit?",
        (Slot.HEIGHT, Why.NO_UNIT): "Is that {options}?",
        (Slot.WEIGHT, Why.NO_UNIT): "Is that {options}?",
        (Slot.DAYS, Why.RANGE): "Which shall I plan, {options} days?",
        (Slot.WEEKS, Why.RANGE): "Which shall I plan, {options} weeks?",
        (Slot.MINUTES, Why.RANGE): "Which shall I plan, {options} minutes?",
        (Slot.WEEKS, Why.A_DATE): "About how many weeks is that?",
        (Slot.DAYS, Why.OUT_OF_BOUNDS): "A week has seven days. On how many of them can you train?",
        (Slot.WEEKS, Why.OUT_OF_BOUNDS): "I plan one to fifty-two weeks. How many shall it be?",
        (
            Slot.MINUTES,
            Why.OUT_OF_BOUNDS,
        ): "I plan sessions of ten to a hundred and eighty minutes. How long shall they be?",
    }
)
"""Where there is none, the slot is asked for as at first."""


def worded(reply: Reply, turn: int, **facts: str) -> str:
    """One of the ways to say it.

    Args:
        turn: how many there were; the same turn says the same.
        facts: what the sentence speaks of.
    """
    ways = REPLIES[reply]
    return ways[turn % len(ways)].format(**facts)


def offer_of(known: Container[Slot]) -> str:
    """What else could be told, behind a question."""
    open_ones = [words for slot, words in OFFERED.items() if slot not in known]
    if not open_ones:
        return ""
    *most, last = open_ones
    return f", or is there more, like {', '.join(most)} or {last}" if most else f", or is there more, like {last}"


def asked_for(slot: Slot, times: int) -> str:
    """The question for a detail; from the second time on the one that explains more."""
    ways = ASKS[slot]
    return ways[min(times, len(ways) - 1)]
