"""An approval that an act claims is on record (art 10: 谁审批、谁负责), where the court keeps its approvals here."""

from enforcement.docket.approvals import lacking
from enforcement.docket.guards.table import Attempt, Facts, guard
from enforcement.docket.profile import Approvals


@guard("R10-1")
def approval_on_record(attempt: Attempt) -> Facts | None:
    if attempt.profile.approvals is not Approvals.RECORDED:
        return None
    found = lacking(attempt.case, attempt.act)
    if not found:
        return None
    missing = [
        {
            "by": " or ".join(need.by),
            "about": need.about,
            "law": need.requirement.law,
            "article": need.requirement.article,
            "text": need.requirement.text,
        }
        for need in found
    ]
    return {"missing": [dict(row) for row in missing]}
