"""From a case and the act by which a document is issued to everything that its paper says."""

from collections.abc import Callable, Mapping
from datetime import date

from enforcement.docket.entries import Entry
from enforcement.documents import notices, rulings
from enforcement.documents.contents import Paper, SuperiorPaper
from enforcement.documents.draft import Draft, spoken
from enforcement.documents.kinds import DocumentKind, forms
from enforcement.documents.record import CaseRecord


def build(kind: DocumentKind, record: CaseRecord, issue: Entry, number: str, courts: Mapping[str, str]) -> Paper:
    """The model of a paper. DocumentIncomplete names every value that is missing, UnknownCourt a court without a name."""
    draft = Draft(kind, record, issue, number, courts)
    paper = _BUILDERS[kind](draft)
    draft.needs.settle()
    return paper


def is_numbered_here(kind: DocumentKind) -> bool:
    """Whether its number is of this case; a paper of a court above bears the number of that court's case."""
    return bool(forms()[kind].series)


def superior_paper(draft: Draft) -> SuperiorPaper:
    """督促令, 函告: a court above to the court of the case."""
    draft.number = draft.issue.text("reference") or ""
    head = draft.head(draft.superior())
    return SuperiorPaper(
        **head,
        addressee=draft.courts.get(draft.case.court, draft.case.court),
        reasons=draft.told("reasons", "事由"),
        answer_by=draft.needs.text(spoken(_answer_by(draft)), "答复期限", "issue_document.until, supervision_order_received.answer_by"),
    )


def _answer_by(draft: Draft) -> date | None:
    told = draft.issue.day("until")
    received = draft.record.last("supervision_order_received", order=draft.about)
    return told or (received.day("answer_by") if received else None)


_BUILDERS: Mapping[DocumentKind, Callable[[Draft], Paper]] = {
    DocumentKind.EXECUTION_NOTICE: notices.execution_notice,
    DocumentKind.RISK_NOTICE: notices.risk_notice,
    DocumentKind.PROPERTY_REPORT_ORDER: notices.property_report_order,
    DocumentKind.CONSUMPTION_RESTRICTION: notices.consumption_restriction,
    DocumentKind.DISHONEST_DECISION: notices.dishonest_decision,
    DocumentKind.FREEZING_RULING: rulings.freezing_ruling,
    DocumentKind.SEIZURE_RULING: rulings.seizure_ruling,
    DocumentKind.AUCTION_NOTICE: notices.auction_notice,
    DocumentKind.TITLE_RULING: rulings.title_ruling,
    DocumentKind.PAYMENT_NOTICE: notices.payment_notice,
    DocumentKind.TERMINATION_RULING: rulings.termination_ruling,
    DocumentKind.URGING_ORDER: superior_paper,
    DocumentKind.CORRECTION_LETTER: superior_paper,
}
