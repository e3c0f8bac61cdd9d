"""What in a journal gives integrity risk control a reason to look (art 41: 事前预警、事中监控、事后查究)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from enforcement.contracts.receipts.entry import subsystem_id
from enforcement.contracts.risks import RiskKind, RiskNotice
from enforcement.docket.decide import Outcome
from enforcement.docket.entries import EntryKind
from enforcement.docket.events import EventKind, iso
from enforcement.law.periods import SHANGHAI

# Nobody is at work from 22:00 to 06:00 in Beijing. Management policy: art 41 gives no hours.
_EVENING, _MORNING = 22, 6
# Acts that procedures do by themselves, at any hour.
_UNATTENDED = {"launch_query"}


@dataclass(frozen=True, slots=True)
class Journaled:
    """One journal row as the outbox tells of it; `about` are the guards that refused, or the clocks that were missed."""

    case_id: str
    sequence: int
    kind: str
    type: str
    outcome: str
    events: tuple[str, ...]
    at: datetime
    by: str | None = None
    about: tuple[str, ...] = ()


def risk_of(row: Journaled) -> RiskNotice | None:
    """What risk control is told of a journal row, under an id of its own; None where there is nothing to look at."""
    kinds = [kind.value for kind, holds in _SIGNS.items() if holds(row)]
    if not kinds:
        return None
    order = subsystem_id(row.case_id, str(row.sequence), "risk")
    return RiskNotice(order, row.case_id, row.sequence, kinds, row.type, iso(row.at), row.by, [*row.about])


def _at_night(row: Journaled) -> bool:
    hour = row.at.astimezone(SHANGHAI).hour
    return row.kind == EntryKind.ACT and row.type not in _UNATTENDED and not _MORNING <= hour < _EVENING


_SIGNS: Mapping[RiskKind, Callable[[Journaled], bool]] = {
    RiskKind.REFUSED: lambda row: row.outcome == Outcome.REFUSED,
    RiskKind.LATE: lambda row: EventKind.DEADLINE_MISSED in row.events,
    RiskKind.PAYEE_CHANGED: lambda row: row.type == "payee_account_changed",
    RiskKind.OUT_OF_HOURS: _at_night,
}
