"""The hands of the risk feed: what the outbox tells of goes to integrity risk control, each journal row once."""

from temporalio import activity

from activities.asking import ask
from enforcement import clock
from enforcement.contracts.risks import FeedBatch, FeedResult, RiskNotice
from enforcement.docket.risks import risk_of
from enforcement.ports.outbox import Outbox
from enforcement.ports.subsystems import RiskPort, SubsystemRejected


class RiskActivities:
    """Batches of the outbox. A batch done again sends under the same keys what was not marked as delivered."""

    def __init__(self, outbox: Outbox, port: RiskPort) -> None:
        self._outbox = outbox
        self._port = port

    @activity.defn(name="risks.feed")
    def feed(self, batch: FeedBatch) -> FeedResult:
        """Send the risks of the next messages. What is refused goes on waiting, and does not hold up what comes after it."""
        return ask(self._feed, batch)

    def _feed(self, batch: FeedBatch) -> FeedResult:
        messages = self._outbox.waiting(batch.after, batch.limit)
        settled: list[int] = []
        try:
            for message in messages:
                notice = risk_of(message.row)
                if notice is None or self._taken(notice):
                    settled.append(message.id)
        finally:
            # What was taken before the system went away is through: on a bad line a batch would never be sent as a whole.
            self._outbox.delivered(settled, clock.now())
        return FeedResult(messages[-1].id if messages else 0, len(messages) - len(settled))

    def _taken(self, notice: RiskNotice) -> bool:
        activity.heartbeat(notice.order)
        try:
            self._port.order(notice)
        except SubsystemRejected as error:
            activity.logger.warning("risk %s was not taken: %s", notice.order, error)
            return False
        return True
