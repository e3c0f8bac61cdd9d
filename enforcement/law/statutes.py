"""The statute book: every rule, guard, ladder and pause ground of this release, looked up by id, by entry and by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from enforcement.law.provisions import (
    Condition,
    GuardText,
    Instrument,
    Nature,
    OnMiss,
    Op,
    PauseGround,
    Rule,
    Rung,
    StatuteError,
    Warn,
)
from enforcement.law.reading import read_rows

__all__ = [
    "Condition",
    "GuardText",
    "Instrument",
    "Nature",
    "OnMiss",
    "Op",
    "PauseGround",
    "Rule",
    "Rung",
    "StatuteBook",
    "StatuteError",
    "Warn",
    "book_of",
    "statute_book",
]


@dataclass(frozen=True)
class StatuteBook:
    """Every row of every instrument; of each rule and guard all versions, oldest first."""

    instruments: Mapping[str, Instrument]
    rules: Mapping[str, tuple[Rule, ...]]
    guards: Mapping[str, tuple[GuardText, ...]]
    ladders: Mapping[str, tuple[Rung, ...]]
    pauses: Mapping[str, PauseGround]
    ladder_titles: Mapping[str, str]

    def rule(self, name: str, on: date | None = None) -> Rule:
        """The version of a rule in force on a day (default: the newest). KeyError for an unknown rule."""
        versions = self.rules[name]
        return next((rule for rule in reversed(versions) if on is None or rule.effective_from <= on), versions[0])

    def opened_by(self, entry_type: str, on: date) -> Iterable[Rule]:
        """Rules that an entry of this type can open, in the version in force on a day (before the first version: the first)."""
        return (rule for rule in self._openers.get(entry_type, ()) if rule is self.rule(rule.id, on) and not _ended(rule, on))

    def met_by(self, entry_type: str) -> Iterable[Rule]:
        """Rules that an entry of this type can meet."""
        return self._meeters.get(entry_type, ())

    def cancelled_by(self, entry_type: str) -> Iterable[Rule]:
        """Rules that an entry of this type cancels."""
        return self._cancellers.get(entry_type, ())

    def guards_on(self, act: str) -> Iterable[GuardText]:
        """The newest version of every guard on an act."""
        return (versions[-1] for versions in self.guards.values() if act in versions[-1].on_acts)

    @cached_property
    def _openers(self) -> dict[str, list[Rule]]:
        return _index((name, rule) for versions in self.rules.values() for rule in versions for name in rule.opens_on)

    @cached_property
    def _meeters(self) -> dict[str, list[Rule]]:
        return _index((name, versions[-1]) for versions in self.rules.values() for name in versions[-1].met_by)

    @cached_property
    def _cancellers(self) -> dict[str, list[Rule]]:
        return _index((name, versions[-1]) for versions in self.rules.values() for name in versions[-1].cancelled_by)


def _index(pairs: Iterable[tuple[str, Rule]]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for name, rule in pairs:
        found.setdefault(name, []).append(rule)
    return found


def _ended(rule: Rule, on: date) -> bool:
    return rule.effective_to is not None and rule.effective_to < on


@cache
def statute_book() -> StatuteBook:
    """The statute book of this release (law/statutes)."""
    folder = files("enforcement.law").joinpath("statutes")
    return _book({entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")})


def book_of(folder: Path) -> StatuteBook:
    """The statute book of a folder of TOML files, such as a draft. StatuteError names file and row of the first mistake."""
    return _book({path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))})


def _book(texts: Mapping[str, str]) -> StatuteBook:
    rows = read_rows(texts)
    return StatuteBook(
        instruments={row.id: row for row in rows.instruments},
        rules=_versions(rows.rules),
        guards=_versions(rows.guards),
        ladders=rows.ladders,
        pauses={row.id: row for row in rows.pauses},
        ladder_titles=rows.ladder_titles,
    )


_Row = TypeVar("_Row", Rule, GuardText)


def _versions(rows: Iterable[_Row]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in sorted(rows, key=lambda r: r.effective_from):
        found.setdefault(row.id, []).append(row)
    return {name: tuple(versions) for name, versions in sorted(found.items())}
