"""What goes on besides: queries, clues, objections, disputes, petitions, entrusted matters, suggestions, double checks, failed procedures."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from enforcement.docket.personal import Personal


@dataclass(frozen=True, slots=True)
class Query:
    """A launched query; `complete` when both channels and every enabled type were asked (art 13)."""

    launched_on: date
    complete: bool


@dataclass(frozen=True, slots=True)
class Clue:
    id: str
    verified: bool = False


class ObjectionKind(StrEnum):
    OUTSIDER = "outsider"
    ACT = "act"
    TERMINATION = "termination"


@dataclass(frozen=True, slots=True)
class Objection:
    id: str
    kind: ObjectionKind
    asset: str | None = None
    decided_on: date | None = None
    upheld: bool | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute between courts or with another authority (art 27)."""

    id: str
    between_courts: bool
    asset: str | None = None
    opinion_received: bool = False
    implemented: bool = False
    started: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Petition:
    id: str
    entered: bool = False
    closed: bool = False
    about: Annotated[str | None, Personal.TEXT] = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter entrusted to another court (事项委托, art 27); the case's own clocks run on."""

    id: str
    to_court: str
    what: str
    answer_by: date
    completed: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A 检察建议 by its number at the procuratorate (art 36), as the supervision order that it is here; `received`: the answer is there."""

    id: str
    order: str
    answered: bool = False
    answer: str | None = None
    received: bool = False


@dataclass(frozen=True, slots=True)
class DoubleCheck:
    """一案双查 of one issue (arts 31, 32): whether it was upheld on the case line and on the conduct line, None while that goes on.

    What was found out about a person stays with the inspectorate.
    """

    id: str
    case: bool | None = None
    conduct: bool | None = None


class Elsewhere(StrEnum):
    """How a case came to another court."""

    ELEVATED = "elevated"
    DESIGNATED = "designated"
    ENTRUSTED = "entrusted"


@dataclass(frozen=True, slots=True)
class Failure:
    """A procedure, by kind and key, that failed for good: refused, or unanswered for days. `replaced`: a person does it outside the system."""

    procedure: str
    reason: str
    replaced: bool = False
