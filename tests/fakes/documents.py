"""A printer and a seal in memory."""

import hashlib
import json
from dataclasses import asdict

from enforcement.documents.models import Paper
from enforcement.ports.printing import Printed
from enforcement.ports.seal import NotSealed, SealCheck

_MARK = b"\n%seal "


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
