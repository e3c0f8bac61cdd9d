"""The hands on the property query systems."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.query import QueryFeedback, QueryOrder, QueryReceipt
from enforcement.ports.subsystems import QueryPort


class QueryActivities:
    """Property queries."""

    def __init__(self, port: QueryPort) -> None:
        self._port = port

    @activity.defn(name="query.launch")
    def launch(self, order: QueryOrder) -> QueryReceipt:
        """Launch a query in one channel."""
        return ask(self._port.launch, order)

    @activity.defn(name="query.feedback")
    def feedback(self, order: str) -> QueryFeedback:
        """What a query has answered so far."""
        return ask(self._port.feedback, order)
