"""The number of a paper: the number of its case, and 之一, 之二, … for the next ones of its series (《关于人民法院案件案号的若干规定》)."""

import re
from dataclasses import dataclass

from enforcement.contracts.ids import CaseNumber, parse_case_number
from enforcement.documents.numerals import numeral

_ORDINALS = {numeral(n): n for n in range(1, 100)}
_NUMBER = re.compile(r"(?P<case>.+号)(?:之(?P<ordinal>[一二三四五六七八九十]{1,3}))?")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The `place`-th paper of a series in a case: the first one has the number of the case, the second one 之一."""

    case: CaseNumber
    place: int = 1

    def __str__(self) -> str:
        return str(self.case) if self.place == 1 else f"{self.case}之{numeral(self.place - 1)}"


def parse_document_number(text: str) -> DocumentNumber:
    """Read the number of a paper. ValueError if it is none."""
    found = _NUMBER.fullmatch(text)
    ordinal = _ORDINALS.get(found["ordinal"] or "", 0) if found else 0
    if found is None or (found["ordinal"] is not None and not ordinal):
        raise ValueError(f"expected the number of a paper such as （2026）沪0199执101号之一, got {text[:80]!r}")
    return DocumentNumber(parse_case_number(found["case"]), ordinal + 1)
