"""Events of the document system and the e-file."""

from typing import Literal, Self

from pydantic import BaseModel, field_validator, model_validator

from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.documents import document_delivered, document_filed
from enforcement.gateways.events.order import Ordered


class Paper(Ordered):
    """A document, as it was ordered, and where it is."""

    order: DocumentOrder
    state: DocumentState

    @field_validator("state")
    @classmethod
    def _is_somewhere(cls, state: DocumentState) -> DocumentState:
        if state.status is DocumentStatus.RUNNING:
            raise ValueError("expected a receipt, got a document that is not filed")
        return state

    @model_validator(mode="after")
    def _is_the_paper(self) -> Self:
        if self.order.sha256 and self.state.sha256 != self.order.sha256:
            raise ValueError("expected the paper that was ordered, got another hash")
        return self


class DocumentMoved(BaseModel):
    type: Literal["documents.filed", "documents.served", "documents.undelivered"]
    timestamp: str
    data: Paper


def documents_fact(event: DocumentMoved) -> EntryMessage:
    """The fact of an event."""
    paper = event.data
    filed = paper.state.status is DocumentStatus.FILED
    return document_filed(paper.order, paper.state) if filed else document_delivered(paper.order, paper.state)
