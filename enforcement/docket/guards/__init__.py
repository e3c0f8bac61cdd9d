"""Interceptions: every guard on an act is asked, and every one that refuses is named (art 12: 违规操作自动拦截)."""

from dataclasses import dataclass

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.docket.guards import (
    approvals,
    bankruptcy,
    closing,
    control,
    credit,
    disposal,
    filing,
    matters,
    payout,
    termination,
    valuation,
)
from enforcement.docket.guards.table import GUARDS, Attempt, Facts
from enforcement.docket.profile import Profile
from enforcement.law.statutes import GuardText, statute_book

__all__ = [
    "RefusalGround",
    "approvals",
    "bankruptcy",
    "closing",
    "control",
    "credit",
    "disposal",
    "filing",
    "matters",
    "payout",
    "refusals",
    "termination",
    "valuation",
]


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A guard that refused an act, and the facts that made it refuse."""

    guard: GuardText
    facts: Facts


def refusals(case: CaseFile, act: Entry, profile: Profile) -> tuple[RefusalGround, ...]:
    """Every guard that refuses the act, in the order of their ids."""
    attempt = Attempt(case, act, profile)
    asked = sorted(statute_book().guards_on(act.type), key=lambda text: text.id)
    found = ((text, GUARDS[text.id](attempt)) for text in asked)
    return tuple(RefusalGround(text, facts) for text, facts in found if facts is not None)
