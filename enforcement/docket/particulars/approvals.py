"""Approvals on record: asked for, given or withheld by a leader, or decided by a panel."""

from dataclasses import dataclass

MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval of one act. `applicant` and `approver` are subjects of persons; empty where nobody is known."""

    id: str
    act: str
    about: str = ""
    applicant: str = ""
    by: str = ""
    approver: str = ""
    withheld: bool = False
    used: bool = False
    members: tuple[str, ...] = ()
    minutes: str = ""

    @property
    def holds(self) -> bool:
        """Whether it was given, by somebody other than who asked for it, and is not used up; a panel has three members."""
        own = self.approver != "" and self.approver == self.applicant
        return (
            self.by != "" and not self.withheld and not self.used and not own and (self.by != "panel" or len(set(self.members)) >= MEMBERS)
        )
