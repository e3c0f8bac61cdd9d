"""The hands on the document system and the e-file."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.documents import DocumentOrder, DocumentState
from enforcement.ports.subsystems import DocumentsPort


class DocumentActivities:
    """Documents, written, sealed, filed and served."""

    def __init__(self, port: DocumentsPort) -> None:
        self._port = port

    @activity.defn(name="documents.order")
    def order(self, order: DocumentOrder) -> DocumentState:
        """Have a document written, or a received paper filed."""
        return ask(self._port.order, order)

    @activity.defn(name="documents.state")
    def state(self, order: str) -> DocumentState:
        """What became of it."""
        return ask(self._port.state, order)
