"""From JSON to an entry: every field checked, every error named by its path. Nothing half-read gets through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from enforcement.docket.entries import ALL_ENABLED, MAX_TEXT, Data, Entry, EntryKind, EntryType, Field, FieldType, Record, Value, catalogue
from enforcement.docket.identity_numbers import party_id, phone
from enforcement.docket.personal import Personal
from enforcement.docket.shapes import FOUND_ASSET, PARTY, PAYEE_ACCOUNT
from enforcement.law.periods import SHANGHAI

MAX_ITEMS = 1_000
MAX_FEN = 10**16
# From here on two amounts that differ by one fen may be the same binary number.
_COARSE = 10**13
# Reporters' clocks may run a little ahead of ours.
CLOCK_SKEW = timedelta(seconds=5)
_EARLIEST = datetime(1991, 9, 15, tzinfo=SHANGHAI)
_MONEY = re.compile(r"-?\d{1,15}(\.\d{1,2})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Control characters, half characters, and signs that are none: neither the database nor a paper can hold them.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENTRY_KEYS = {"id", "kind", "type", "by", "happened_at", "data"}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: where, what was expected, what came, what to do."""

    path: str
    expected: str
    got: str
    hint: str = ""


class EntryError(ValueError):
    """An entry that cannot be taken in; nothing was written."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{e.path}: expected {e.expected}, got {e.got}" for e in errors))


class _WrongValue(Exception):
    def __init__(self, expected: str, hint: str = "") -> None:
        self.expected, self.hint = expected, hint


def read_entry(raw: Mapping[str, object], now: datetime) -> Entry:
    """An entry from its JSON object, recorded at `now`. EntryError names every wrong field."""
    reader = _Reader(now)
    reader.unknown_keys("", raw, _ENTRY_KEYS)
    kind, name = raw.get("kind"), raw.get("type")
    entry_type = catalogue().of(str(kind), name) if isinstance(name, str) else None
    if kind not in (EntryKind.FACT, EntryKind.ACT):
        reader.wrong("kind", '"fact" or "act"', kind)
    elif entry_type is None:
        reader.wrong("type", f"a {kind} of the catalogue", name, "GET /statutes/entries lists them")
    entry = Entry(
        id=reader.identifier("id", raw.get("id")),
        kind=entry_type.kind if entry_type else EntryKind.FACT,
        type=entry_type.type if entry_type else "",
        by=reader.identifier("by", raw.get("by")),
        recorded_at=now,
        happened_at=now if raw.get("happened_at") is None else reader.instant("happened_at", raw["happened_at"]),
        data=reader.data(entry_type, raw.get("data", {})),
    )
    if reader.errors:
        raise EntryError(tuple(reader.errors))
    return entry


class _Reader:
    """Reads values and collects what is wrong with them, so that one answer names every wrong field."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.errors: list[FieldError] = []

    def wrong(self, path: str, expected: str, got: object, hint: str = "") -> None:
        self.errors.append(FieldError(path, expected, _shown(got), hint))

    def unknown_keys(self, path: str, found: Mapping[str, object], known: Mapping[str, object] | set[str]) -> None:
        for key in found:
            if key not in known:
                self.wrong(f"{path}{key[:60]}", "no such field", found[key], f"known fields: {', '.join(sorted(known)) or 'none'}")

    def identifier(self, path: str, value: object) -> str:
        if isinstance(value, str) and 0 < len(value) <= 200 and value.strip() and not UNSAYABLE.search(value):
            return value
        self.wrong(path, "a text of 1 to 200 characters", value)
        return ""

    def instant(self, path: str, value: object) -> datetime:
        try:
            return _instant(value, self.now)
        except _WrongValue as wrong:
            self.wrong(path, wrong.expected, value, wrong.hint)
            return self.now

    def data(self, entry_type: EntryType | None, value: object) -> dict[str, Value]:
        if not isinstance(value, Mapping):
            self.wrong("data", "an object", value)
            return {}
        return self.fields("data.", entry_type.fields, value) if entry_type else {}

    def fields(self, path: str, known: Mapping[str, Field], found: Mapping[str, object]) -> dict[str, Value]:
        self.unknown_keys(path, found, known)
        result: dict[str, Value] = {}
        for name, field in known.items():
            value = found.get(name)
            if value is not None and field.type is FieldType.ENTRY_DATA:
                result[name] = self.entry_data(f"{path}{name}", found.get("entry_type"), value)
            elif value is not None:
                result[name] = self.value(f"{path}{name}", field, value)
            elif field.required:
                self.wrong(f"{path}{name}", _EXPECTED[field.type], None, "this field is required")
        return result

    def entry_data(self, path: str, name: object, value: object) -> Data:
        fact = catalogue().facts.get(name) if isinstance(name, str) else None
        if fact is None or not isinstance(value, Mapping):
            self.wrong(path, "the data of a fact, as entry_type names it", value if fact else name)
            return {}
        return self.fields(f"{path}.", fact.fields, value)

    def value(self, path: str, field: Field, value: object) -> Value:
        match field.type:
            case FieldType.STRINGS:
                return tuple(self.one(p, field, v, FieldType.STRING) for p, v in self.items(path, value))  # type: ignore[return-value]
            case FieldType.DATES:
                return tuple(self.one(p, field, v, FieldType.DATE) for p, v in self.items(path, value))  # type: ignore[return-value]
            case FieldType.SCOPE if value != ALL_ENABLED:
                return tuple(self.one(p, field, v, FieldType.STRING) for p, v in self.items(path, value, _EXPECTED[FieldType.SCOPE]))  # type: ignore[return-value]
            case FieldType.PARTIES:
                return tuple(self.record(p, v, PARTY) for p, v in self.items(path, value))
            case FieldType.FOUND_ASSETS:
                return tuple(self.record(p, v, FOUND_ASSET) for p, v in self.items(path, value))
            case FieldType.INSTANT:
                return self.instant(path, value).isoformat()
            case FieldType.PAYEE_ACCOUNT:
                return self.record(path, value, PAYEE_ACCOUNT)
            case _:
                return self.one(path, field, value, field.type)

    def one(self, path: str, field: Field, value: object, kind: FieldType) -> bool | int | str | date | None:
        try:
            return _plain(field, value, kind)
        except _WrongValue as wrong:
            self.wrong(path, wrong.expected, value, wrong.hint)
            return None

    def items(self, path: str, value: object, expected: str = "a list") -> list[tuple[str, object]]:
        if isinstance(value, list) and len(value) <= MAX_ITEMS:
            return [(f"{path}[{n}]", item) for n, item in enumerate(value)]
        self.wrong(path, f"{expected} of at most {MAX_ITEMS} items" if isinstance(value, list) else expected, value)
        return []

    def record(self, path: str, value: object, known: Mapping[str, Field]) -> Record:
        if not isinstance(value, Mapping):
            self.wrong(path, f"an object with {', '.join(known)}", value)
            return {}
        return self.fields(f"{path}.", known, self.numbered(path, known, value))  # type: ignore[return-value]

    def numbered(self, path: str, known: Mapping[str, Field], found: Mapping[str, object]) -> Mapping[str, object]:
        """The record, with a complaint about each number in it that cannot be right."""
        for name, field in known.items():
            value, kind = found.get(name), found.get("kind")
            if field.personal is Personal.PARTY_ID and isinstance(value, str) and not party_id(value, str(kind) if kind else None):
                self.wrong(f"{path}.{name}", _PARTY_ID, value, "check it for a mistyped digit; the last one is computed from the others")
            if field.personal is Personal.PHONE and isinstance(value, str) and not phone(value):
                self.wrong(f"{path}.{name}", "a telephone number of 7 to 20 digits", value)
        return found


