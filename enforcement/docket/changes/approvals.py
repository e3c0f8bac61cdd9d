"""Approvals: asked for, given, withheld, decided by a panel."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.approvals import Approval


@on("approval_requested")
def _requested(case: CaseFile, entry: Entry) -> None:
    name = entry.text("approval") or ""
    case.approvals.setdefault(name, replace(_new(entry), applicant=_subject(entry)))


@on("approval_given", "panel_decided")
def _given(case: CaseFile, entry: Entry) -> None:
    known = _known(case, entry)
    # What was decided once stays so: another decision has another id.
    if not known.by:
        members, minutes = entry.texts("members"), entry.text("minutes") or ""
        case.approvals[known.id] = replace(known, by=entry.by, approver=_subject(entry), members=members, minutes=minutes)


@on("approval_withheld")
def _withheld(case: CaseFile, entry: Entry) -> None:
    known = _known(case, entry)
    if not known.used:
        case.approvals[known.id] = replace(known, by=known.by or entry.by, approver=known.approver or _subject(entry), withheld=True)


def _known(case: CaseFile, entry: Entry) -> Approval:
    return case.approvals.get(entry.text("approval") or "", _new(entry))


def _new(entry: Entry) -> Approval:
    return Approval(entry.text("approval") or "", entry.text("act") or "", entry.text("about") or "")


def _subject(entry: Entry) -> str:
    return entry.actor.subject if entry.actor else ""
