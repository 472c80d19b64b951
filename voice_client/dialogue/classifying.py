"""What an event is to the state machine. Pure: details are taken into the draft on the way."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from voice_client.dialogue.draft import DEFAULTS, OF_THE_BODY, spoken_default
from voice_client.dialogue.facts import Answer, Facts, News
from voice_client.dialogue.replies import Reply, worded
from voice_client.dialogue.states import BY_WEIGHT, Input, State
from voice_client.dialogue.understanding import Context, Doubt, Heard, Signal, Slot
from voice_client.tools.answers import end_told_by

MAKING = frozenset({"generate_workout_program", "revise_workout_program"})
"""Tools that start work."""
ANSWERS: Mapping[str, Input] = MappingProxyType(
    {
        "accepted": Input.ACCEPTED,
        "already_running": Input.RUNNING,
        "already_done": Input.DONE,
        "needs_confirmation": Input.CONFLICT,
        "submitting": Input.SUBMITTED,
        "needs_details": Input.INVALID,
        "none": Input.ABSENT,
        "not_found": Input.ABSENT,
        "not_finished": Input.ABSENT,
    }
)
"""What the tools that start work answer. All else is a no, for now."""
TAKING = frozenset({State.COLLECTING, State.CONFIRMING, State.RETRYING})
"""States in which details are simply taken."""
TURNING = frozenset({Signal.CHANGE, Signal.REVISE, Signal.NO, Signal.RESTART})
YES_BUT = frozenset({"but", "except", "besides", "apart"})
YES_AND = YES_BUT | {"only", "though", "and", "also", "plus", "just"}
"""What follows them is part of the answer: a yes to the rest alone."""
ABOUT_THE_WORK = frozenset({Input.RESTART, Input.CANCEL, Input.QUIT, Input.STATUS, Input.LIST})
"""They count beside details that are touched on in the same sentence."""


def context_of(facts: Facts) -> Context:
    """What the next sentence answers."""
    draft = facts.draft
    weight = draft.tells.get(Slot.WEIGHT)
    return Context(facts.asked, facts.options, draft.height_cm, weight, draft.missing, draft.tells)


def classified(state: State, facts: Facts, heard: Heard) -> tuple[Facts, Input]:
    """A sentence, as the input that it is in a state, and the facts with what it told."""
    if state is State.COLLECTING and _is_of_a_program(facts, heard):
        return facts, Input.REVISE
    if state in TAKING:
        return _taken(facts, heard)
    weighed = _weighed(heard)
    if weighed in ABOUT_THE_WORK:
        return facts, weighed
    if state in {State.FINISHED, State.ANEW}:
        is_change = bool(heard.tells or heard.doubts) or (facts.change and weighed is Input.NOTHING)
        return facts, Input.CHANGE if is_change else weighed
    return _proposed(facts, heard, weighed)


def _is_of_a_program(facts: Facts, heard: Heard) -> bool:
    """Whether a first sentence is about a program that was made earlier, and not about the person."""
    is_first = not facts.draft.tells and not facts.doubts
    return is_first and Signal.REVISE in heard.signals and not set(OF_THE_BODY) & set(heard.tells)


def _taken(facts: Facts, heard: Heard) -> tuple[Facts, Input]:
    heard = _with_option(facts, _with_first_words(facts, heard))
    weighed = _weighed(heard)
    if weighed is Input.REVISE:  # of what is being told
        weighed = Input.CHANGE
    facts = replace(facts, draft=facts.draft.followed_by(heard), lead="")
    if heard.tells or heard.doubts or heard.taken_back:
        return _told(replace(facts, doubts=_open(facts, heard), offer=None))
    words = set(heard.text.casefold().replace(",", " ").split())
    if weighed in {Input.YES, Input.OK} and heard.rest and words & YES_AND:
        return facts, Input.NOTED
    if weighed in {Input.YES, Input.OK} and words & YES_BUT:
        return facts, Input.NO
    if facts.offer is not None and weighed in {Input.YES, Input.OK}:
        return _with_offer(facts), Input.SETTLED
    if weighed is Input.SKIP:
        return _skipped(facts)
    if weighed is Input.NO and facts.options:
        return _told(replace(facts, doubts=_open(facts, heard)))
    return facts, Input.NOTED if heard.rest and weighed is Input.NOTHING else weighed


def _told(facts: Facts) -> tuple[Facts, Input]:
    if facts.next_slot is not None:
        return facts, Input.SOME
    return facts, Input.SETTLED if facts.was_confirmed else Input.ALL


def _skipped(facts: Facts) -> tuple[Facts, Input]:
    """What we would take ourselves; a body's measures cannot be left out."""
    slot = facts.asked
    if slot is None:
        return facts, Input.SKIP
    if slot in facts.draft.missing and slot not in DEFAULTS:
        return facts, Input.SKIP
    without = replace(facts, doubts=tuple(doubt for doubt in facts.doubts if doubt.slot is not slot))
    if slot not in facts.draft.missing:
        return _told(without)
    lead = worded(Reply.TAKEN, facts.turn, value=spoken_default(slot))
    return _told(replace(without, draft=facts.draft.with_default(slot), lead=lead))


