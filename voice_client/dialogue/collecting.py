"""What is done while a wish is being told. Pure: facts and an event in, facts and effects out."""

from collections.abc import Callable
from dataclasses import replace

from voice_client.dialogue.draft import Draft
from voice_client.dialogue.facts import Call, Effect, End, Event, Facts, Say
from voice_client.dialogue.replies import REASONS, Reply, offer_of, worded
from voice_client.dialogue.understanding import Heard

Step = tuple[Facts, tuple[Effect, ...]]
Reaction = Callable[[Facts, Event], Step]


def said(facts: Facts, *sentences: str) -> Step:
    """The facts, and sentences spoken in one breath."""
    text = " ".join(sentence for sentence in sentences if sentence)
    return replace(facts, said=text), (Say(text),)


def ask(facts: Facts, *before: str) -> Step:
    """The next question, behind what else is to be said."""
    slot = facts.next_slot
    if slot is None:
        return said(facts, *before, worded(Reply.SHALL_I_START, facts.turn))
    times = facts.times + 1 if slot is facts.asked else 0
    asking = replace(facts, asked=slot, times=times, lead="")
    return said(asking, *before, facts.lead, facts.question(slot, times))


def confirm(facts: Facts, *before: str) -> Step:
    """Everything said back, once."""
    asked = replace(facts, asked=None, times=0, offer=None, lead="", was_said_back=True)
    way, offer = int(facts.was_said_back), offer_of(facts.draft.tells)
    return said(asked, *before, facts.lead, worded(Reply.CONFIRM, way, details=facts.draft.spoken(), offer=offer))


def ask_on(facts: Facts, _: Event) -> Step:
    """The next question."""
    return ask(facts)


def confirm_all(facts: Facts, _: Event) -> Step:
    """Everything said back."""
    return confirm(facts)


def welcome(facts: Facts, _: Event) -> Step:
    """A greeting, and the first question."""
    return ask(facts, worded(Reply.HI if facts.said else Reply.WELCOME, facts.turn))


def not_understood(facts: Facts, _: Event) -> Step:
    """The question again, with more words."""
    return ask(facts, worded(Reply.NOT_UNDERSTOOD, facts.turn))


def noted(facts: Facts, _: Event) -> Step:
    """It is kept, and the question stands."""
    return ask(facts, worded(Reply.NOT_UNDERSTOOD if facts.next_slot else Reply.NOTED, facts.turn))


def ask_again(facts: Facts, _: Event) -> Step:
    """The question again."""
    return ask(facts)


def explain(facts: Facts, _: Event) -> Step:
    """Why it is asked."""
    reason = REASONS.get(facts.asked) if facts.asked else None
    return ask(facts, reason or worded(Reply.HELP, facts.turn))


def helped(facts: Facts, _: Event) -> Step:
    """What this is, and the question."""
    return ask(facts, worded(Reply.HELP, facts.turn))


def repeat(facts: Facts, _: Event) -> Step:
    """What was said last."""
    return said(facts, facts.said or worded(Reply.NOTHING_SAID, facts.turn))


def so_far(facts: Facts, _: Event) -> Step:
    """What is known, and the question."""
    known = [f"{slot.value.split('_')[0]} {tell.value}" for slot, tell in facts.draft.tells.items()]
    reply = (
        worded(Reply.SO_FAR, facts.turn, details=", ".join(known))
        if known
        else worded(Reply.NOTHING_SO_FAR, facts.turn)
    )
    return ask(facts, reply)


def take_your_time(facts: Facts, _: Event) -> Step:
    """Whoever thinks is left to."""
    return said(facts, worded(Reply.TAKE_YOUR_TIME, facts.turn))


def needed(facts: Facts, _: Event) -> Step:
    """It cannot be left out."""
    return ask(facts, worded(Reply.NEEDED, facts.turn) if facts.asked else "")


def what_is_wrong(facts: Facts, _: Event) -> Step:
    """What should be otherwise."""
    return said(facts, worded(Reply.WHAT_IS_WRONG, facts.turn))


def start_over(facts: Facts, _: Event) -> Step:
    """All is forgotten."""
    is_empty = not facts.draft.tells
    fresh = replace(
        facts, draft=Draft(), doubts=(), asked=None, times=0, offer=None, was_confirmed=False, was_said_back=False
    )
    return ask(fresh, worded(Reply.WELCOME if is_empty else Reply.START_OVER, facts.turn))


def drop(facts: Facts, _: Event) -> Step:
    """The wish is left; nothing was begun. Who has not wished anything means something earlier."""
    if not facts.draft.tells:
        return facts, (Call("cancel_program", {}),)
    return said(replace(facts, asked=None), worded(Reply.DROPPED, facts.turn))


def goodbye(facts: Facts, _: Event) -> Step:
    """The end."""
    facts, effects = said(facts, worded(Reply.GOODBYE, facts.turn))
    return facts, (*effects, End())


def submit(facts: Facts, _: Event) -> Step:
    """The work is asked for."""
    call = Call("generate_workout_program", facts.draft.arguments())
    return replace(facts, call=call, was_confirmed=True, asked=None, offer=None, kept=None), (call,)


def list_programs(facts: Facts, _: Event) -> Step:
    """Which programs there are."""
    return facts, (Call("list_programs", {}),)


def tell_answer(facts: Facts, event: Event) -> Step:
    """What the tool says."""
    say = "" if isinstance(event, Heard) else event.say
    return said(facts, say) if say else (facts, ())
