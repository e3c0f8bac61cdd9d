"""The hands on the document system and the e-file, and on what is written here."""

from base64 import b64encode
from dataclasses import replace

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.asking import EXPECTED, ask
from enforcement.contracts.documents import DocumentOrder, DocumentState
from enforcement.documents.courts import UnknownCourt
from enforcement.documents.needs import DocumentIncomplete
from enforcement.ports.papers import Papers
from enforcement.ports.printing import TemplateBroken
from enforcement.ports.subsystems import DocumentsPort

# What a paper needs may be on its way, such as the account of a case that was filed a moment ago. After that a person is told.
TRIES = 8


class DocumentActivities:
    """Documents, written, sealed, filed and served."""

    def __init__(self, port: DocumentsPort, papers: Papers) -> None:
        self._port = port
        self._papers = papers

    @activity.defn(name="documents.write")
    def write(self, order: DocumentOrder) -> DocumentOrder:
        """Write the paper of an order, once: the order with its number and hash."""
        try:
            return self._papers.write(order)
        except DocumentIncomplete as error:
            last = activity.info().attempt >= TRIES
            raise ApplicationError(str(error), type="DocumentIncomplete", non_retryable=last, category=EXPECTED) from error
        except (TemplateBroken, UnknownCourt) as error:
            raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from error

    @activity.defn(name="documents.order")
    def order(self, order: DocumentOrder) -> DocumentState:
        """Have a document filed, with its paper if it was written here."""
        if order.sha256:
            order = replace(order, content=b64encode(self._papers.content(order.case_id, order.sha256)).decode())
        return ask(self._port.order, order)

    @activity.defn(name="documents.state")
    def state(self, order: str) -> DocumentState:
        """What became of it."""
        return ask(self._port.state, order)
