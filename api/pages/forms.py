"""A form for every fact and act, generated from the catalogue; what was filled in goes back as the JSON that the API takes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import ALL_ENABLED, EntryType, Field, FieldType
from enforcement.docket.reading import FieldError
from enforcement.docket.shapes import RECORD_FIELDS
from enforcement.docket.wording import field_title

_SPARE_ROWS = 2
_LISTS = (FieldType.STRINGS, FieldType.DATES, FieldType.SCOPE)
_INDEX = re.compile(r"\[(\d+)\]")
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_ROW = re.compile(r"\.(\d{1,3})\.", re.ASCII)
# What of the case file a field may name.
_KNOWN: Mapping[str, Callable[[CaseFile], Iterable[str]]] = {
    "asset": lambda case: case.assets,
    "debtor": lambda case: case.debtors,
    "receipt": lambda case: case.receipts,
    "payment": lambda case: case.payments,
    "document": lambda case: case.documents,
    "clue": lambda case: case.clues,
    "objection": lambda case: case.objections,
    "dispute": lambda case: case.disputes,
    "petition": lambda case: case.petitions,
    "matter": lambda case: case.matters,
    "order": lambda case: case.orders,
    "distribution": lambda case: case.distributions,
    "deposit": lambda case: case.deposits,
    "publication": lambda case: case.publications,
    "control": lambda case: case.controls,
    "auction": lambda case: [auction.id for auction in case.auctions.values()],
    "party": lambda case: [party.id for party in case.parties],
    "payee_account": lambda case: [case.payee_account.number] if case.payee_account and case.payee_account.number else [],
    "officer": lambda case: case.handlers,
}


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its name in the form (`assets.0.kind`), its titles, what kind of widget it is, what stands in it, what is wrong with it."""

    name: str
    title_zh: str
    title_en: str
    widget: str
    required: bool
    value: str
    error: FieldError | None = None
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that belong together: one party, one asset, the payee account. A plain field is a group of one without a title."""

    inputs: Sequence[Input]
    title_zh: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in, by input name, and what was found wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()

    def error(self, name: str) -> FieldError | None:
        """What is wrong with an input."""
        return next((error for error in self.errors if _input_name(error.path) == name), None)


def groups(entry_type: EntryType, case: CaseFile, filled: Filled) -> list[Group]:
    """The form of an entry type for a case."""
    found: list[Group] = []
    for name, spec in entry_type.fields.items():
        inner = RECORD_FIELDS.get(spec.type)
        if spec.type is FieldType.ENTRY_DATA:
            # A page corrects when it happened; what it says is corrected by the one who has the data, over the API.
            continue
        if inner is None:
            found.append(Group([_input(name, name, spec, case, filled)]))
        elif spec.type is FieldType.PAYEE_ACCOUNT:
            found.append(_group(name, name, inner, spec.required, case, filled))
        else:
            found += [_group(f"{name}.{n}", name, inner, spec.required and n == 0, case, filled) for n in range(_rows(name, filled))]
    return found


def data_of(entry_type: EntryType, values: Mapping[str, str]) -> dict[str, Any]:
    """The data of an entry from what was filled in. What is empty is left out; what cannot be read is left for the docket to name."""
    found = {name: _value(name, spec, values) for name, spec in entry_type.fields.items()}
    return {name: value for name, value in found.items() if value is not None}


async def filled_in(request: Request) -> dict[str, str]:
    """What a browser sent from a form."""
    async with request.form(max_fields=400) as sent:
        return {name: value for name, value in sent.items() if isinstance(value, str)}


def _rows(name: str, filled: Filled) -> int:
    return max(_used(name, filled.values), default=-1) + 1 + _SPARE_ROWS


def _used(name: str, values: Mapping[str, str]) -> set[int]:
    """The rows of a list of records in which something was filled in."""
    found = (_ROW.match(key, len(name)) for key, value in values.items() if key.startswith(name) and value)
    return {int(row[1]) for row in found if row}


def _group(prefix: str, name: str, inner: Mapping[str, Field], required: bool, case: CaseFile, filled: Filled) -> Group:
    title_zh, title_en = field_title(name)
    number = prefix.partition(".")[2]
    shown = f" {int(number) + 1}" if number else ""
    inputs = [_input(f"{prefix}.{key}", key, Field(spec.type, spec.required and required), case, filled) for key, spec in inner.items()]
    return Group(inputs, title_zh + shown, title_en + shown)


def _input(name: str, key: str, spec: Field, case: CaseFile, filled: Filled) -> Input:
    title_zh, title_en = field_title(key)
    known = _KNOWN.get(key)
    choices = [str(choice) for choice in known(case)] if known else []
    return Input(name, title_zh, title_en, _widget(spec), spec.required, filled.values.get(name, ""), filled.error(name), choices)


def _widget(spec: Field) -> str:
    match spec.type:
        case FieldType.BOOLEAN:
            return "choice"
        case FieldType.DATE:
            return "date"
        case FieldType.INTEGER:
            return "whole"
        case FieldType.MONEY:
            return "money"
        case FieldType.STRINGS | FieldType.DATES | FieldType.SCOPE:
            return "lines"
        case _:
            return "text"


def _value(name: str, spec: Field, values: Mapping[str, str]) -> Any:
    inner = RECORD_FIELDS.get(spec.type)
    if inner is None:
        return _plain(spec, values.get(name, "").strip())
    if spec.type is FieldType.PAYEE_ACCOUNT:
        return _record(name, inner, values) or None
    return [record for row in sorted(_used(name, values)) if (record := _record(f"{name}.{row}", inner, values))] or None


def _record(prefix: str, inner: Mapping[str, Field], values: Mapping[str, str]) -> dict[str, Any]:
    found = {key: _plain(spec, values.get(f"{prefix}.{key}", "").strip()) for key, spec in inner.items()}
    return {key: value for key, value in found.items() if value is not None}


def _plain(spec: Field, text: str) -> Any:
    if not text:
        return None
    if spec.type is FieldType.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    if spec.type is FieldType.INTEGER and _WHOLE.fullmatch(text):
        return int(text)
    if spec.type in _LISTS and text != ALL_ENABLED:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def _input_name(path: str) -> str:
    """`data.assets[0].kind` is the input `assets.0.kind`."""
    return _INDEX.sub(r".\1", path.removeprefix("data."))
