"""DocumentProcedure: a document is written, numbered, sealed, filed in the e-file and served on its addressee (arts 12, 20)."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.documents import DocumentActivities
    from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus, NamedParty, Statement
    from enforcement.contracts.messages import EntryMessage, Json, Scalar
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.documents import document_delivered, document_filed
    from enforcement.contracts.receipts.entry import subsystem_id


# Procedures of before have ordered their papers from the document system, and go on so.
_WRITTEN_HERE = "papers-are-written-here"


@workflow.defn(name="DocumentProcedure")
class DocumentProcedure:
    """One document of one case, or one paper that it received."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._order = document_order(procedure)
        self._reported = set(procedure.done)

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Write the document, order it, and follow it into the e-file and to its addressee."""
        async with told_to_the_case(procedure):
            if "sha256" not in procedure.data and workflow.patched(_WRITTEN_HERE):
                self._order = await ask(DocumentActivities.write, self._order, self._order.document)
            await ask(DocumentActivities.order, self._order, self._order.document)
            if not await until_done(self._follow, "文书入卷送达"):
                data: dict[str, Json] = {**procedure.data, "number": self._order.number, "sha256": self._order.sha256}
                workflow.continue_as_new(ProcedureInput(procedure.case_id, procedure.kind, procedure.key, data, sorted(self._reported)))

    async def _follow(self) -> bool:
        order = self._order
        state = await ask(DocumentActivities.state, order.order, order.document)
        if state.status is not DocumentStatus.RUNNING:
            _check(order, state)
            await self._report(document_filed(order, state))
        delivered = state.status in (DocumentStatus.SERVED, DocumentStatus.UNDELIVERED)
        if delivered:
            await self._report(document_delivered(order, state))
        return delivered or (order.addressee is None and state.status is DocumentStatus.FILED)

    async def _report(self, entry: EntryMessage) -> None:
        if entry.id not in self._reported:
            await report(entry)
            self._reported.add(entry.id)


def _check(order: DocumentOrder, state: DocumentState) -> None:
    """What was filed must be what was written."""
    if order.sha256 and state.sha256 != order.sha256:
        raise ApplicationError(
            f"document {order.document}: expected the paper {order.sha256} in the e-file, got {state.sha256}", non_retryable=True
        )


def document_order(procedure: ProcedureInput) -> DocumentOrder:
    """What a procedure orders, the same at every start."""
    data, addressee = procedure.data, procedure.data.get("addressee")
    parties = [party for party in _items(data.get("parties")) if isinstance(party, dict)]
    return DocumentOrder(
        order=subsystem_id(procedure.case_id, procedure.key, "document"),
        case_id=procedure.case_id,
        key=procedure.key,
        document=str(data.get("document")),
        kind=str(data.get("document_kind")),
        case_number=str(data.get("case_number")),
        court=str(data.get("court")),
        parties=[NamedParty(str(party.get("id")), str(party.get("role")), str(party.get("name"))) for party in parties],
        statements=[Statement(str(statement)) for statement in _items(data.get("statements"))],
        particulars=[str(line) for line in _items(data.get("particulars"))],
        addressee=str(addressee) if addressee is not None else None,
        received=data.get("received") is True,
        number=str(data.get("number", "")),
        sha256=str(data.get("sha256", "")),
    )


def _items(value: Json) -> Sequence[Scalar | dict[str, Scalar]]:
    return value if isinstance(value, list) else ()
