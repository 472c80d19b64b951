"""What is done while a program is being made, and when it is there. Pure: facts, an event in; facts, effects out."""

from dataclasses import replace

from schemas.goals import GoalCategory
from schemas.request import Confirmable
from voice_client.dialogue.collecting import Step, ask, said
from voice_client.dialogue.draft import Draft
from voice_client.dialogue.facts import Answer, Call, End, Event, Facts, News, Offer
from voice_client.dialogue.replies import Reply, worded
from voice_client.dialogue.understanding import Heard, Slot

MOST_CHANGE_CHARACTERS = 500
CONFIRMABLE = frozenset(field.value for field in Confirmable)


def acknowledge(facts: Facts, _: Event) -> Step:
    """A short word, and nothing is called."""
    return said(facts, worded(Reply.STILL_WORKING, facts.turn))


def thanked(facts: Facts, _: Event) -> Step:
    """You are welcome."""
    return said(facts, worded(Reply.WELCOME_THANKS, facts.turn))


def all_right(facts: Facts, _: Event) -> Step:
    """Nothing is wanted."""
    return said(replace(facts, change=""), worded(Reply.ALL_RIGHT, facts.turn))


def ask_what_to_change(facts: Facts, _: Event) -> Step:
    """What should be otherwise."""
    return said(facts, worded(Reply.CHANGE_WHAT, facts.turn))


def status(facts: Facts, _: Event) -> Step:
    """How far it is, from the server."""
    return facts, (Call("get_program_status", {}),)


def cancel(facts: Facts, _: Event) -> Step:
    """It is stopped."""
    return facts, (Call("cancel_program", {}),)


def not_understood(facts: Facts, _: Event) -> Step:
    """What can be done while it is being made."""
    return said(facts, worded(Reply.NOT_UNDERSTOOD_WAITING, facts.turn))


def not_understood_finished(facts: Facts, _: Event) -> Step:
    """What can be done with a program."""
    return said(facts, worded(Reply.NOT_UNDERSTOOD_FINISHED, facts.turn))


def helped(facts: Facts, _: Event) -> Step:
    """What this is."""
    return said(facts, worded(Reply.HELP, facts.turn))


def goodbye(facts: Facts, _: Event) -> Step:
    """The end, and the work goes on."""
    facts, effects = said(facts, worded(Reply.GOODBYE_RUNNING, facts.turn))
    return facts, (*effects, End())


def propose(facts: Facts, _: Event) -> Step:
    """Whether the change is worth stopping the work."""
    facts = replace(facts, call=Call("generate_workout_program", facts.draft.arguments()))
    return said(facts, worded(Reply.REPLACE_WITH, facts.turn, details=facts.draft.spoken()))


def propose_restart(facts: Facts, _: Event) -> Step:
    """Whether the work shall be dropped for another."""
    fresh = replace(facts, kept=facts.kept or facts.draft, draft=facts.draft.of_the_same_person())
    return said(fresh, worded(Reply.REPLACE, facts.turn))


def replace_job(facts: Facts, _: Event) -> Step:
    """The other instead."""
    assert facts.call is not None  # noqa: S101 - it was decided on
    call = Call(facts.call.name, {**facts.call.arguments, "replace": True})
    return replace(facts, call=call, kept=None), (call,)


def stop_and_ask(facts: Facts, _: Event) -> Step:
    """The work is stopped, and the other is asked for."""
    facts, effects = ask(replace(_anew(facts, facts.draft), call=None))
    return facts, (Call("cancel_program", {}), *effects)


def keep(facts: Facts, _: Event) -> Step:
    """The work goes on as it was."""
    return said(replace(facts, draft=facts.kept or facts.draft, kept=None), worded(Reply.KEPT, facts.turn))


def ask_to_decide(facts: Facts, event: Event) -> Step:
    """Something else is being made, or this was made already: which shall it be?"""
    assert isinstance(event, Answer)  # noqa: S101 - the table gives it answers only
    about = replace(facts, kept=None, job_id=event.output.get("job_id"))
    program = event.output.get("program")
    if program:
        about = replace(about, program_id=program.get("program_id"), summary=program.get("spoken_summary") or event.say)
    return said(about, event.say or worded(Reply.REPLACE, facts.turn))


def started(facts: Facts, event: Event) -> Step:
    """It has begun."""
    assert isinstance(event, Answer)  # noqa: S101 - the table gives it answers only
    job_id = event.output.get("job_id")
    return said(replace(facts, change="", job_id=job_id), event.say or worded(Reply.STARTING, facts.turn))


