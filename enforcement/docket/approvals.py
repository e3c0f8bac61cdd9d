"""Which approvals an act needs, and whether they are on record (art 10: 谁审批、谁负责). What needs which is data (catalogue/approvals.toml)."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.particulars.approvals import Approval
from enforcement.docket.profile import Approvals, Profile


@dataclass(frozen=True, slots=True)
class Requirement:
    """Whose approval an act needs, and by which provision."""

    act: str
    by: tuple[str, ...]
    law: str
    article: str
    text: str
    about: str | None = None
    claim: str | None = None

    def claimed(self, act: Entry) -> Sequence[tuple[str, ...]]:
        """The roles that the act says have approved it: each a choice, of which one is needed."""
        if self.claim is None or act.flag(self.claim):
            return [self.by]
        said = [act.text(self.claim) or "", *act.texts(self.claim)]
        return [(role,) for role in dict.fromkeys(said) if role in self.by]


@dataclass(frozen=True, slots=True)
class Lacking:
    """An approval that an act claims or needs and that is not on record."""

    requirement: Requirement
    by: tuple[str, ...]
    about: str


def lacking(case: CaseFile, act: Entry) -> Sequence[Lacking]:
    """What the act needs, the sender does not hold himself, and is not on record unused. Nothing for what no person sent."""
    if act.actor is None or act.kind is not EntryKind.ACT:
        return []
    return [need for need in _needs(act) if not set(need.by) & set(act.actor.roles) and _on_record(case, act, need) is None]


def unrecorded(case: CaseFile, act: Entry, profile: Profile) -> tuple[str, ...]:
    """Warnings for approvals that were given elsewhere, where the court takes the act's word for them."""
    if profile.approvals is Approvals.RECORDED:
        return ()
    return tuple(f"approval_not_on_record: {act.type} by {' or '.join(need.by)}" for need in lacking(case, act))


def use(case: CaseFile, act: Entry) -> None:
    """An approval holds for one act: it is used up."""
    for need in _needs(act) if act.kind is EntryKind.ACT else ():
        found = _on_record(case, act, need)
        if found is not None:
            case.approvals[found.id] = replace(found, used=True)


def approvers(act: str) -> Sequence[Requirement]:
    """Who may approve an act, by which provision."""
    return [requirement for requirement in requirements() if requirement.act == act]


def _needs(act: Entry) -> Iterator[Lacking]:
    for requirement in approvers(act.type):
        about = (act.text(requirement.about) or "") if requirement.about else ""
        yield from (Lacking(requirement, roles, about) for roles in requirement.claimed(act))


def _on_record(case: CaseFile, act: Entry, need: Lacking) -> Approval | None:
    sender = act.actor.subject if act.actor else ""
    found: Iterable[Approval] = (
        approval
        for approval in case.approvals.values()
        if (approval.act, approval.about) == (act.type, need.about) and approval.by in need.by and approval.holds
    )
    # Nobody approves what he does himself; a panel may hear who does it.
    return next((approval for approval in found if approval.by == "panel" or not sender or approval.approver != sender), None)


@cache
def requirements() -> Sequence[Requirement]:
    """Every requirement of this release."""
    text = files("enforcement.docket").joinpath("catalogue", "approvals.toml").read_text(encoding="utf-8")
    return [Requirement(**{**row, "by": tuple(row["by"])}) for row in tomllib.loads(text)["approval"]]
