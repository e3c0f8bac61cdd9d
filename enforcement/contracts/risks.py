"""What integrity risk control (廉政风险防控, art 41) is told of, and what crosses the wire when the outbox is read for it."""

from dataclasses import dataclass, field
from enum import StrEnum

RISK_FEED, RISK_FEED_ID = "RiskFeed", "feed/risks"


class RiskKind(StrEnum):
    """Why something is a risk: a forbidden act was tried, a node is late, money would go elsewhere, somebody acted at night."""

    REFUSED = "refused"
    LATE = "late"
    PAYEE_CHANGED = "payee_changed"
    OUT_OF_HOURS = "out_of_hours"


@dataclass(frozen=True, slots=True)
class RiskNotice:
    """What one journal row gives reason to look at: `type` is the entry's, `by` its role if that is known, `at` when it was recorded.

    `about` are the guards that refused it, or the clocks that were missed.
    """

    order: str
    case_id: str
    sequence: int
    kinds: list[str]
    type: str
    at: str
    by: str | None = None
    about: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RiskReceipt:
    """Risk control has taken it."""

    order: str
    receipt_number: str


@dataclass(frozen=True, slots=True)
class FeedInput:
    """A run of the feed: where in the outbox it goes on, how many messages make a batch, how many batches a run."""

    after: int = 0
    limit: int = 200
    batches: int = 500


@dataclass(frozen=True, slots=True)
class FeedBatch:
    """The next messages of the outbox after an id."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What a batch came to: the id of its last message, 0 when none was left, and how many of its risks were refused."""

    last: int = 0
    refused: int = 0
