"""Whose it is to approve an act: the role that the law names, and never the person who asked for it (art 10: 谁审批、谁负责)."""

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial
from enforcement.authority.table import authority
from enforcement.docket.approvals import Requirement, approvers
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry, catalogue
from enforcement.docket.particulars.approvals import MEMBERS
from enforcement.docket.reading import EntryError, FieldError

DECISIONS = frozenset({"approval_given", "approval_withheld", "panel_decided"})


def approving(caller: Caller, by: str, entry: Entry, case: CaseFile) -> Denial | None:
    """What keeps the caller from deciding on an act in a role; None where nothing does. EntryError for an act that nobody approves."""
    if entry.type not in DECISIONS:
        return None
    needed = [requirement for requirement in approvers(entry.text("act") or "") if by in requirement.by]
    known = case.approvals.get(entry.text("approval") or "")
    if not needed:
        return _for_others(entry)
    if known is not None and (known.act, known.about) != (entry.text("act"), entry.text("about") or ""):
        raise _wrong("approval", f"the approval of {known.act} {known.about}".strip(), known.id, "another act has an approval of its own")
    if by == "panel" and len(set(entry.texts("members"))) < MEMBERS:
        raise _wrong("members", f"at least {MEMBERS} different members", ", ".join(entry.texts("members")), "a panel has three or more")
    if by != "panel" and known is not None and known.applicant == caller.subject:
        return _denial(needed[0], f"approve {needed[0].act!r} that somebody else asked for")
    return None


def _for_others(entry: Entry) -> Denial:
    act = entry.text("act") or ""
    found = approvers(act)
    if not found:
        names = ", ".join(sorted(name for name in catalogue().acts if approvers(name)))
        raise _wrong("act", f"one of {names}", act, "nobody approves it")
    return _denial(found[0], f"approve {act!r}", tuple(dict.fromkeys(role for requirement in found for role in requirement.by)))


def _denial(requirement: Requirement, title: str, roles: tuple[str, ...] | None = None) -> Denial:
    who = tuple(authority().roles[role] for role in roles or requirement.by)
    named = catalogue().acts[requirement.act].title_zh
    return Denial(f"approve:{requirement.act}", f"审批：{named}", title, who, requirement.law, requirement.article, requirement.text)


def _wrong(field: str, expected: str, got: str, hint: str) -> EntryError:
    return EntryError((FieldError(f"data.{field}", expected, repr(got[:80]), hint),))
