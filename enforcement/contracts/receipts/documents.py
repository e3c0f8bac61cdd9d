"""Facts from the document system and the e-file (arts 12, 20)."""

from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact


def document_filed(order: DocumentOrder, state: DocumentState) -> EntryMessage:
    """The document is in the e-file; what the court issued is numbered and sealed."""
    data: dict[str, Json] = {"document": order.document, "sha256": state.sha256, "page": state.page}
    if state.number:
        data["number"] = state.number
    return fact(order.case_id, f"document/{order.key}/filed", "document_filed", "document_system", data, state.filed_at)


def document_delivered(order: DocumentOrder, state: DocumentState) -> EntryMessage:
    """The document was served, or could not be."""
    data: dict[str, Json] = {"document": order.document, "addressee": order.addressee}
    name, at = f"document/{order.key}/delivered", state.served_at
    if state.status is DocumentStatus.SERVED:
        return fact(order.case_id, name, "document_served", "document_system", data, at)
    return fact(order.case_id, name, "document_undelivered", "document_system", {**data, "reason": state.reason or "未说明"}, at)
