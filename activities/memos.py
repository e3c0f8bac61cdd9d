"""The hands of the memo feed: digests are written when it is time, and what is due goes out by its channel."""

from collections.abc import Callable, Mapping
from datetime import datetime

from temporalio import activity

from enforcement.contracts.memos import MemoBatch, MemoResult
from enforcement.ports.channels import AnswerLost, Channel, ChannelAway, LetterRefused
from enforcement.ports.memos import Claim, Memos


class MemoActivities:
    """Sends memos, each claimed before it leaves and settled after it."""

    def __init__(self, memos: Memos, channels: Mapping[str, Channel], now: Callable[[], datetime]) -> None:
        self._memos, self._channels, self._now = memos, channels, now

    @activity.defn(name="memos.send")
    def send(self, batch: MemoBatch) -> MemoResult:
        """Write the digests of the day if they are missing, and send what is due."""
        digests, tried, taken = self._memos.write_digests(self._now()), 0, 0
        while tried < batch.limit and (claim := self._memos.claim(self._channels, self._now())) is not None:
            activity.heartbeat(tried)
            tried += 1
            taken += self._sent(claim)
        return MemoResult(digests, tried, taken)

    def _sent(self, claim: Claim) -> bool:
        channel = self._channels[claim.channel]
        try:
            receipt = channel.send(claim.letter)
        except ChannelAway as error:
            self._memos.away(claim, error.reason, error.retry_after, self._now())
        except AnswerLost as error:
            self._memos.lost(claim, error.reason, channel, self._now())
        except LetterRefused as error:
            self._memos.refused(claim, error.reason, self._now())
        else:
            self._memos.sent(claim, receipt, self._now())
            return True
        return False
