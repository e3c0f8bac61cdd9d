"""What anchoring asks of the records and of a time-stamping authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from enforcement.contracts.anchors import Anchored


@dataclass(frozen=True, slots=True)
class Unstamped:
    """A signed root as it is kept elsewhere, and has no time stamp yet."""

    number: int
    content: bytes


class Anchors(Protocol):
    """The anchors of an installation, in its database and in the folder where they are kept elsewhere."""

    def sign(self, run: str | None, at: datetime) -> Anchored:
        """Sign the root over all journals as they are now; the same run again gives the same anchor."""

    def unstamped(self) -> Sequence[Unstamped]:
        """The anchors without a time stamp, oldest first."""

    def keep_stamp(self, number: int, token: bytes, at: datetime) -> None:
        """Keep the time stamp of an anchor, once."""

    def export(self) -> Sequence[str]:
        """Write everything that the folder lacks; gives the names of the files."""


class TimeStamps(Protocol):
    """A time-stamping authority (RFC 3161)."""

    def stamp(self, content: bytes) -> bytes:
        """A time stamp of the SHA-256 of this content: the whole answer, in DER. SubsystemAway if none came, SubsystemRejected for a no."""
