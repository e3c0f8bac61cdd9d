"""The ways on which a message reaches somebody: SMS, WeCom, e-mail, 12368, the court's app. All of them are one port.

A channel is told the same key for the same letter, however often it is sent. Only a `repeatable` one promises to bring it once.
"""

from dataclasses import dataclass
from typing import Protocol

from enforcement.errors import ZhixingError

# The channel of demonstrations, which reaches everybody under his subject.
STAND_IN = "stand-in"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. The key is the same whenever it is sent again."""

    key: str
    address: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel has taken the letter: its number for it, if it gives one, and what it answered, without personal data."""

    number: str | None
    answer: str


class Channel(Protocol):
    """One way. `send` raises ChannelAway, AnswerLost or LetterRefused, and nothing else."""

    @property
    def repeatable(self) -> bool:
        """Whether the same key is brought once, however often it is sent."""

    @property
    def longest(self) -> int | None:
        """How many characters a text may have; None for as many as one likes."""

    def send(self, letter: Letter) -> Receipt:
        """Send a letter."""

    def close(self) -> None:
        """Give connections back."""


class ChannelAway(ZhixingError):
    """The letter was not taken, and may be at another time."""

    def __init__(self, channel: str, reason: str, retry_after: float | None = None) -> None:
        self.channel, self.reason, self.retry_after = channel, reason, retry_after
        super().__init__(f"channel {channel} does not take anything now: {reason}")


class AnswerLost(ZhixingError):
    """Nobody knows whether the letter was taken."""

    def __init__(self, channel: str, reason: str) -> None:
        self.channel, self.reason = channel, reason
        super().__init__(f"channel {channel} may have taken a letter, its answer is missing: {reason}")


class LetterRefused(ZhixingError):
    """The channel does not bring this letter to this address, today or tomorrow."""

    def __init__(self, channel: str, reason: str) -> None:
        self.channel, self.reason = channel, reason
        super().__init__(f"channel {channel} does not bring a letter: {reason}")
