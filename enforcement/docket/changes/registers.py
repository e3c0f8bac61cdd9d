"""Objects with a life of their own beside the cases: people in their posts, findings of inspections."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.registers import InspectionFinding, Posting


@on("staff_appointed")
def _appointed(case: CaseFile, entry: Entry) -> None:
    name = entry.text("staff") or ""
    since = entry.day("since") or happened_on(entry)
    leading = entry.flag("leading") is True
    case.postings[name] = Posting(name, entry.text("name") or "", entry.text("post") or "", leading, since)


@on("staff_transferred")
def _transferred(case: CaseFile, entry: Entry) -> None:
    posting = case.postings.get(entry.text("staff") or "")
    if posting is not None:
        case.postings[posting.id] = replace(posting, ended_on=happened_on(entry))


@on("inspection_item_opened")
def _opened(case: CaseFile, entry: Entry) -> None:
    name = entry.text("item") or ""
    by = entry.day("rectify_by") or happened_on(entry)
    case.findings[name] = InspectionFinding(name, entry.text("finding") or "", by)


@on("inspection_item_rectified", "inspection_item_closed")
def _rectified(case: CaseFile, entry: Entry) -> None:
    finding = case.findings.get(entry.text("item") or "")
    if finding is not None:
        case.findings[finding.id] = replace(finding, rectified=True, closed=finding.closed or entry.type == "inspection_item_closed")
