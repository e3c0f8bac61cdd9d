"""The table of guards: one small function per guard of the statute book. A function gives the facts that refuse the act, or None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from enforcement.contracts.messages import Json
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.docket.events import yuan
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.profile import Profile
from enforcement.law.periods import local_day

Facts: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that somebody wants to do, before the case file as it stands."""

    case: CaseFile
    act: Entry
    profile: Profile

    @property
    def today(self) -> date:
        """The day of the act in Asia/Shanghai."""
        return local_day(self.act.happened_at)

    @property
    def asset(self) -> Asset | None:
        """The asset of the act, if the docket knows it."""
        return self.case.assets.get(self.act.text("asset") or "")

    @property
    def owed(self) -> int:
        """Fen: claim and fees less what was paid out."""
        return self.case.limit


Guard = Callable[[Attempt], Facts | None]
GUARDS: dict[str, Guard] = {}


def guard(name: str) -> Callable[[Guard], Guard]:
    """Register the function of a guard of the statute book."""

    def register(function: Guard) -> Guard:
        GUARDS[name] = function
        return function

    return register


def money(fen: int | None) -> Json:
    """Fen as yuan for the facts of a refusal."""
    return None if fen is None else yuan(fen)


def day(value: date | None) -> Json:
    """A date for the facts of a refusal."""
    return value.isoformat() if value else None
