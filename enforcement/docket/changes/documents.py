"""Documents: issued, filed, served; papers that came from outside (arts 12, 20)."""

from dataclasses import replace

from enforcement.contracts.documents import Statement
from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.events import yuan
from enforcement.docket.particulars.papers import Document

_STATES = {
    "states_account": Statement.ACCOUNT,
    "states_right_to_refuse": Statement.RIGHT_TO_REFUSE,
    "states_12368": Statement.HOTLINE,
}
# What a received paper says, as far as its receipt told it.
_LINES = {
    "receipt_number": "回执编号",
    "asset": "财产",
    "asset_kind": "财产种类",
    "value": "金额（元）",
    "amount": "金额（元）",
    "rank": "顺位",
    "expires_on": "期限届满日",
    "reason": "原因",
}
_MONEY = ("value", "amount")


@on("issue_document")
def _issued(case: CaseFile, entry: Entry) -> None:
    name = entry.text("document") or ""
    before = case.documents.get(name)
    case.documents[name] = Document(
        name,
        entry.text("kind") or "",
        happened_on(entry),
        entry.text("addressee"),
        round=before.round + 1 if before else 1,
        statements=tuple(statement for field, statement in _STATES.items() if entry.flag(field)),
    )


@on("document_filed")
def _filed(case: CaseFile, entry: Entry) -> None:
    document = case.documents.get(entry.text("document") or "")
    if document is not None:
        case.documents[document.id] = replace(
            document,
            filed_on=happened_on(entry),
            number=entry.text("number"),
            sha256=entry.text("sha256"),
            page=entry.number("page"),
        )


@on("document_served")
def _served(case: CaseFile, entry: Entry) -> None:
    document = case.documents.get(entry.text("document") or "")
    if document is not None and document.served_on is None:
        case.documents[document.id] = replace(document, served_on=happened_on(entry), undelivered=None)


@on("document_undelivered")
def _undelivered(case: CaseFile, entry: Entry) -> None:
    document = case.documents.get(entry.text("document") or "")
    if document is not None and document.served_on is None:
        case.documents[document.id] = replace(document, undelivered=entry.text("reason"))


def receive(case: CaseFile, entry: Entry, name: str, kind: str) -> None:
    """Take a paper in that a receipt stands for: it goes into the e-file as it came."""
    lines = {label: _shown(entry, field) for field, label in _LINES.items() if entry.data.get(field) is not None}
    particulars = tuple(f"{label}：{text}" for label, text in lines.items())
    case.documents[name] = Document(name, kind, happened_on(entry), round=1, received=True, particulars=particulars)


def _shown(entry: Entry, field: str) -> str:
    return str(yuan(entry.number(field) or 0)) if field in _MONEY else str(entry.data[field])
