"""What a model asks a tool for: its arguments, checked, with a spoken answer to each that is wrong. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from schemas.errors import FieldCode, FieldError, shown
from schemas.field_answers import ANSWERS, UNKNOWN_FIELD, FieldAnswer
from schemas.model import UUID_PATTERN, JsonObject
from schemas.request import ProgramRequest, RequestRejected, Units, parse_program_request
from voice_client.tools.declarations import CANCEL, GENERATE, LIST, OF_THE_CONVERSATION, REVISE, STATUS, Declaration
from voice_client.tools.measures import in_metric, worded
from voice_client.tools.spelling import Unreadable, mended, object_of

OWN_ANSWERS: Mapping[str, FieldAnswer] = MappingProxyType(
    {
        "arguments": FieldAnswer(accepted="one JSON object", say="I did not get that. Could you say it again?"),
        "replace": FieldAnswer(accepted="true or false", say="Shall I drop what is being made, and make this instead?"),
        "change": FieldAnswer(accepted=ANSWERS["change_request"].accepted, say=ANSWERS["change_request"].say),
        "job_id": FieldAnswer(accepted="a job_id of an earlier answer", say="Which program do you mean?"),
    }
)
"""Of what is no field of a request."""


@dataclass(frozen=True, slots=True)
class GenerateWish:
    request: ProgramRequest
    replace: bool


@dataclass(frozen=True, slots=True)
class JobWish:
    """About a job, or a program; None: the newest one."""

    named: str | None


@dataclass(frozen=True, slots=True)
class ReviseWish:
    change: str
    program: str | None
    replace: bool


@dataclass(frozen=True, slots=True)
class ListWish:
    pass


Wish = GenerateWish | JobWish | ReviseWish | ListWish


def wish_of(declaration: Declaration, arguments: str | Mapping[str, Any] | None, user_id: str) -> Wish:
    """What the arguments of a tool ask for.

    Raises:
        RequestRejected: they are not readable, or some are wrong; those to be asked about come first.
    """
    try:
        raw = object_of(arguments)
    except Unreadable as unreadable:
        raise RequestRejected((_error("arguments", FieldCode.NOT_ACCEPTED, str(unreadable)),)) from None
    return _READERS[declaration.name](mended(raw, declaration.parameters), user_id)


def is_id(text: str) -> bool:
    """Whether it has the form of an id."""
    return re.fullmatch(UUID_PATTERN, text) is not None


def _generate(raw: JsonObject, user_id: str) -> GenerateWish:
    measured = in_metric(raw)
    fields = dict(measured.fields)
    replace = fields.pop("replace", False)
    not_theirs = [name for name in fields if name in OF_THE_CONVERSATION]
    if measured.converted:
        fields.setdefault("units", Units.IMPERIAL.value)
    errors: list[FieldError] = []
    try:
        request = parse_program_request({**fields, "user_id": user_id})
    except RequestRejected as rejected:
        errors += [worded(error, measured, raw) for error in rejected.errors]
    if not isinstance(replace, bool):
        errors.append(_error("replace", FieldCode.NOT_ACCEPTED, replace))
    errors += [_error(name, FieldCode.UNKNOWN, fields[name]) for name in not_theirs]
    if errors:
        # What the model made up is no question for the user.
        raise RequestRejected(tuple(sorted(errors, key=lambda error: error.code is FieldCode.UNKNOWN)))
    return GenerateWish(request, replace)


def _job(raw: JsonObject, _: str) -> JobWish:
    return JobWish(_checked(raw, STATUS).get("job_id"))


def _revise(raw: JsonObject, _: str) -> ReviseWish:
    fields = _checked(raw, REVISE)
    return ReviseWish(fields["change"], fields.get("program_id"), fields.get("replace", False))


def _list(raw: JsonObject, _: str) -> ListWish:
    _checked(raw, LIST)
    return ListWish()


_READERS: Mapping[str, Callable[[JsonObject, str], Wish]] = MappingProxyType(
    {GENERATE.name: _generate, STATUS.name: _job, CANCEL.name: _job, REVISE.name: _revise, LIST.name: _list}
)
_TYPES: Mapping[str, type] = MappingProxyType({"string": str, "boolean": bool})


def _checked(raw: JsonObject, declaration: Declaration) -> JsonObject:
    """The arguments of a tool whose parameters are few and plain.

    Raises:
        RequestRejected: some are wrong.
    """
    properties, required = declaration.parameters["properties"], declaration.parameters["required"]
    missing = [_error(name, FieldCode.MISSING, None) for name in required if name not in raw]
    wrong = [
        _error(name, FieldCode.NOT_ACCEPTED, raw[name])
        for name, schema in properties.items()
        if name in raw and not _is_of(raw[name], schema)
    ]
    unknown = [_error(name, FieldCode.UNKNOWN, value) for name, value in raw.items() if name not in properties]
    if errors := (*missing, *wrong, *unknown):
        raise RequestRejected(errors)
    return raw


def _is_of(value: Any, schema: JsonObject) -> bool:
    return isinstance(value, _TYPES[schema["type"]]) and (
        not isinstance(value, str) or len(value) <= schema.get("maxLength", len(value))
    )


def _error(name: str, code: FieldCode, value: Any) -> FieldError:
    answer = UNKNOWN_FIELD if code is FieldCode.UNKNOWN else OWN_ANSWERS.get(name) or ANSWERS[name]
    what = {FieldCode.MISSING: "is missing", FieldCode.UNKNOWN: "is not a parameter"}.get(code, "is not accepted")
    return FieldError(
        code=code,
        field=shown(name),
        value=shown(value),
        accepted=answer.accepted,
        message=f"{shown(name)} {what}; accepted: {answer.accepted}.",
        say=answer.say,
    )
