"""Between the docket's dataclasses and JSON columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from enforcement.contracts.messages import Actor, Refusal
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.docket.entries import Entry, EntryKind, EntryType, FieldType, Value, catalogue
from enforcement.docket.events import Event
from enforcement.docket.personal import Personal
from enforcement.records.marked import EACH, case_marks, changed, entry_marks
from enforcement.records.tables import JournalRow
from enforcement.records.vault import Box

_CASE = TypeAdapter(CaseFile)
_CLOCK = TypeAdapter(Clock)
_EVENT = TypeAdapter(Event)
_ACTOR = {"name": Personal.NAME}


def sealed_case(box: Box, case: CaseFile) -> Any:
    """The case file as JSON, its personal data sealed."""
    return changed(case_marks(), case_to_json(case), partial(_at, box.seal, "case"))


def opened_case(box: Box, value: Any) -> CaseFile:
    """The case file from JSON with sealed personal data."""
    return case_from_json(changed(case_marks(), value, partial(_at, box.open, "case")))


def sealed_data(box: Box, sequence: int, entry: Entry) -> dict[str, Any]:
    """The data of an entry for a journal row, its personal data sealed."""
    data = data_to_json(entry)
    return dict(changed(entry_marks(entry.kind, entry.type, data), data, partial(_at, box.seal, f"journal/{sequence}/data")))


def sealed_refusals(box: Box, sequence: int, entry: Entry, refusals: Sequence[Refusal]) -> list[Any]:
    """Refusals for a journal row: the facts that repeat personal data of the act are sealed as well."""
    marks = {EACH: {"facts": entry_marks(entry.kind, entry.type, entry.data)}}
    return list(changed(marks, [asdict(refusal) for refusal in refusals], partial(_at, box.seal, f"journal/{sequence}/refusals")))


def opened_row(box: Box, row: JournalRow) -> JournalRow:
    """A copy of a journal row with its personal data opened. It belongs to no session: what is sealed stays as it was written."""
    marks = entry_marks(row.kind, row.type, row.data)
    data = changed(marks, row.data, partial(_at, box.open, f"journal/{row.sequence}/data"))
    refusals = changed({EACH: {"facts": marks}}, row.refusals, partial(_at, box.open, f"journal/{row.sequence}/refusals"))
    actor = changed(_ACTOR, row.actor, partial(_at, box.open, f"journal/{row.sequence}/actor"))
    return JournalRow(**{**row.model_dump(), "data": data, "refusals": refusals, "actor": actor})


def sealed_actor(box: Box, sequence: int, actor: Actor | None) -> Any:
    """Who sent an entry, for a journal row: the name of the person sealed."""
    return changed(_ACTOR, asdict(actor) if actor else None, partial(_at, box.seal, f"journal/{sequence}/actor"))


def _at(do: Callable[[str, str], str], root: str, path: str, text: str) -> str:
    return do(root + path, text)


def case_to_json(case: CaseFile) -> Any:
    """The case file as JSON."""
    return _CASE.dump_python(case, mode="json")


def case_from_json(value: Any) -> CaseFile:
    """The case file from JSON."""
    return _CASE.validate_python(value)


def clock_to_json(clock: Clock) -> Any:
    """A clock as JSON."""
    return _CLOCK.dump_python(clock, mode="json")


def clock_from_json(value: Any) -> Clock:
    """A clock from JSON."""
    return _CLOCK.validate_python(value)


def events_to_json(events: Sequence[Event]) -> list[Any]:
    """Events as JSON."""
    return [_EVENT.dump_python(event, mode="json") for event in events]


def events_from_json(values: Sequence[Any]) -> list[Event]:
    """Events from JSON."""
    return [_EVENT.validate_python(value) for value in values]


def data_to_json(entry: Entry) -> dict[str, Any]:
    """The data of an entry: money as fen, dates as ISO texts."""
    return {name: _plain(value) for name, value in entry.data.items()}


def entry_from_row(row: JournalRow) -> Entry:
    """A journaled entry as the docket took it in."""
    kind = EntryKind(row.kind)
    entry_type = catalogue().of(kind, row.type)
    data = _read(entry_type, row.data) if entry_type else {}
    actor = Actor(**row.actor) if row.actor else None
    return Entry(row.entry_id or "", kind, row.type, row.by, row.recorded_at, row.happened_at, data, actor)


def _read(entry_type: EntryType, data: Mapping[str, Any]) -> dict[str, Value]:
    fields = entry_type.fields
    return {name: _typed(fields[name].type, value, data) for name, value in data.items() if name in fields}


def _typed(kind: FieldType, value: Any, beside: Mapping[str, Any]) -> Value:
    match kind:
        case FieldType.ENTRY_DATA:
            fact = catalogue().facts.get(beside.get("entry_type", ""))
            return _read(fact, value) if fact else {}
        case FieldType.DATE:
            return date.fromisoformat(value)
        case FieldType.DATES:
            return tuple(date.fromisoformat(item) for item in value)
        case _:
            return tuple(value) if isinstance(value, list) else value


def _plain(value: Value) -> Any:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {name: _plain(item) for name, item in value.items()}
        case _:
            return value
