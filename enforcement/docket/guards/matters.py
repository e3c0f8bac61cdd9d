"""Review panels, the fast track, petitions (arts 6, 7, 30)."""

from enforcement.docket.changes import HANDLER
from enforcement.docket.clocks import ClockStatus
from enforcement.docket.guards.table import Attempt, Facts, guard

_PANEL = 3


@guard("R06-1")
def self_review(attempt: Attempt) -> Facts | None:
    reviewers = set(attempt.act.texts("reviewers"))
    own = sorted(reviewers & {*attempt.case.handlers, attempt.case.officer, HANDLER} - {""})
    return {"from_the_team": list(own), "reviewers": len(reviewers)} if own or len(reviewers) < _PANEL else None


@guard("R07-1")
def fast_track_over_limit(attempt: Attempt) -> Facts | None:
    for clock in attempt.case.open_clocks:
        if clock.rule == "fast_track_limit" and (clock.status is ClockStatus.MISSED or clock.due_on < attempt.today):
            return {"limit": clock.due}
    return None


@guard("R30-1")
def petition_not_entered(attempt: Attempt) -> Facts | None:
    petition = attempt.case.petitions.get(attempt.act.text("petition") or "")
    return None if petition is not None and petition.entered else {"petition": attempt.act.text("petition"), "entered": False}


@guard("R30-2")
def closed_without_feedback(attempt: Attempt) -> Facts | None:
    return None if attempt.act.flag("feedback_given") else {"feedback_given": False}
