"""What crosses the wire when memos are sent."""

from dataclasses import dataclass

MEMO_FEED, MEMO_FEED_ID = "MemoFeed", "feed/memos"


@dataclass(frozen=True, slots=True)
class MemoFeedInput:
    """A run of the feed: how many memos make a batch, how many batches a run."""

    limit: int = 50
    batches: int = 500


@dataclass(frozen=True, slots=True)
class MemoBatch:
    """The next memos that are due, so many at most."""

    limit: int


@dataclass(frozen=True, slots=True)
class MemoResult:
    """How many digests were written, how many memos were tried, and how many of these a channel has taken."""

    digests: int = 0
    tried: int = 0
    taken: int = 0