_PARTY_ID = "a resident identity number (GB 11643), a unified social credit code (GB 32100), or a person's passport or permit number"
_EXPECTED = {
    FieldType.STRING: f"a text of 1 to {MAX_TEXT} characters",
    FieldType.BOOLEAN: "true or false",
    FieldType.INTEGER: "a whole number",
    FieldType.MONEY: "an amount in yuan with at most two decimals",
    FieldType.DATE: "a date YYYY-MM-DD",
    FieldType.STRINGS: "a list of texts",
    FieldType.DATES: "a list of dates",
    FieldType.SCOPE: f'"{ALL_ENABLED}" or a list of asset types',
    FieldType.PARTIES: "a list of parties",
    FieldType.FOUND_ASSETS: "a list of assets found",
    FieldType.PAYEE_ACCOUNT: "the payee account",
    FieldType.INSTANT: "an instant ISO 8601 with offset, such as 2026-02-10T15:00:00+08:00",
    FieldType.ENTRY_DATA: "the data of an entry",
}


def _plain(field: Field, value: object, kind: FieldType) -> bool | int | str | date:
    match kind:
        case FieldType.BOOLEAN:
            if not isinstance(value, bool):
                raise _WrongValue(_EXPECTED[kind])
            return value
        case FieldType.INTEGER:
            return _integer(field, value)
        case FieldType.MONEY:
            return _fen(field, value)
        case FieldType.DATE:
            return _day(value)
        case _:
            return _text(value, field.longest)


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise _WrongValue(f"a text of 1 to {longest} characters")
    if UNSAYABLE.search(value):
        raise _WrongValue("a text without control characters", "remove NUL and other control characters")
    return value


