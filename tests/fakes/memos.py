"""Memos in memory: what is given is claimed once, in order, and what became of each is kept."""

from collections.abc import Mapping
from datetime import datetime

from enforcement.ports.channels import Channel, Letter, Receipt
from enforcement.ports.memos import Claim


class FakeMemos:
    """Letters that wait for one channel. Memos of which nothing came are claimed again."""

    def __init__(self, channel: str = "fake", letters: tuple[Letter, ...] = ()) -> None:
        self.waiting = [Claim(channel, letter) for letter in letters]
        self.outcomes: dict[str, list[str]] = {}
        self.vanishing = 0
        self.digests = 0

    def write_digests(self, at: datetime) -> int:
        return self.digests

    def claim(self, channels: Mapping[str, Channel], at: datetime) -> Claim | None:
        return next((claim for claim in self.waiting if claim.letter.key not in self.outcomes), None)

    def sent(self, claim: Claim, receipt: Receipt, at: datetime) -> None:
        self._note(claim, f"sent {receipt.number}")

    def away(self, claim: Claim, reason: str, retry_after: float | None, at: datetime) -> None:
        self._note(claim, "away")

    def refused(self, claim: Claim, reason: str, at: datetime) -> None:
        self._note(claim, "refused")

    def lost(self, claim: Claim, reason: str, channel: Channel, at: datetime) -> None:
        self._note(claim, "lost")

    def _note(self, claim: Claim, outcome: str) -> None:
        if self.vanishing > 0:
            self.vanishing -= 1
            raise ConnectionError("the worker is gone between sending and noting")
        self.outcomes.setdefault(claim.letter.key, []).append(outcome)
