"""Reading request bodies: strict JSON (I-JSON, RFC 7493), small, an object."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from fastapi import Request

from api.problems import malformed
from enforcement.authority.callers import Caller
from enforcement.docket.reading import FieldError

MAX_BYTES = 256 * 1024
MAX_TEXT = 2000
# What a form or a header may say of its own; nothing here can keep a NUL.
WITHOUT_NUL = r"^[^\x00]*$"


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object; 422 names where it is malformed."""
    content = await request.body()
    try:
        value = read_json(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise malformed([FieldError("", "JSON in UTF-8", f"a byte that is not UTF-8 at position {error.start}")]) from None
    except json.JSONDecodeError as error:
        raise malformed([FieldError("", "JSON", f"line {error.lineno}, column {error.colno}: {error.msg}")]) from None
    except (ValueError, RecursionError) as error:
        raise malformed(
            [FieldError("", "JSON with ordinary numbers and whole characters, every name once, not nested deeply", str(error)[:120])]
        ) from None
    if not isinstance(value, dict):
        raise malformed([FieldError("", "a JSON object", type(value).__name__)])
    return value


def read_json(text: str) -> Any:
    """A value that means the same to everybody who reads it. ValueError for what is no JSON, or is read in more than one way."""
    value = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_each_once)
    # Half a character can be written as an escape, and nowhere be kept.
    json.dumps(value, ensure_ascii=False).encode()
    return value


def texts(said: Mapping[str, Any], required: Sequence[str], optional: Mapping[str, str]) -> dict[str, str]:
    """The texts of a small body, with the optional ones as they are where they are left out; 422 names every wrong field."""
    known = [*required, *optional]
    wrong = [
        FieldError(name, "no such field", repr(said[name])[:80], f"known fields: {', '.join(sorted(known))}")
        for name in said
        if name not in known
    ]
    for name in known:
        value = said.get(name)
        fits = isinstance(value, str) and value.strip() and len(value) <= MAX_TEXT and "\x00" not in value
        if not fits and (name in said or name in required):
            wrong.append(FieldError(name, f"a text of 1 to {MAX_TEXT} characters", repr(value)[:80]))
    if wrong:
        raise malformed(wrong)
    return {name: said.get(name, optional.get(name, "")) for name in known}


def person(caller: Caller, said: Mapping[str, Any]) -> dict[str, Any]:
    """A body without `by`: who does it is the caller. One that names somebody else is malformed."""
    by = said.get("by", caller.subject)
    if by not in (caller.subject, caller.name):
        raise malformed([FieldError("by", f"nobody but the caller, {caller.subject!r}", repr(by)[:80], "leave it out")])
    return {name: value for name, value in said.items() if name != "by"}


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a name comes twice among {', '.join(repr(name[:40]) for name, _ in pairs[:8])}")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
