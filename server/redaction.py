"""What logs, traces and crash reports must not hold: secrets, and what users said. Pure.

A secret is known by its shape, by the name that it has, or, this process's own, by its value.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit

HIDDEN: Final = "[hidden]"


class Shape(NamedTuple):
    """What something that must not be told looks like.

    Attributes:
        signs: one of them is, in lower case, in all that ``finds`` finds, and in little else: most texts are read for
            signs alone.
        instead: what stands in its place.
    """

    signs: tuple[str, ...]
    finds: re.Pattern[str]
    instead: str


CREDENTIALS: Final = (
    # An API key: its id may be told.
    Shape(("rk_",), re.compile(r"\b(rk_[A-Za-z0-9]+_)[\w-]+"), rf"\1{HIDDEN}"),
    # A JWT: a JSON object begins with {", which in base64 is eyJ.
    # It is looked for only in what a full stop ends, else a text of many beginnings is read anew from each.
    Shape(("eyj",), re.compile(r"(?<![\w-])(?=[\w-]++\.)([\w-]*?\b)eyJ[\w-]{6,}(?:\.[\w-]*)+"), rf"\1{HIDDEN}"),
    # The secret of a webhook (Standard Webhooks), a key of OpenAI's.
    Shape(("whsec_",), re.compile(r"\bwhsec_[\w+/=-]+"), HIDDEN),
    Shape(("sk-",), re.compile(r"\bsk-[\w*.-]{6,}"), HIDDEN),
    Shape(
        ("bearer", "author"),  # without an i: to the pattern other letters are one, too
        re.compile(r"(?i)(\bbearer|\bauthorization\W{1,4}basic)\s+[^\s\"',;]+"),
        rf"\1 {HIDDEN}",
    ),
    # What stands before the host in a URL, and its parameters that are named as a secret.
    Shape(("://",), re.compile(r"://[^\s/?#\"']*@"), f"://{HIDDEN}@"),
    Shape(
        ("?", "&"),
        re.compile(r"(?i)([?&](?:\w*(?:token|secret|password)|api[_-]?key|key|auth\w*|jwt|signature|sig)=)[^&\s\"'#]+"),
        rf"\1{HIDDEN}",
    ),
)
"""Whoever asks may have them read 32 KiB, in the loop that serves all, so none may take more than a time that grows as
the text does."""

ECHOES: Final = (
    # How pydantic, SQLAlchemy and Postgres repeat the values that they were given.
    Shape(("input_value=",), re.compile(r"input_value=.*, input_type="), f"input_value={HIDDEN}, input_type="),
    Shape(
        ("[parameters: ",),
        re.compile(r"(?s)\[parameters: .*?\]$", re.MULTILINE),
        f"[parameters: {HIDDEN}]",
    ),
    Shape(("detail:",), re.compile(r"(?m)^([ \t]*DETAIL:[ \t]*).*$"), rf"\1{HIDDEN}"),
)
"""Likewise, in what is logged."""

SIGNS: Final = tuple(sign for shape in CREDENTIALS + ECHOES for sign in shape.signs)

SECRET_NAME: Final = re.compile(
    r"(?i)(^|[_-])(token|secret|password|passwd|credentials?|authorization|api[_-]?key|cookie|dsn|jwt)$"
)
PERSONAL_NAMES: Final = frozenset(
    {"user_id", "goal", "goal_raw", "notes", "injuries", "request", "change_request", "body", "payload", "channel"}
)
"""What names a user (a channel does, by its end), and what users said."""

LEAST_OWN_CHARS = 8
"""A shorter secret is part of too many words that are none; nobody is served by a log without them."""


class Redactor:
    """Takes out of texts and values what must not be told.

    Args:
        own: secrets of this process, which are known whatever their shape.
    """

    def __init__(self, own: Iterable[str] = ()) -> None:
        forms = {form for secret in own for form in (secret, quote(secret, safe=""), unquote(secret))}
        # The longest first: one may be a part of another.
        known = sorted((form for form in forms if len(form) >= LEAST_OWN_CHARS), key=len, reverse=True)
        self._known = tuple(known)
        self._own = re.compile("|".join(map(re.escape, known))) if known else None

    def text(self, text: str) -> str:
        """The text without its secrets."""
        if self._own is not None:
            text = self._own.sub(HIDDEN, text)
        if not _has_sign(text):
            return text
        for shape in CREDENTIALS + ECHOES:
            text = shape.finds.sub(shape.instead, text)
        return text

    def fields(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Each by `value`. Nearly always there is no sign in any text of them: then they are read together, once."""
        joined = "\n".join([value for value in fields.values() if isinstance(value, str)])
        if _has_sign(joined) or any(secret in joined for secret in self._known):
            return {name: self.value(value, name) for name, value in fields.items()}
        return {
            name: value if isinstance(value, str) and not _is_hidden(name) else self.value(value, name)
            for name, value in fields.items()
        }

    def value(self, value: object, name: str = "") -> object:
        """A value that may hold others, with its secrets hidden.

        Args:
            name: what it is called where it stands.
        """
        if value is None or isinstance(value, bool | int | float):
            return value  # a count of tokens is no token
        if _is_hidden(name):
            return HIDDEN
        match value:
            case str():
                return self.text(value)
            case bytes():
                return self.text(value.decode("utf-8", "replace"))
            case Mapping():
                return {key: self.value(each, str(key)) for key, each in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(each) for each in value]
        return self.text(str(value))


def _has_sign(text: str) -> bool:
    """Each sign is looked for by itself: a pattern of all takes six times as long."""
    lower = text.lower()
    for sign in SIGNS:  # noqa: SIM110 - any() would begin a generator, which takes longer than the search
        if sign in lower:
            return True
    return False


@lru_cache(maxsize=256)
def _is_hidden(name: str) -> bool:
    return name in PERSONAL_NAMES or SECRET_NAME.search(name) is not None


def is_credential(text: str) -> bool:
    """Whether a text holds what has the shape of a secret."""
    return _has_sign(text) and any(shape.finds.search(text) for shape in CREDENTIALS)


def secret_part(setting: str) -> str:
    """What is secret of a setting: of a URL its password (a DSN of Sentry's has its key there), else all of it."""
    if "://" not in setting:
        return setting
    try:
        parts = urlsplit(setting)
    except ValueError:
        return setting
    return parts.password or parts.username or ""
