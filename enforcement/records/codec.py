"""Between the docket's dataclasses and JSON columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from enforcement.contracts.messages import Actor
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.docket.entries import Entry, EntryKind, EntryType, FieldType, Value, catalogue
from enforcement.docket.events import Event
from enforcement.records.tables import JournalRow

_CASE = TypeAdapter(CaseFile)
_CLOCK = TypeAdapter(Clock)
_EVENT = TypeAdapter(Event)


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
