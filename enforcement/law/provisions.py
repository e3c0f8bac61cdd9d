"""The rows of the statute book: instruments, rules, guards, ladders, pause grounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from enforcement.law.periods import Unit


class Nature(StrEnum):
    """Where a number comes from. An internal limit (内部管理时限) gives a number to 立即 or 及时; it is management, not law."""

    STATUTORY = "statutory"
    OTHER_LAW = "other_law"
    INTERNAL = "internal"


class OnMiss(StrEnum):
    ESCALATE = "escalate"
    LAPSE = "lapse"


class Op(StrEnum):
    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    IN = "in"
    NOT_IN = "not_in"
    PRESENT = "present"
    CONTAINS_ALL = "contains_all"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a field; a field that starts with `@` is a state of the case."""

    field: str
    op: Op
    value: object


@dataclass(frozen=True, slots=True)
class Warn:
    """How long before the last day a warning goes out; exactly one of the three is set."""

    working_days: int | None = None
    days: int | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a ladder: who is told, and how long after the last day (working days, 09:00) or after expiry (hours)."""

    level: int
    role: str
    working_days: int | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class PauseGround:
    """A ground on which days are not counted. A partial one takes a part of a receipt out of its clocks."""

    id: str
    title: str
    scope: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    law: str
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument: law, judicial interpretation or normative document."""

    id: str
    title_zh: str
    title_en: str
    issuer: str
    number: str
    effective_from: date
    aliases: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit. `counts_from`, `length_from`, `given_from` name entry fields that give the first day, the length, the last day."""

    id: str
    law: str
    article: str
    title_zh: str
    title_en: str
    nature: Nature
    opens_on: tuple[str, ...]
    subject: str
    length: int
    unit: Unit
    owed_by: str
    ladder: str
    on_miss: OnMiss
    effective_from: date
    effective_to: date | None = None
    text_zh: str | None = None
    opens_when: tuple[Condition, ...] = ()
    rolls: bool = False
    cap: bool = False
    met_by: tuple[str, ...] = ()
    met_when: tuple[Condition, ...] = ()
    met_total: str | None = None
    cancelled_by: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    warn: Warn | None = None
    expiry_of: str | None = None
    note: str | None = None
    counts_from: str | None = None
    length_from: str | None = None
    given_from: str | None = None
    occurrences: int = 1
    at_once_to_level: int = 1
    blocks_closing: bool = True
    survives_termination: bool = False

    @property
    def nature_zh(self) -> str:
        """How the number is labelled wherever it is shown."""
        return {Nature.STATUTORY: "法定期限", Nature.OTHER_LAW: "其他法律、司法解释规定的期限", Nature.INTERNAL: "内部管理时限"}[
            self.nature
        ]


@dataclass(frozen=True, slots=True)
class GuardText:
    """One interception as text: when it refuses, with which article, message and cure. Its check is in enforcement/docket/guards."""

    id: str
    slug: str
    law: str
    article: str
    mode: str
    on_acts: tuple[str, ...]
    refused_when: str
    message_zh: str
    message_en: str
    cure_zh: str
    cure_en: str
    effective_from: date
    effective_to: date | None = None
    override: str | None = None
    also: str | None = None


class StatuteError(ValueError):
    """A row of the statute book that cannot be read: the file, the row, and what is wrong with it."""

    def __init__(self, file: str, row: str, reason: str) -> None:
        self.file, self.row, self.reason = file, row, reason
        super().__init__(f"{file}: {row}: {reason}")
