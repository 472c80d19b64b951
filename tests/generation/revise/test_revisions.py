"""What is true of every changed program, whatever was made before and whatever is asked for."""

from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.program import Program
from schemas.request import ProgramRequest, parse_program_request
from server.generation.exercises import catalogue
from server.generation.generator import Brief, GenerationFailed
from server.generation.person import understand
from server.generation.revise.changes import MOST_SENTENCES, MOST_WORDS
from server.generation.revise.editing import edited
from server.generation.revise.exchanges import exercises_of, may_do
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.understanding import brief_of
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check
from tests.generation.revise.parents import PARENT_ID, made, parent_of, request_with
from tests.generation.revise.test_reading import WORDS
from tests.generation.valid_requests import many_requests, preps_of, raw_requests

requests = raw_requests.map(lambda raw: parse_program_request({**raw, "height_cm": 175.0, "weight_kg": 75.0}))
"""Of somebody about whose figures nothing is asked."""

CHANGES = st.sampled_from(
    [
        "a day less",
        "add a day",
        "three days a week",
        "two weeks longer",
        "make it 6 weeks",
        "45 minutes",
        "twenty minutes",
        "no mondays",
        "my knee hurts",
        "my shoulder hurts",
        "bad back",
        "no barbell",
        "no machines",
        "I only have dumbbells",
        "no equipment",
        "I joined a gym",
        "harder",
        "easier",
        "I'd rather get stronger",
        "general fitness instead",
        "no squats",
        "no push-ups",
        "no running",
        "three days and no barbell",
        "swap {name}",
        "no {name}",
        "{name} is too hard",
    ]
)


def _faults(program: Program, request: ProgramRequest) -> list[str]:
    """What the gates that fail say."""
    return [gate.detail for gate in check(sheet_of(program, understand(request))) if not gate.passed]


@many_requests
@given(request=requests, change=CHANGES, place=st.integers(0, 1000))
def test_a_changed_program_is_sound_and_keeps_what_it_can(request: ProgramRequest, change: str, place: int) -> None:
    """It suits the person that it is for now, says what is different, and passes all gates."""
    try:
        before = made(Brief(request))
    except GenerationFailed:
        assume(False)
    trained = exercises_of(before)
    said = change.format(name=catalogue()[trained[place % len(trained)]].name)
    try:
        brief = brief_of(said, PARENT_ID, request, before)
        after = made(brief)
    except (NotUnderstood, GenerationFailed):
        assume(False)
    person = understand(brief.request)
    assert len(after.weeks) == brief.request.duration_weeks
    assert {len(week.sessions) for week in after.weeks} == {brief.request.days_per_week}
    assert after.request == brief.request.model_dump(mode="json")
    assert _faults(after, brief.request) == []

    used = {*exercises_of(after), *(prep.exercise_id for prep in preps_of(after))}
    assert all(may_do(catalogue()[id_], person) for id_ in used)

    assert brief.revision is not None
    assert used.isdisjoint(brief.revision.exchanges)
    if (program := edited(brief.revision, understand(request), person)) is not None and not brief.revision.is_rewritten:
        assert after.weeks == program.weeks
        stays = {id_ for id_ in trained if may_do(catalogue()[id_], person)}
        assert stays - brief.revision.exchanges.keys() <= {*exercises_of(after)}

    assert after.changes
    assert len(after.changes) <= MOST_SENTENCES
    assert all(len(sentence.split()) <= MOST_WORDS for sentence in after.changes)
    assert len(after.spoken_summary.split()) <= 80


@given(change=st.lists(WORDS, min_size=1, max_size=25).map(" ".join))
def test_any_words_are_a_change_or_a_question(change: str) -> None:
    """Whatever is said of a program: a request that is acceptable, or a sentence back; nothing else."""
    request = request_with()
    brief: Brief | None
    try:
        brief = brief_of(change[:500], PARENT_ID, request, parent_of(request))
    except NotUnderstood as question:
        brief, said = None, question.say
    if brief is None:
        assert said.endswith(("?", "."))
        assert "@" not in said
    else:
        assert brief.request != request
        assert ProgramRequest.model_validate(brief.request.model_dump(mode="json")) == brief.request
