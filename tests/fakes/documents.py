"""A printer, a seal and the papers that were written, in memory."""

import hashlib
import json
from dataclasses import asdict, replace

from enforcement.contracts.documents import DocumentOrder
from enforcement.contracts.ids import parse_case_number
from enforcement.documents.contents import Paper
from enforcement.documents.kinds import kind_of
from enforcement.documents.needs import DocumentIncomplete, Missing
from enforcement.ports.printing import Printed
from enforcement.ports.seal import NotSealed, SealCheck

_MARK = b"\n%seal "


class FakePapers:
    """Writes a paper that says nothing but its order; `incomplete` times a value is missing."""

    def __init__(self) -> None:
        self.papers: dict[str, bytes] = {}
        self.orders: dict[str, DocumentOrder] = {}
        self.incomplete = 0

    def write(self, order: DocumentOrder) -> DocumentOrder:
        self.incomplete -= 1
        if self.incomplete >= 0:
            raise DocumentIncomplete(order.kind, (Missing("案件专用账户", "case_account_opened.account"),))
        if order.received or kind_of(order.kind) is None:
            return order
        if order.order not in self.orders:
            paper = f"%PDF {order.order}".encode()
            digest = hashlib.sha256(paper).hexdigest()
            self.papers[digest] = paper
            self.orders[order.order] = replace(order, number=str(parse_case_number(order.case_number)), sha256=digest)
        return self.orders[order.order]

    def content(self, case_id: str, sha256: str) -> bytes:
        return self.papers[sha256]


class FakePrinter:
    """Prints a paper as its JSON."""

    def print(self, paper: Paper, preview: bool = False) -> Printed:
        text = json.dumps({**asdict(paper), "preview": preview}, ensure_ascii=False).encode()
        return Printed(b"docx" + text, b"pdf" + text)


class FakeSeal:
    """Seals with a hash that anybody could make."""

    def seal(self, pdf: bytes, reason: str) -> bytes:
        return pdf + _MARK + hashlib.sha256(pdf).hexdigest().encode()

    def check(self, pdf: bytes) -> SealCheck:
        content, mark, seal = pdf.rpartition(_MARK)
        if not mark:
            raise NotSealed("no mark")
        intact = hashlib.sha256(content).hexdigest().encode() == seal
        return SealCheck("fake", intact, intact)
