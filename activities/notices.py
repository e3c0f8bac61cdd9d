"""The hands on the channels to the parties."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.notices import NoticeOrder, NoticeState
from enforcement.ports.subsystems import NoticePort


class NoticeActivities:
    """Messages to parties."""

    def __init__(self, port: NoticePort) -> None:
        self._port = port

    @activity.defn(name="notices.order")
    def order(self, order: NoticeOrder) -> NoticeState:
        """Send a message in one channel."""
        return ask(self._port.order, order)

    @activity.defn(name="notices.state")
    def state(self, order: str) -> NoticeState:
        """What became of it."""
        return ask(self._port.state, order)
