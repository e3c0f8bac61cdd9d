"""The account statement (对账单) of a case, as the fund system keeps it (arts 19–22). Money in fen, instants ISO 8601 with offset."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """Which way money went. A pay-out that the bank sent back has moved none."""

    CREDIT = "credit"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class Line:
    """One movement. `line` sorts as they were booked; `number` is that of the credit, or the key of the payment.

    `at` is the instant that its callback tells. `about` is the measure or the round of an auction that a credit comes from, empty for money
    that comes from none of them.
    """

    line: str
    side: Side
    number: str
    receipt: str
    amount: int
    at: str
    about: str = ""
    identified: bool | None = None


@dataclass(frozen=True, slots=True)
class StatementQuestion:
    """Asks for the lines of a case's account after one, of a month (2026-03) or of its whole life."""

    case_id: str
    after: str = ""
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of it. `opening` and `closing` are the balances before and after the whole period; `next` is the last line while there are more."""

    case_id: str
    opening: int
    closing: int
    lines: list[Line] = field(default_factory=list)
    next: str | None = None


def arrived(about: str, amount: int, came: Iterable[tuple[str, int]]) -> bool:
    """Whether expected money has come: credits about its ground add up to it, or one that names no ground is as much to the fen."""
    found = list(came)
    return sum(fen for ground, fen in found if ground == about) >= amount or ("", amount) in found
