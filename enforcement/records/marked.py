"""Where personal data stands in JSON, by the marks of the docket's fields, and what is done with it there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from itertools import chain
from types import UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import EntryKind, EntryType, FieldType, catalogue
from enforcement.docket.personal import Personal
from enforcement.docket.shapes import RECORD_FIELDS

# By name of the field; EACH is every item of a list, or every value of a dictionary with keys of its own.
Marks: TypeAlias = "Personal | Mapping[str, Marks]"
EACH = "*"
Do: TypeAlias = Callable[[str, str], str]


@cache
def case_marks() -> Marks:
    """The marks of a case file."""
    return _of_type(CaseFile) or {}


def entry_marks(kind: str, name: str, data: Mapping[str, Any]) -> Marks:
    """The marks of an entry's data; data of another entry within it has the marks of that one."""
    marks, nested = _known_marks(kind, name)
    if not nested:
        return marks
    inner, _ = _known_marks(EntryKind.FACT, str(data.get("entry_type")))
    return {**marks, **dict.fromkeys(nested, inner)}


@cache
def _known_marks(kind: str, name: str) -> tuple[Mapping[str, Marks], Sequence[str]]:
    known = catalogue().of(kind, name)
    if known is None:
        return {}, ()
    return _of_entry(known), [name for name, field in known.fields.items() if field.type is FieldType.ENTRY_DATA]


def _of_entry(known: EntryType) -> Mapping[str, Marks]:
    found: dict[str, Marks] = {name: field.personal for name, field in known.fields.items() if field.personal is not None}
    for name, field in known.fields.items():
        if field.type in RECORD_FIELDS:
            marks = {inner: part.personal for inner, part in RECORD_FIELDS[field.type].items() if part.personal is not None}
            found[name] = marks if field.type is FieldType.PAYEE_ACCOUNT else {EACH: marks}
    return found


def _of_type(kind: Any) -> "Marks | None":
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return next((mark for mark in inner[1:] if isinstance(mark, Personal)), None) or _of_type(inner[0])
    if is_dataclass(kind):
        found = {name: _of_type(hint) for name, hint in get_type_hints(kind, include_extras=True).items()}
        return {name: marks for name, marks in found.items() if marks is not None} or None
    if origin in (Union, UnionType):
        return next((marks for marks in map(_of_type, inner) if marks is not None), None)
    items = _of_type(inner[-1] if origin is dict else inner[0]) if origin in (dict, tuple) else None
    return None if items is None else {EACH: items}


def changed(marks: Marks, value: Any, do: Do, path: str = "") -> Any:
    """The JSON with every marked text changed; what is not marked is left as it is."""
    match value:
        case str():
            return do(path, value) if isinstance(marks, Personal) else value
        case list():
            items = marks if isinstance(marks, Personal) else marks.get(EACH)
            return value if items is None else [changed(items, item, do, f"{path}[{n}]") for n, item in enumerate(value)]
        case dict():
            return {
                name: value[name] if part is None else changed(part, value[name], do, f"{path}.{name}")
                for name, part in _parts(marks, value)
            }
        case _:
            return value


def marked(marks: Marks, value: Any) -> Iterator[tuple[Personal, str]]:
    """Every marked text of a JSON, with its kind."""
    match value:
        case str() if isinstance(marks, Personal):
            yield marks, value
        case list():
            items = marks if isinstance(marks, Personal) else marks.get(EACH)
            if items is not None:
                yield from chain.from_iterable(marked(items, item) for item in value)
        case dict():
            for name, part in _parts(marks, value):
                if part is not None:
                    yield from marked(part, value[name])


def _parts(marks: Marks, value: Mapping[str, Any]) -> Iterator[tuple[str, "Marks | None"]]:
    for name in value:
        yield name, None if isinstance(marks, Personal) else marks.get(name, marks.get(EACH))
