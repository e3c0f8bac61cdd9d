"""Where each rule, act, procedure and state stands in the picture (`places.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from enforcement.contracts.ids import Register
from enforcement.contracts.procedures import WORKFLOW_OF
from enforcement.docket.entries import catalogue
from enforcement.law.statutes import statute_book


@dataclass(frozen=True, slots=True)
class Procedure:
    """How a procedure is called, and the entries that start it."""

    kind: str
    title_zh: str
    starts_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the process with a picture of its own. One `beside` runs along with the main line; another `register` is a process of its own."""

    id: str
    title_zh: str
    lane: str
    states: tuple[str, ...]
    regions: tuple[str, ...]
    steps: tuple[str, ...]
    beside: bool = False
    register: Register = Register.CASE

    @property
    def acts(self) -> tuple[str, ...]:
        return tuple(name for name in self.steps if name in catalogue().acts)

    @property
    def procedures(self) -> tuple[str, ...]:
        return tuple(name for name in self.steps if name in WORKFLOW_OF)

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(name for name in self.steps if name in statute_book().rules)


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that the picture takes from no other book."""

    as_of: date
    lanes: Mapping[str, str]
    forms: Mapping[str, str]
    procedures: Mapping[str, Procedure]
    phases: tuple[Phase, ...]

    def phase(self, name: str) -> Phase:
        """The phase of this id. StopIteration if there is none."""
        return next(phase for phase in self.phases if phase.id == name)


@cache
def places() -> Places:
    """The places of this release."""
    raw = tomllib.loads(files("enforcement.process").joinpath("places.toml").read_text(encoding="utf-8"))
    return Places(
        as_of=raw["as_of"],
        lanes={lane["id"]: lane["title_zh"] for lane in raw["lane"]},
        forms={form["id"]: form["title_zh"] for form in raw["form"]},
        procedures={kind: Procedure(kind, row["title_zh"], tuple(row["starts_on"])) for kind, row in raw["procedures"].items()},
        phases=tuple(_phase(row) for row in raw["phase"]),
    )


def _phase(row: Mapping[str, object]) -> Phase:
    def names(key: str) -> tuple[str, ...]:
        found = row[key]
        assert isinstance(found, list)
        return tuple(found)

    return Phase(
        id=str(row["id"]),
        title_zh=str(row["title_zh"]),
        lane=str(row["lane"]),
        states=names("states"),
        regions=names("regions"),
        steps=names("steps"),
        beside=bool(row.get("beside", False)),
        register=Register(str(row.get("register", Register.CASE))),
    )
