"""What an entry means, and what time passing means. Pure: a case file and an entry in, a new case file and its events out.

The caller lets time pass up to the instant of recording (`tick`) before it decides an entry recorded then: timers come before steps.
"""

from collections.abc import Sequence

from enforcement.docket.casefile import CaseFile
from enforcement.docket.correcting import CORRECTED, Past, corrected
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.events import Event, EventKind
from enforcement.docket.following import Decision, Outcome, taken_in, tick
from enforcement.docket.guards import refusals
from enforcement.docket.profile import Profile

__all__ = ["Decision", "Outcome", "decide", "tick"]


def decide(case: CaseFile, entry: Entry, profile: Profile, past: Sequence[Past] = ()) -> Decision:
    """Take an entry in. A fact is always recorded; an act is refused if any guard refuses it; an id seen before changes nothing.

    A correction needs the entries before it, the `past`; without the one that it is about, nothing follows from it.
    """
    if entry.id in case.seen:
        return Decision(case, Outcome.DUPLICATE)
    case = case.copy()
    case.seen[entry.id] = entry.type
    case.last_at = entry.recorded_at
    if entry.kind is EntryKind.ACT:
        found = refusals(case, entry, profile)
        if found:
            guards = tuple(sorted(ground.guard.id for ground in found))
            refused = Event(entry.recorded_at, EventKind.REFUSED, act=entry.type, guards=guards)
            return Decision(case, Outcome.REFUSED, (refused,), refusals=found)
    if entry.type == CORRECTED:
        return corrected(case, entry, profile, past)
    return taken_in(case, entry, profile)
