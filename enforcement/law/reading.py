"""From TOML to the rows of the statute book. Nothing unknown, nothing missing, nothing that points nowhere gets through."""

import itertools
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TypeVar

from enforcement.law.periods import Unit
from enforcement.law.provisions import Condition, GuardText, Instrument, Nature, OnMiss, Op, PauseGround, Rule, Rung, StatuteError, Warn

MET_TOTALS = ("received_less_deferred", "received")
SCOPES = ("case", "asset", "receipt")
_Row = TypeVar("_Row")
_Enum = TypeVar("_Enum", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a set of files."""

    instruments: tuple[Instrument, ...]
    rules: tuple[Rule, ...]
    guards: tuple[GuardText, ...]
    ladders: Mapping[str, tuple[Rung, ...]]
    ladder_titles: Mapping[str, str]
    pauses: tuple[PauseGround, ...]


def read_rows(texts: Mapping[str, str]) -> Rows:
    """All rows of files given as name → text. StatuteError for the first mistake."""
    readers = [_File(name, text) for name, text in sorted(texts.items())]
    rows = Rows(
        instruments=tuple(row for file in readers for row in file.instruments()),
        rules=tuple(row for file in readers for row in file.rules()),
        guards=tuple(row for file in readers for row in file.guards()),
        ladders={name: rungs for file in readers for name, rungs in file.ladders()},
        ladder_titles={name: title for file in readers for name, title in file.ladder_titles()},
        pauses=tuple(row for file in readers for row in file.pauses()),
    )
    for file in readers:
        file.check_references(rows)
    return rows


class _File:
    """One TOML file: an [instrument] with [[rule]] and [[guard]] rows, or [[ladder]] or [[pause]] rows."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise StatuteError(name, "file", f"expected TOML: {error}") from error
        self._only("file", self.table, {"instrument", "articles", "rule", "guard", "ladder", "pause"})
        self.head = self._head() if "instrument" in self.table else None

    # -- rows -----------------------------------------------------------------------------------------------------

    def instruments(self) -> Iterable[Instrument]:
        return () if self.head is None else (self.head,)

    def rules(self) -> Iterable[Rule]:
        return (self._rule(row) for row in self._rows("rule"))

    def guards(self) -> Iterable[GuardText]:
        return (
            self._row(GuardText, self._id("guard", row), {**self._cited(row), "on_acts": _texts(row.get("on_acts"))})
            for row in self._rows("guard")
        )

    def pauses(self) -> Iterable[PauseGround]:
        for row in self._rows("pause"):
            name = self._id("pause", row)
            if row.get("scope") not in SCOPES:
                raise self._error(name, f"scope: expected one of {SCOPES}, got {row.get('scope')!r}")
            yield self._row(PauseGround, name, {**row, "starts": _texts(row.get("starts")), "ends": _texts(row.get("ends"))})

    def ladders(self) -> Iterable[tuple[str, tuple[Rung, ...]]]:
        for row in self._rows("ladder"):
            name = self._id("ladder", row)
            self._only(name, row, {"id", "title_zh", "rungs"})
            rungs = row.get("rungs", [])
            if not isinstance(rungs, list):
                raise self._error(name, f"rungs: expected a list, got {rungs!r}")
            yield name, tuple(self._row(Rung, f"{name} rung {n}", rung) for n, rung in enumerate(rungs, start=1))

    def ladder_titles(self) -> Iterable[tuple[str, str]]:
        return ((self._id("ladder", row), str(row["title_zh"])) for row in self._rows("ladder"))

    def check_references(self, rows: Rows) -> None:
        """Ladders and pause grounds that rules name must exist; versions of one row must not overlap."""
        grounds = {row.id for row in rows.pauses}
        for rule in self.rules():
            if rule.ladder not in rows.ladders:
                raise self._error(rule.id, f"ladder: expected one of {sorted(rows.ladders)}, got {rule.ladder!r}")
            for pause in rule.pauses:
                if pause not in grounds:
                    raise self._error(rule.id, f"pauses: expected one of {sorted(grounds)}, got {pause!r}")
            self._check_versions([r for r in rows.rules if r.id == rule.id])
        for guard in self.guards():
            self._check_versions([g for g in rows.guards if g.id == guard.id])

    # -- one row --------------------------------------------------------------------------------------------------

    def _rule(self, row: Mapping[str, object]) -> Rule:
        name = self._id("rule", row)
        values = self._cited(row)
        for key in ("opens_on", "met_by", "cancelled_by", "pauses"):
            values[key] = _texts(values.get(key, []))
        values["nature"] = self._enum(name, "nature", Nature, row.get("nature"))
        values["unit"] = self._enum(name, "unit", Unit, row.get("unit"))
        values["on_miss"] = self._enum(name, "on_miss", OnMiss, row.get("on_miss", OnMiss.ESCALATE))
        values["opens_when"] = self._conditions(name, "opens_when", row)
        values["met_when"] = self._conditions(name, "met_when", row)
        values["warn"] = self._warn(name, row.get("warn"))
        if row.get("met_total") not in (None, *MET_TOTALS):
            raise self._error(name, f"met_total: expected one of {MET_TOTALS}, got {row.get('met_total')!r}")
        if not values["opens_on"]:
            raise self._error(name, "opens_on: expected at least one fact or act")
        return self._row(Rule, name, values)

    def _head(self) -> Instrument:
        head = self.table["instrument"]
        if not isinstance(head, dict):
            raise self._error("instrument", "expected a table")
        return self._row(
            Instrument, "instrument", {**head, "aliases": _texts(head.get("aliases", [])), "articles": self.table.get("articles", {})}
        )

    def _cited(self, row: Mapping[str, object]) -> dict[str, object]:
        """The row with what it takes from the head of its instrument: the law and the day it came into force."""
        if self.head is None:
            raise self._error(str(row.get("id")), "expected an [instrument] in this file")
        return {"law": self.head.id, "effective_from": self.head.effective_from, **row}

    def _row(self, kind: type[_Row], name: str, values: Mapping[str, object]) -> _Row:
        known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
        self._only(name, values, set(known))
        for key, field in known.items():
            given = key in values
            if not given and field.default is MISSING and field.default_factory is MISSING:
                raise self._error(name, f"{key}: expected a value, got none")
            if given and not _fits(field.type, values[key]):
                raise self._error(name, f"{key}: expected {getattr(field.type, '__name__', field.type)}, got {values[key]!r}")
        return kind(**values)

    def _conditions(self, name: str, key: str, row: Mapping[str, object]) -> tuple[Condition, ...]:
        table = row.get(key, {})
        if not isinstance(table, dict) or not all(isinstance(tests, dict) for tests in table.values()):
            raise self._error(name, f"{key}: expected field = {{ operator = value }}, got {table!r}")
        return tuple(
            Condition(field, self._enum(name, f"{key}.{field}", Op, op), tuple(value) if isinstance(value, list) else value)
            for field, tests in table.items()
            for op, value in tests.items()
        )

    def _warn(self, name: str, value: object) -> Warn | None:
        if value is None:
            return None
        if not isinstance(value, dict) or len(value) != 1:
            raise self._error(name, f"warn: expected one of working_days, days, hours, got {value!r}")
        return self._row(Warn, f"{name} warn", value)

    def _enum(self, name: str, key: str, kind: type[_Enum], value: object) -> _Enum:
        try:
            return kind(str(value))
        except ValueError:
            raise self._error(name, f"{key}: expected one of {[e.value for e in kind]}, got {value!r}") from None

    # -- shape ----------------------------------------------------------------------------------------------------

    def _rows(self, key: str) -> list[dict[str, object]]:
        rows = self.table.get(key, [])
        if not isinstance(rows, list):
            raise self._error(key, f"expected [[{key}]] rows")
        return rows

    def _id(self, key: str, row: Mapping[str, object]) -> str:
        name = row.get("id")
        if not isinstance(name, str) or not name:
            raise self._error(key, f"expected an id, got {name!r}")
        return name

    def _only(self, name: str, found: Mapping[str, object], known: set[str]) -> None:
        unknown = sorted(set(found) - known)
        if unknown:
            raise self._error(name, f"{unknown[0]}: no such key; known: {', '.join(sorted(known))}")

    def _check_versions(self, versions: Iterable[Rule | GuardText]) -> None:
        ordered = sorted(versions, key=lambda row: row.effective_from)
        for earlier, later in itertools.pairwise(ordered):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                raise self._error(later.id, f"two versions are in force on {later.effective_from}: end the earlier one first")

    def _error(self, row: str, reason: str) -> StatuteError:
        return StatuteError(self.name, row, reason)


_CHECKS: Mapping[object, Callable[[object], bool]] = {
    str: lambda value: isinstance(value, str) and bool(value.strip()),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    bool: lambda value: isinstance(value, bool),
    date: lambda value: isinstance(value, date),
    str | None: lambda value: value is None or (isinstance(value, str) and bool(value.strip())),
    int | None: lambda value: value is None or (isinstance(value, int) and not isinstance(value, bool)),
    date | None: lambda value: value is None or isinstance(value, date),
    tuple[str, ...]: lambda value: isinstance(value, tuple) and all(isinstance(v, str) and v for v in value),
}


def _fits(kind: object, value: object) -> bool:
    check = _CHECKS.get(kind)
    return check is None or check(value)


def _texts(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
