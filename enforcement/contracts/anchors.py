"""Anchoring: every night the root over all journals is signed, stamped by a time-stamping authority, and kept elsewhere (art 12)."""

from dataclasses import dataclass, field

ANCHORING, ANCHORING_SCHEDULE = "Anchoring", "anchoring"


@dataclass(frozen=True, slots=True)
class Anchored:
    """A signed root: which one, when it was signed (ISO 8601), over how many leaves; the root in hex."""

    number: int
    at: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class AnchoringResult:
    """What a night came to: the anchor, the anchors that were stamped, and the files that were written."""

    anchored: Anchored
    stamped: list[int] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
