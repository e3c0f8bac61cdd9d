"""What follows from an entry or from time passing: the lines of a case's timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from enforcement.law.periods import SHANGHAI

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class EventKind(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEADLINE_OPENED = "deadline_opened"
    DEADLINE_WARNED = "deadline_warned"
    DEADLINE_MISSED = "deadline_missed"
    ESCALATED = "escalated"
    DEADLINE_MET = "deadline_met"
    DEADLINE_MET_LATE = "deadline_met_late"
    DEADLINE_PAUSED = "deadline_paused"
    DEADLINE_RESUMED = "deadline_resumed"
    DEADLINE_RECOMPUTED = "deadline_recomputed"
    DEADLINE_CONFIRMED = "deadline_confirmed"
    DEADLINE_CANCELLED = "deadline_cancelled"
    PERMISSION_LAPSED = "permission_lapsed"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `part` is fen; `due` and `from_due` are texts as in `Clock.due`."""

    at: datetime
    kind: EventKind
    clock: str | None = None
    rule: str | None = None
    subject: Mapping[str, str] = field(default_factory=dict)
    n: int | None = None
    due: str | None = None
    expires_at: datetime | None = None
    provisional: bool = False
    level: int | None = None
    to: str | None = None
    ground: str | None = None
    part: int | None = None
    from_due: str | None = None
    late_working_days: int | None = None
    act: str | None = None
    guards: tuple[str, ...] = ()


def timeline_line(event: Event) -> dict[str, Json]:
    """The event in the rehearsal's format: ISO times in +08:00, money in yuan, nothing empty."""
    line: dict[str, Json] = {
        "at": iso(event.at),
        "kind": event.kind.value,
        "rule": event.rule,
        "subject": dict(event.subject) or None,
        "n": event.n,
        "due": event.due,
        "expires_at": iso(event.expires_at) if event.expires_at else None,
        "provisional": event.provisional or None,
        "level": event.level,
        "to": event.to,
        "ground": event.ground,
        "part": yuan(event.part) if event.part else None,
        "from": event.from_due,
        "late_working_days": event.late_working_days,
        "act": event.act,
        "guards": list(event.guards) or None,
        "clock": event.clock,
    }
    return {key: value for key, value in line.items() if value is not None}


def iso(instant: datetime) -> str:
    """2026-02-10T15:00:00+08:00"""
    return instant.astimezone(SHANGHAI).isoformat()


def yuan(fen: int) -> int | float:
    """Fen as a number of yuan: whole where it is whole."""
    whole, rest = divmod(fen, 100)
    return fen / 100 if rest else whole