def submitting(facts: Facts, event: Event) -> Step:
    """It was sent, and there is no answer yet."""
    say = event.say if isinstance(event, Answer) else ""
    return said(replace(facts, job_id=None), say or worded(Reply.SUBMITTING, facts.turn))


def mend(facts: Facts, event: Event) -> Step:
    """The server asks about a field: so do we, and know what a yes would mean."""
    error = _first_error(event)
    name = str(error.get("parameter", ""))
    slot = next((slot for slot in Slot if slot.value == name), Slot.GOAL if name == "goal_category" else None)
    offer = None
    draft = facts.draft
    if error.get("code") == "unconfirmed" and name in CONFIRMABLE:
        offer = Offer(confirms=name)
    elif name == "goal_category":
        offer = Offer(category=GoalCategory.GENERAL_FITNESS)
    elif slot is not None:
        draft = draft.without(slot)
    asking = replace(facts, draft=draft, asked=slot, times=0, offer=offer)
    return said(asking, str(error.get("say") or (event.say if isinstance(event, Answer) else "")))


def _first_error(event: Event) -> dict[str, object]:
    errors = event.output.get("errors") if isinstance(event, Answer) else None
    return dict(errors[0]) if errors else {}


def refused(facts: Facts, event: Event) -> Step:
    """Not now; a yes tries again."""
    return said(facts, "" if isinstance(event, Heard) else event.say, worded(Reply.TRY_AGAIN, facts.turn))


def progressed(facts: Facts, event: Event) -> Step:
    """A milestone."""
    return said(facts, event.say) if isinstance(event, News) and event.say else (facts, ())


def completed(facts: Facts, event: Event) -> Step:
    """The result, once."""
    done = _with_program(facts, event)
    done = replace(done, draft=done.kept or done.draft, change="", kept=None)
    return said(done, worded(Reply.FINISHED, facts.turn, summary=done.summary))


def _with_program(facts: Facts, event: Event) -> Facts:
    assert isinstance(event, News)  # noqa: S101 - the table gives it news only
    return replace(facts, program_id=event.facts.get("program_id"), summary=event.say)


def aside(facts: Facts, event: Event) -> Step:
    """News of another job."""
    assert isinstance(event, News)  # noqa: S101 - the table gives it news only
    return said(facts, event.say) if event.say else (facts, ())


def failed(facts: Facts, event: Event) -> Step:
    """Why there is none; a yes tries again."""
    say = event.say if isinstance(event, News) else ""
    return said(facts, say, worded(Reply.TRY_AGAIN, facts.turn))


def cancelled(facts: Facts, event: Event) -> Step:
    """It is over, and the wish is still known."""
    say = "" if isinstance(event, Heard) else event.say
    over = replace(facts, asked=None, was_confirmed=False, job_id=None)
    return said(over, say or worded(Reply.CANCELLED, facts.turn), worded(Reply.WHAT_NOW, facts.turn))


def silent(facts: Facts, _: Event) -> Step:
    """Nothing is to be said."""
    return facts, ()


def change(facts: Facts, event: Event) -> Step:
    """The finished program is changed, in the person's words; an answer is put behind what it is about."""
    assert isinstance(event, Heard)  # noqa: S101 - the table gives it sentences only
    wanted = f"{facts.change}. {event.text}" if facts.change else event.text
    arguments = {"change": wanted[:MOST_CHANGE_CHARACTERS]}
    if facts.program_id:
        arguments["program_id"] = facts.program_id
    call = Call("revise_workout_program", arguments)
    return replace(facts, change=wanted, call=call), (call,)


def ask_about_change(facts: Facts, event: Event) -> Step:
    """The server asks about a change."""
    say = str(_first_error(event).get("say") or (event.say if isinstance(event, Answer) else ""))
    return said(facts, say or worded(Reply.CHANGE_WHAT, facts.turn))


def tell_summary(facts: Facts, _: Event) -> Step:
    """What is in the program."""
    return said(facts, facts.summary)


def another(facts: Facts, _: Event) -> Step:
    """A new wish of the same person."""
    return ask(_anew(facts, facts.draft.of_the_same_person()), worded(Reply.START_OVER, facts.turn))


def _anew(facts: Facts, draft: Draft) -> Facts:
    return replace(facts, draft=draft, doubts=(), asked=None, times=0, offer=None, was_confirmed=False, change="")


def try_again(facts: Facts, _: Event) -> Step:
    """The same call once more."""
    return (facts, (facts.call,)) if facts.call else (facts, ())
