"""Money on the special account that belongs to no case yet (不明款, art 19), and its match to one by a person. Money in fen."""

from dataclasses import dataclass, field

from enforcement.contracts.statement import Line


@dataclass(frozen=True, slots=True)
class Suspended:
    """One credit without a case; `remark` is what the payer wrote."""

    credit: str
    receipt: str
    amount: int
    at: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SuspenseQuestion:
    """Asks for what a court has in suspense, after one credit."""

    court: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Suspense:
    """A page of it, in the order of the credits' names; `next` is the last one while there are more."""

    court: str
    items: list[Suspended] = field(default_factory=list)
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A person, `by`, has found the case of a credit."""

    order: str
    court: str
    credit: str
    case_id: str
    by: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The line that the case's account has from it, with `identified` false: that it is the case's is the person's word."""

    order: str
    case_id: str
    line: Line


def match_id(court: str, credit: str) -> str:
    """沪0199:V7:match: a credit is matched once."""
    return f"{court}:{credit}:match"
