"""From journal rows back to the case file. Nothing is decided again: entries change the records, clocks are taken as they were recorded."""

from collections.abc import Sequence
from datetime import datetime

from enforcement.docket import approvals, holds
from enforcement.docket.answered import answered_before
from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes import apply
from enforcement.docket.clocks import Clock
from enforcement.docket.entries import Entry
from enforcement.docket.profile import Profile
from enforcement.docket.sequence import overtaken


def take_in(case: CaseFile, entry: Entry, profile: Profile) -> None:
    """Write a fact or an accepted act into the case file: its records and the grounds that it starts and ends."""
    if answered_before(case, entry) or overtaken(case, entry):
        return
    approvals.use(case, entry)
    apply(case, entry, profile)
    holds.start_and_end(case, entry)


def fold_entry(case: CaseFile, entry: Entry, clocks: Sequence[Clock], profile: Profile, *, refused: bool) -> CaseFile:
    """The case file after one journaled entry."""
    case = fold_time(case, entry.recorded_at, clocks)
    case.seen[entry.id] = entry.type
    if not refused:
        take_in(case, entry, profile)
    return case


def fold_time(case: CaseFile, at: datetime, clocks: Sequence[Clock]) -> CaseFile:
    """The case file after time passed up to `at`."""
    case = case.copy()
    case.last_at = at
    case.clocks.update((clock.id, clock) for clock in clocks)
    return case
