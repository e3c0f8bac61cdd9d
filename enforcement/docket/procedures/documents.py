"""Documents: no node without its paper (arts 12, 20)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import DOCUMENT
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.papers import Document
from enforcement.docket.procedures.start import start


def papers(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 12: what the court issues is sealed, filed and served, what it receives is filed."""
    for document in case.documents.values():
        if document.round and (document.filed_on is None or _to_be_served(document)):
            yield start(
                DOCUMENT,
                f"{document.id}-{document.round}",
                document=document.id,
                document_kind=document.kind,
                case_number=case.number,
                court=case.court,
                parties=[{"id": party.id, "role": party.role, "name": party.name} for party in case.parties],
                statements=[*document.statements],
                particulars=[*document.particulars],
                addressee=document.addressee,
                received=document.received,
            )


def _to_be_served(document: Document) -> bool:
    return document.addressee is not None and document.served_on is None and document.undelivered is None
