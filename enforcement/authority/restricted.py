"""Matters in a file that not everybody who reads the file may read (restricted.toml): double checks and discipline."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Reach, reach
from enforcement.docket.events import Event
from enforcement.docket.nodes import nodes
from enforcement.law.statutes import statute_book


@dataclass(frozen=True, slots=True)
class Matter:
    """One restricted matter: what tells of it, and who may read that."""

    id: str
    title_zh: str
    title_en: str
    entries: frozenset[str]
    fields: frozenset[str]
    rungs: frozenset[str]
    readers: frozenset[str]
    law: str
    article: str
    text: str

    @property
    def rules(self) -> frozenset[str]:
        """The time limits that nothing but this matter opens."""
        versions = (rule for found in statute_book().rules.values() for rule in found)
        return frozenset(rule.id for rule in versions if rule.opens_on and self.entries.issuperset(rule.opens_on))


@dataclass(frozen=True, slots=True)
class Hidden:
    """What somebody does not get to see of a file."""

    entries: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    rungs: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()

    def hides(self, event: Event) -> bool:
        """Whether a line of the timeline is of what they do not get to see."""
        return event.rule in self.rules or event.to in self.rungs or event.act in self.entries


@dataclass(frozen=True, slots=True)
class Veil:
    """One matter, and the reach within which a caller may read it."""

    matter: Matter
    reach: Reach = field(default_factory=Reach)


def veils(caller: Caller) -> Sequence[Veil]:
    """Every restricted matter, with where the caller may read it."""
    return [Veil(matter, reach(caller, matter.readers)) for matter in matters()]


def open_to(caller: Caller, case_id: str) -> Sequence[Matter]:
    """The restricted matters of a file that the caller may read."""
    return [veil.matter for veil in veils(caller) if veil.reach.covers(case_id)]


def hidden(caller: Caller, case_id: str) -> Hidden:
    """What the caller does not get to see of a file."""
    found = [veil.matter for veil in veils(caller) if not veil.reach.covers(case_id)]
    return Hidden(
        entries=frozenset().union(*(matter.entries for matter in found)),
        fields=frozenset().union(*(matter.fields for matter in found)),
        rungs=frozenset().union(*(matter.rungs for matter in found)),
        rules=frozenset().union(*(matter.rules for matter in found)),
    )


def secret_entries() -> frozenset[str]:
    """Entries of which the parties are not told until control is done (nodes.toml)."""
    return frozenset(name for node in nodes().values() if node.secret for name in node.on)


@cache
def matters() -> Sequence[Matter]:
    """Every restricted matter of this release."""
    text = files("enforcement.authority").joinpath("restricted.toml").read_text(encoding="utf-8")
    return [_matter(name, row) for name, row in tomllib.loads(text).items()]


def _matter(name: str, row: dict[str, Any]) -> Matter:
    fields: dict[str, Any] = {key: frozenset(value) if isinstance(value, list) else value for key, value in row.items()}
    return Matter(id=name, **fields)
