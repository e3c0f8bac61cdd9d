"""The papers that are written here: written, numbered and sealed in one transaction, and kept for good under their hash."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, select

from enforcement import clock
from enforcement.contracts.documents import DocumentOrder
from enforcement.contracts.ids import parse_case_number
from enforcement.contracts.receipts.entry import subsystem_id
from enforcement.docket.correcting import as_they_stand
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.particulars.papers import Document
from enforcement.docket.profile import Profile
from enforcement.documents.building import build
from enforcement.documents.contents import Paper
from enforcement.documents.kinds import DocumentKind, forms, kind_of
from enforcement.documents.numbering import DocumentNumber
from enforcement.documents.record import CaseRecord
from enforcement.errors import SpoiledPaper, UnknownPaper
from enforcement.ports.printing import DOCX, PDF, Printer
from enforcement.ports.seal import SealPort
from enforcement.records.database import transaction
from enforcement.records.paper_tables import PaperContentRow, PaperRow
from enforcement.records.queries import case_file, journal
from enforcement.records.rebuild import past_of
from enforcement.records.vault import box_of
from enforcement.secrecy.ciphers import Unsealable


class KeptPapers:
    """The papers in one database."""

    def __init__(self, engine: Engine, profile: Profile, courts: Mapping[str, str], printer: Printer, seal: SealPort) -> None:
        self._engine, self._profile, self._courts = engine, profile, courts
        self._printer, self._seal = printer, seal

    def write(self, order: DocumentOrder) -> DocumentOrder:
        """See `enforcement.ports.papers`. One case writes one paper at a time, so that its numbers have no gap."""
        kind = kind_of(order.kind)
        if order.received or kind is None:
            return order
        with transaction(self._engine) as session:
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:papers, 0))"), {"papers": f"papers/{order.case_id}"})
            kept = session.get(PaperRow, order.order) or self._new(session, order, kind)
            return replace(order, number=kept.number, sha256=kept.pdf_sha256)

    def content(self, case_id: str, sha256: str) -> bytes:
        """See `enforcement.ports.papers`."""
        with transaction(self._engine) as session:
            return content(session, case_id, sha256)

    def _new(self, session: Session, order: DocumentOrder, kind: DocumentKind) -> PaperRow:
        record = case_record(session, order.case_id, self._profile)
        issue = record.issue(order.document)
        if issue is None:
            raise UnknownPaper(order.document)
        place, number = next_number(session, record, kind)
        paper = build(kind, record, issue, number, self._courts)
        printed = self._printer.print(paper)
        row = PaperRow(
            order_id=order.order,
            case_id=order.case_id,
            document=order.document,
            kind=kind,
            series=forms()[kind].series or None,
            place=place,
            number=paper.number,
            pdf_sha256=_keep(session, order.case_id, self._seal.seal(printed.pdf, paper.title), PDF),
            docx_sha256=_keep(session, order.case_id, printed.docx, DOCX),
            written_at=clock.now(),
        )
        session.add(row)
        return row


def case_record(session: Session, case_id: str, profile: Profile) -> CaseRecord:
    """A case and what was said to it, every entry as it stands now, as papers are written from. UnknownCase if there was none."""
    past = [past_of(row) for row in journal(session, case_id) if row.kind != EntryKind.TICK.value]
    said = tuple(one.entry for one in as_they_stand(past) if not one.refused)
    return CaseRecord(case_file(session, case_id, profile), said)


def next_number(session: Session, record: CaseRecord, kind: DocumentKind) -> tuple[int | None, str]:
    """The place and number of the next paper of a kind; a paper of a court above brings its own."""
    series = forms()[kind].series
    if not series:
        return None, ""
    written = select(func.count()).where(col(PaperRow.case_id) == record.case.case_id, col(PaperRow.series) == series)
    place = session.exec(written).one() + 1
    return place, str(DocumentNumber(parse_case_number(record.case.number), place))


def drafted(session: Session, case_id: str, profile: Profile, courts: Mapping[str, str], kind: DocumentKind, issue: Entry) -> Paper:
    """The paper as an act would make it now; nothing is kept."""
    record = case_record(session, case_id, profile)
    return build(kind, record, issue, next_number(session, record, kind)[1], courts)


def paper_of(session: Session, case_id: str, document: Document, as_known_at: datetime | None = None) -> PaperRow | None:
    """The paper of a document as it was issued last; None for one that was not written here, or not yet."""
    paper = session.get(PaperRow, subsystem_id(case_id, f"{document.id}-{document.round}", "document"))
    return None if paper is None or (as_known_at is not None and paper.written_at > as_known_at) else paper


def content(session: Session, case_id: str, sha256: str) -> bytes:
    """The bytes of a hash. UnknownPaper if there are none, SpoiledPaper if they are not what was kept, CaseErased with the key of their case."""
    row = session.get(PaperContentRow, sha256)
    if row is None:
        raise UnknownPaper(sha256)
    try:
        opened = box_of(session, case_id).open_bytes(_place(sha256), row.content.decode())
    except (UnicodeDecodeError, Unsealable) as error:
        raise SpoiledPaper(sha256) from error
    if hashlib.sha256(opened).hexdigest() != sha256:
        raise SpoiledPaper(sha256)
    return opened


def _keep(session: Session, case_id: str, content: bytes, media_type: str) -> str:
    """Keep bytes, sealed with the key of their case; gives the hash of what they are when opened."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(PaperContentRow, sha256) is None:
        sealed = box_of(session, case_id).seal_bytes(_place(sha256), content)
        session.add(PaperContentRow(sha256=sha256, media_type=media_type, content=sealed.encode()))
    return sha256


def _place(sha256: str) -> str:
    return f"paper_contents/{sha256}"