def _with_option(facts: Facts, heard: Heard) -> Heard:
    """A yes to the one thing that was offered tells it."""
    options = facts.options
    says_yes = {Signal.YES, Signal.OK} & set(heard.signals)
    if len(options) == 1 and says_yes and options[0].slot not in heard.tells:
        return replace(heard, tells={**heard.tells, options[0].slot: options[0]})
    return heard


def _with_first_words(facts: Facts, heard: Heard) -> Heard:
    """A goal that was asked about keeps the words in which it was told at first."""
    is_doubted = any(doubt.slot is Slot.GOAL for doubt in facts.doubts)
    first, now = facts.draft.tells.get(Slot.GOAL), heard.tells.get(Slot.GOAL)
    if not is_doubted or first is None or now is None:
        return heard
    return replace(heard, tells={**heard.tells, Slot.GOAL: replace(now, value=f"{now.value}; {first.value}")})


def _open(facts: Facts, heard: Heard) -> tuple[Doubt, ...]:
    """The doubts that are left: an optional detail is asked about once."""
    before = [doubt for doubt in facts.doubts if doubt.slot is not facts.asked]
    kept = [doubt for doubt in before if doubt.slot not in heard.tells]
    now = {doubt.slot: doubt for doubt in (*kept, *heard.doubts)}
    return tuple(now.values())


def _with_offer(facts: Facts) -> Facts:
    assert facts.offer is not None  # noqa: S101 - whoever calls has looked
    draft = facts.draft
    if facts.offer.confirms:
        draft = replace(draft, confirmed=(*draft.confirmed, facts.offer.confirms))
    if facts.offer.category:
        draft = replace(draft, category=facts.offer.category)
    return replace(facts, draft=draft, offer=None)


def _proposed(facts: Facts, heard: Heard, weighed: Input) -> tuple[Facts, Input]:
    """Details while the work is under way: a change of it, where they are other than what is being made."""
    differs = {slot for slot, tell in heard.tells.items() if facts.draft.tells.get(slot) != tell}
    if not differs or not (differs & set(facts.draft.tells) or TURNING & set(heard.signals)):
        return facts, weighed if weighed is not Input.NOTHING else Input.ACKNOWLEDGE
    draft = facts.draft.followed_by(heard)
    if draft.missing:  # of the next wish; it is told when the work has been stopped
        return facts, Input.NOTHING
    return replace(facts, kept=facts.kept or facts.draft, draft=draft), Input.ALL


def _weighed(heard: Heard) -> Input:
    signal = next((signal for signal in BY_WEIGHT if signal in heard.signals), None)
    return Input.NOTHING if signal is None else Input(signal.value)


def input_of_answer(answer: Answer) -> Input:
    """What a tool's answer is."""
    status = str(answer.output.get("status"))
    if answer.name in MAKING:
        came = ANSWERS.get(status, Input.REFUSED)
        return Input.UNCLEAR if came is Input.INVALID and answer.name == "revise_workout_program" else came
    return Input.STOPPED if answer.name == "cancel_program" and status == "cancelled" else Input.ANSWERED


def news_in(answer: Answer) -> News | None:
    """The end of a job that an answer to "is it ready?" tells: what the job would have reported."""
    status, job_id = answer.output.get("status"), answer.output.get("job_id")
    if answer.name != "get_program_status" or end_told_by(answer.output) is None:
        return None
    return News(str(status), answer.say, job_id, answer.output.get("program") or {})


NEWS: Mapping[str, Input] = MappingProxyType(
    {
        "milestone": Input.PROGRESSED,
        "retried": Input.PROGRESSED,
        "completed": Input.COMPLETED,
        "failed": Input.FAILED,
        "cancelled": Input.CANCELLED,
        "lost": Input.LOST,
    }
)


def input_of_news(state: State, facts: Facts, news: News) -> tuple[Facts, Input]:
    """What a job's report is: of the work of this conversation, or of another."""
    if state is State.WAITING and facts.job_id is None:
        facts = replace(facts, job_id=news.job_id)
    is_ours = news.job_id == facts.job_id and state in {State.WAITING, State.DECIDING, State.STARTING_OVER}
    return facts, NEWS.get(news.kind, Input.ASIDE) if is_ours else Input.ASIDE
