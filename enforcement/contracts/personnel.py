"""What the personnel register tells (任职年限, art 42). Days are ISO dates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """One person in one post; `case_id` names the file of this tenure. `left_on` and `to_post` once it has ended."""

    case_id: str
    name: str
    post: str
    leading: bool
    since: str
    left_on: str | None = None
    to_post: str | None = None


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Some of the register, in its order; `next` begins the page after, None with the last one."""

    records: list[StaffRecord]
    next: str | None = None
