"""What crosses the Temporal wire: frozen dataclasses of plain JSON values.

Instants are ISO 8601 with offset, days are ISO dates, money is integer fen. Fields are only ever added, with defaults.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | None
# As deep as entries go, which may hold the data of another. The wire's converter cannot follow a recursive alias, and takes the first member that fits:
# an object must come before a list, which would swallow its keys.
_Flat: TypeAlias = Scalar | dict[str, Scalar | list[Scalar]] | list[Scalar | dict[str, Scalar]]
Json: TypeAlias = Scalar | dict[str, _Flat] | list[Scalar | dict[str, Scalar]]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who sends an entry: the identity provider's lasting name for them, their own name, and what they are in their court."""

    subject: str
    name: str
    roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EntryMessage:
    """One thing said to a case: a fact that happened or an act that somebody wants to do."""

    case_id: str
    id: str
    kind: str
    type: str
    by: str
    data: dict[str, Json] = field(default_factory=dict)
    happened_at: str | None = None
    # Set by the workflow when it takes the entry in. Only a rehearsal brings its own.
    recorded_at: str | None = None
    # None for what no person and no client sent: procedures, reconciliations, rehearsals.
    actor: Actor | None = None

    @property
    def said(self) -> dict[str, object]:
        """What was said, as `read_entry` reads it."""
        raw: dict[str, object] = {"id": self.id, "kind": self.kind, "type": self.type, "by": self.by, "data": self.data}
        return raw if self.happened_at is None else {**raw, "happened_at": self.happened_at}


@dataclass(frozen=True, slots=True)
class TickMessage:
    """A timer woke for the instant `at`."""

    case_id: str
    at: str


@dataclass(frozen=True, slots=True)
class NewReading:
    """The docket is to be read anew, whatever the workflow knows.

    `forget` is the row that the workflow knows last and the docket has lost, where an older database was restored; else 0.
    """

    forget: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """One guard that refused an act, with the article and the cure."""

    guard: str
    law: str
    article: str
    message_zh: str
    message_en: str
    cure_zh: str
    cure_en: str
    override: str | None = None
    facts: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WakeUp:
    """The next instant of one open clock, and how its timer is labelled."""

    clock: str
    at: str
    label: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One open clock, as people read it."""

    clock: str
    rule: str
    title_zh: str
    title_en: str
    subject: dict[str, str]
    due: str
    expires_at: str
    status: str
    owed_by: str
    provisional: bool = False
    internal: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class ProcedureStart:
    """A subsystem procedure that the case needs now; its id is (kind, key)."""

    kind: str
    key: str
    data: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EscalationKey:
    """A rung that was climbed and whose supervisor has not been told yet."""

    case_id: str
    clock: str
    level: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: everything its workflow needs, complete at every answer.

    The workflow reconciles with it and keeps no increments, so a lost answer, a duplicate or a replay ends in the same state.
    """

    case_id: str
    state: str = "unfiled"
    sequence: int = 0
    case_number: str = ""
    court: str = ""
    officer: str = ""
    next_due: str | None = None
    escalation_level: int = 0
    wake_ups: list[WakeUp] = field(default_factory=list)
    clocks: list[ClockLine] = field(default_factory=list)
    procedures: list[ProcedureStart] = field(default_factory=list)
    escalations: list[EscalationKey] = field(default_factory=list)


# How an entry fails that came when its case was about to go on in a new run; it is sent again.
NEXT_RUN = "NextRun"


@dataclass(frozen=True, slots=True)
class RecordResult:
    """The docket's answer to one entry."""

    entry_id: str
    outcome: str  # recorded | accepted | refused | duplicate
    standing: Standing
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CaseInput:
    """How a case workflow starts. Everything else it learns from the docket."""

    case_id: str
    # Seconds added to the workflow's clock: 0 in production, a story's distance from today in a rehearsal.
    time_shift: float = 0.0
    # A rehearsal brings its own instants of recording and keeps the subsystems silent.
    rehearsal: bool = False
    # Search attributes must be registered on the server; the time-skipping test server cannot.
    search_attributes: bool = True
    # Continue as new after this many recorded entries, or when the server suggests it.
    entries_per_run: int = 2000