def _integer(field: Field, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not field.minimum <= value <= field.maximum:
        raise _WrongValue(f"a whole number from {field.minimum} to {field.maximum}")
    return value


def _fen(field: Field, value: object) -> int:
    """Yuan as a number or decimal string to integer fen."""
    expected = _EXPECTED[FieldType.MONEY]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _WrongValue(expected)
    text = value if isinstance(value, str) else _decimal_text(value)
    if not _MONEY.fullmatch(text):
        raise _WrongValue(expected, "use ASCII digits, a point and at most two decimals, such as 12400 or 12400.50")
    if isinstance(value, float) and abs(value) >= _COARSE:
        raise _WrongValue(expected, "write so large an amount as a text: a number of JSON no longer tells its fen apart")
    fen = int(Decimal(text) * 100)
    if fen < 0 and not field.signed:
        raise _WrongValue(f"{expected}, not negative")
    if abs(fen) > MAX_FEN:
        raise _WrongValue(f"{expected}, at most {MAX_FEN // 100}")
    return fen


def _decimal_text(value: float) -> str:
    # repr() is the number as it was written; 1e5 and the like become plain digits, nan and inf match nothing.
    try:
        return format(Decimal(repr(value)).normalize(), "f")
    except InvalidOperation:
        return ""


def _day(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise _WrongValue("a date of the calendar, YYYY-MM-DD") from None
        if _EARLIEST.year <= day.year <= 2200:
            return day
    raise _WrongValue(f"{_EXPECTED[FieldType.DATE]} between {_EARLIEST.year} and 2200")


def _instant(value: object, now: datetime) -> datetime:
    expected = _EXPECTED[FieldType.INSTANT]
    if not isinstance(value, str) or len(value) > 40:
        raise _WrongValue(expected)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise _WrongValue(expected) from None
    if instant.tzinfo is None:
        raise _WrongValue(expected, "add the offset: +08:00 for Beijing time")
    try:
        local = instant.astimezone(SHANGHAI)
    except OverflowError:
        raise _WrongValue(expected) from None
    if local < _EARLIEST:
        raise _WrongValue(f"an instant not before {_EARLIEST.date()}")
    if local > now + CLOCK_SKEW:
        raise _WrongValue(f"an instant not after now ({now.isoformat(timespec='seconds')})", "what has not happened yet cannot be reported")
    return min(local, now)


def _shown(value: object) -> str:
    """What came, short and printable."""
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else str(value)
    return f"{type(value).__name__} {text[:80]}{'…' if len(text) > 80 else ''}"
