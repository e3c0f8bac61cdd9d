"""What the files hold that are no case: postings and findings of inspections."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from enforcement.docket.personal import Personal


@dataclass(frozen=True, slots=True)
class Posting:
    """A person in a post (art 42). `leading`: leaders and those who handle cases on their own."""

    id: str
    name: Annotated[str, Personal.NAME]
    post: str
    leading: bool
    since: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class InspectionFinding:
    """Something that an inspection found, to be put right by a day (art 33)."""

    id: str
    finding: str
    rectify_by: date
    rectified: bool = False
    closed: bool = False
