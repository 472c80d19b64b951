"""What is taken out of texts and values, and what is left in."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.redaction import HIDDEN, Redactor, is_credential, secret_part

OWN = "s3cret/of this-process"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("key rk_3f2a_c29tZXRoaW5n-random was shown", f"key rk_3f2a_{HIDDEN} was shown"),
        ("token eyJhbGciOiJI.eyJzdWIiOiJh.sig-nature_1!", f"token {HIDDEN}!"),
        ("half a token eyJhbGciOiJI.eyJzdWIiOiJh", f"half a token {HIDDEN}"),
        ("token-eyJhbGciOiJI.eyJzdWIiOiJh.sig", f"token-{HIDDEN}"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw is wrong", f"{HIDDEN} is wrong"),
        ("Incorrect API key provided: sk-proj-ab**********cdef.", f"Incorrect API key provided: {HIDDEN}"),
        ("Authorization: Bearer abcdef", f"Authorization: Bearer {HIDDEN}"),
        ("AUTHORIZATION: BEARER abcdef", f"AUTHORIZATION: BEARER {HIDDEN}"),
        ("{'authorization': 'Basic dXNlcjpwdw=='}", f"{{'authorization': 'Basic {HIDDEN}'}}"),
        ("postgresql://repcast:pw@db/repcast?ssl=1", f"postgresql://{HIDDEN}@db/repcast?ssl=1"),
        ("redis://:p@ss@redis:6379/0", f"redis://{HIDDEN}@redis:6379/0"),
        ("GET /ws?a=1&access_token=abc&b=2", f"GET /ws?a=1&access_token={HIDDEN}&b=2"),
        (
            "[type=int_parsing, input_value='my knee, hurts', input_type=str]",
            f"[type=int_parsing, input_value={HIDDEN}, input_type=str]",
        ),
        ("wrong\nDETAIL:  Key (goal)=(my knee) exists.\nHINT: no", f"wrong\nDETAIL:  {HIDDEN}\nHINT: no"),
        ("[SQL: INSERT]\n[parameters: ('my',\n 'knee')]", f"[SQL: INSERT]\n[parameters: {HIDDEN}]"),
    ],
)
def test_secrets_are_known_by_their_shape(said: str, told: str) -> None:
    """And what stands around them stays."""
    assert Redactor().text(said) == told


@pytest.mark.parametrize(
    "harmless",
    [
        "GET /api/programs/status/{job_id} 200",
        "https://example.org/a@b?after=3&wait=30",
        "the task-force sk-8 asked for basic exercises",
        "0b7c6c1e-30c1-4a3d-9f2b-5d1f2a9e7c11",
        "redis://redis:6379/0",
    ],
)
def test_what_is_no_secret_stays(harmless: str) -> None:
    """A log that hides too much is of no use."""
    assert Redactor().text(harmless) == harmless


class TooMuchWork(Exception):
    """Raised in the middle of it."""


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    """Of this process's own CPU time, whatever else the machine does."""

    def stop(*_: object) -> None:
        raise TooMuchWork

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "beginning",
    [
        "a",
        "a-",
        "-",
        "eyJaaaaaa-",
        "eyJa.",
        "rk_a",
        "rk_a_",
        "sk-",
        "whsec_",
        "bearer ",
        "authorization: ",
        "://",
        "&a",
        "&token",
    ],
)
def test_a_long_text_is_read_once(beginning: str) -> None:
    """Whoever asks sends it in an address, without showing anything: it must not hold up all others."""
    with _cpu_limit(2):
        is_credential(beginning * (200_000 // len(beginning)) + "!")


@pytest.mark.parametrize("form", [OWN, "s3cret%2Fof%20this-process"])
def test_a_secret_of_this_process_is_known_by_its_value(form: str) -> None:
    """Whatever its shape, and also as it stands in a URL."""
    assert Redactor([OWN]).text(f"WRONGPASS {form}!") == f"WRONGPASS {HIDDEN}!"


def test_a_short_secret_hides_no_words() -> None:
    """A password that is a word would make every line with that word unreadable."""
    assert Redactor(["redis", ""]).text("redis is lost") == "redis is lost"


@pytest.mark.parametrize(
    ("secret", "told"), [("rk_3f2a_c29tZXRoaW5n", f"rk_3f2a_{HIDDEN}"), (OWN, HIDDEN), ("a b", "a b")]
)
def test_fields_are_told_as_their_values_are(secret: str, told: str) -> None:
    """In one look, where nothing is to be hidden; by their names they are in any case."""
    line = {"event": "one", "said": secret, "token": "abc", "seconds": 7, "facts": [secret], "was": None}
    assert Redactor([OWN]).fields(line) == {**line, "said": told, "token": HIDDEN, "facts": [told]}


def test_values_are_looked_through() -> None:
    """By the names of what they hold, however deep; numbers are none."""
    line = {
        "token": "abc",
        "x_api_key": "abc",
        "user_id": "0b7c6c1e",
        "goal": "my knee",
        "input_tokens": 7,
        "token_count": 7,
        "facts": [{"password": b"abc"}, ("Bearer abc",), b"whsec_abc"],
        "error": ValueError("sk-abcdefgh"),
    }
    assert Redactor().value(line) == {
        "token": HIDDEN,
        "x_api_key": HIDDEN,
        "user_id": HIDDEN,
        "goal": HIDDEN,
        "input_tokens": 7,
        "token_count": 7,
        "facts": [{"password": HIDDEN}, [f"Bearer {HIDDEN}"], HIDDEN],
        "error": HIDDEN,
    }


@pytest.mark.parametrize(
    ("setting", "secret"),
    [
        ("just-a-secret", "just-a-secret"),
        ("redis://:pw@redis/0", "pw"),
        ("postgresql://repcast:pw@db/repcast", "pw"),
        ("https://abcdef0123@sentry.example/1", "abcdef0123"),
        ("sqlite:///repcast.sqlite3", ""),
    ],
)
def test_of_a_url_the_password_is_secret(setting: str, secret: str) -> None:
    """The rest of it helps who reads the log."""
    assert secret_part(setting) == secret
