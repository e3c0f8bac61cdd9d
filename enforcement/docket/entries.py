"""What can be said to a case: the catalogue of facts (past tense) and acts (imperative), and one entry of either."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias

from enforcement.contracts.messages import Actor
from enforcement.docket.personal import Personal

# After reading: money is int fen, dates are dates; a list holds texts, dates or records.
Value: TypeAlias = "bool | int | str | date | tuple[str, ...] | tuple[date, ...] | Record | tuple[Record, ...] | Data | None"
Record: TypeAlias = Mapping[str, "bool | int | str | date | None"]
Data: TypeAlias = Mapping[str, "Value"]

ALL_ENABLED = "ALL_ENABLED"
# A name goes into ids of clocks, procedures and index rows, which have room for so much; prose does not.
MAX_NAME = 200
MAX_TEXT = 10_000
_PROSE = frozenset(
    {
        "about",
        "answer",
        "basis",
        "error",
        "evidence",
        "finding",
        "ground",
        "issue",
        "minutes",
        "notice_text",
        "reason",
        "result",
        "source",
        "what",
    }
)


class EntryKind(StrEnum):
    FACT = "fact"
    ACT = "act"
    TICK = "tick"


class FieldType(StrEnum):
    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    STRINGS = "strings"
    DATES = "dates"
    SCOPE = "scope"
    PARTIES = "parties"
    FOUND_ASSETS = "found_assets"
    PAYEE_ACCOUNT = "payee_account"
    INSTANT = "instant"
    # The data of another entry, of the type that `entry_type` beside it names.
    ENTRY_DATA = "entry_data"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry type. Money may be negative only where `signed`; integers lie in [minimum, maximum], texts have at most
    `longest` characters; `personal` marks personal data."""

    type: FieldType
    required: bool = False
    minimum: int = 0
    maximum: int = 100_000
    longest: int = MAX_TEXT
    signed: bool = False
    personal: Personal | None = None


@dataclass(frozen=True, slots=True)
class EntryType:
    """One fact or act of the catalogue; `by` are the roles that report or order it, `registers` the files that it belongs in."""

    kind: EntryKind
    type: str
    title_zh: str
    title_en: str
    articles: str
    by: tuple[str, ...]
    fields: Mapping[str, Field]
    registers: tuple[str, ...] = ("case",)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that can be said to a case."""

    facts: Mapping[str, EntryType]
    acts: Mapping[str, EntryType]

    def of(self, kind: str, name: str) -> EntryType | None:
        """The entry type, or None if there is none of this kind and name."""
        match kind:
            case EntryKind.FACT:
                return self.facts.get(name)
            case EntryKind.ACT:
                return self.acts.get(name)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the docket takes it in: clocks run from `happened_at`, the timeline carries `recorded_at`; `actor`: who sent it, if anybody."""

    id: str
    kind: EntryKind
    type: str
    by: str
    recorded_at: datetime
    happened_at: datetime
    data: Mapping[str, Value] = field(default_factory=dict)
    actor: Actor | None = None

    def text(self, name: str) -> str | None:
        """A field as text, or None if it is absent."""
        value = self.data.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """A field as an integer (money: fen), or None if it is absent."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, name: str) -> date | None:
        """A field as a date, or None if it is absent."""
        value = self.data.get(name)
        return value if isinstance(value, date) else None

    def flag(self, name: str) -> bool | None:
        """A field as a truth value, or None if it is absent."""
        value = self.data.get(name)
        return value if isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        value = self.data.get(name)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()

    def dates(self, name: str) -> tuple[date, ...]:
        """A list of dates, empty if absent."""
        value = self.data.get(name)
        return tuple(v for v in value if isinstance(v, date)) if isinstance(value, tuple) else ()

    def record(self, name: str) -> Record | None:
        """A record such as the payee account, or None if it is absent."""
        value = self.data.get(name)
        return value if isinstance(value, Mapping) else None  # type: ignore[return-value]

    def entry_data(self, name: str) -> Data | None:
        """The data of another entry, or None if it is absent."""
        value = self.data.get(name)
        return value if isinstance(value, Mapping) else None

    def records(self, name: str) -> tuple[Record, ...]:
        """A list of records such as the parties, empty if absent."""
        value = self.data.get(name)
        return tuple(v for v in value if isinstance(v, Mapping)) if isinstance(value, tuple) else ()


@cache
def catalogue() -> Catalogue:
    """The facts and acts of this release (docket/catalogue)."""
    return Catalogue(facts=_load("facts.toml", EntryKind.FACT), acts=_load("acts.toml", EntryKind.ACT))


def _load(name: str, kind: EntryKind) -> Mapping[str, EntryType]:
    text = files("enforcement.docket").joinpath("catalogue", name).read_text(encoding="utf-8")
    return MappingProxyType({key: _entry_type(kind, key, row) for key, row in tomllib.loads(text).items()})


def _entry_type(kind: EntryKind, key: str, row: Mapping[str, object]) -> EntryType:
    fields, by, registers = row.get("fields", {}), row["by"], row.get("registers", ["case"])
    assert isinstance(fields, dict)
    assert isinstance(by, list)
    assert isinstance(registers, list)
    return EntryType(
        kind=kind,
        type=key,
        title_zh=str(row["title_zh"]),
        title_en=str(row["title_en"]),
        articles=str(row["articles"]),
        by=tuple(by),
        fields=MappingProxyType({name: _field(name, spec) for name, spec in fields.items()}),
        registers=tuple(registers),
    )


def _field(name: str, spec: Mapping[str, Any]) -> Field:
    personal = spec.get("personal")
    longest = MAX_TEXT if personal or name in _PROSE else MAX_NAME
    return Field(
        **{**spec, "type": FieldType(spec["type"]), "longest": longest, "personal": None if personal is None else Personal(personal)}
    )
