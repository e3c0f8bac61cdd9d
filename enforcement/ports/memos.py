"""What is kept of messages to officers and supervisors: written once by their keys, claimed for sending, settled with what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from enforcement.ports.channels import Channel, Letter, Receipt


@dataclass(frozen=True, slots=True)
class Claim:
    """A memo that nobody else sends now: by which channel, and as what letter."""

    channel: str
    letter: Letter


class Memos(Protocol):
    """The memos of one installation."""

    def write_digests(self, at: datetime) -> int:
        """Write the digest of the day for everybody who has none yet, if it is time; gives how many."""

    def claim(self, channels: Mapping[str, Channel], at: datetime) -> Claim | None:
        """The next memo to be sent; None if none is due. One whose sender has vanished is taken up again."""

    def sent(self, claim: Claim, receipt: Receipt, at: datetime) -> None:
        """The channel has taken it."""

    def away(self, claim: Claim, reason: str, retry_after: float | None, at: datetime) -> None:
        """The channel takes nothing now. It is tried again later, and given up for the next one after a while."""

    def refused(self, claim: Claim, reason: str, at: datetime) -> None:
        """The channel does not bring it: the next one is tried."""

    def lost(self, claim: Claim, reason: str, channel: Channel, at: datetime) -> None:
        """Nobody knows whether the channel has taken it."""
