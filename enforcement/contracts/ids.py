"""Names that cross borders: case numbers, case ids, workflow ids. Made and parsed here and nowhere else."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

TASK_QUEUE = "enforcement"


class Register(StrEnum):
    """What a file is about: an enforcement case, or an object with a life of its own."""

    CASE = "case"
    PETITION = "petition"
    DISPUTE = "dispute"
    TENURE = "tenure"
    INSPECTION = "inspection"


WORKFLOW_OF_REGISTER = {
    Register.CASE: "EnforcementCase",
    Register.PETITION: "Petition",
    Register.DISPUTE: "Dispute",
    Register.TENURE: "Tenure",
    Register.INSPECTION: "InspectionItem",
}

# 案件类型代字 of enforcement (法发〔2014〕26号). Longest first, so that 执恢 is not read as 执 + 恢.
CASE_KINDS = ("执恢", "执保", "执异", "执复", "执监", "执协", "执请", "执他", "执")

# Marks of the registers beside the cases: 信访, 执行争议, 人员任职, 巡查整改. They are ours; a case number never carries them.
REGISTER_MARKS = {"访": Register.PETITION, "争": Register.DISPUTE, "任": Register.TENURE, "查": Register.INSPECTION}

_NUMBER = re.compile(
    rf"[（(](?P<year>[12]\d{{3}})[)）](?P<court>[\u4e00-\u9fff]{{1,4}}\d{{0,4}})"
    rf"(?P<kind>{'|'.join(CASE_KINDS)})(?P<serial>[1-9]\d{{0,7}})号",
    re.ASCII,
)
_CASE_ID = re.compile(
    rf"(?P<court>[\u4e00-\u9fff]{{1,4}}\d{{0,4}})-(?P<year>[12]\d{{3}})"
    rf"-(?P<kind>{'|'.join((*CASE_KINDS, *REGISTER_MARKS))})-(?P<serial>[1-9]\d{{0,7}})",
    re.ASCII,
)

_KINDS = "|".join((*CASE_KINDS, *REGISTER_MARKS))
_PART = re.compile(
    rf"(?:(?P<year>[12]\d{{3}})年?(?=\D))?(?P<court>[\u4e00-\u9fff]{{1,4}}?\d{{0,4}})??"
    rf"(?:(?P<kind>{_KINDS})字?)?第?(?P<serial>\d{{0,8}})(?P<ended>号)?",
    re.ASCII,
)
_PART_OF_ID = re.compile(
    rf"(?P<court>[\u4e00-\u9fff]{{1,4}}\d{{0,4}})-(?P<year>[12]\d{{3}})(?:-(?P<kind>{_KINDS})(?:-(?P<serial>[1-9]\d{{0,7}}))?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """案号, e.g. （2026）沪0199执101号 (《关于人民法院案件案号的若干规定》 art 2)."""

    court: str
    year: int
    kind: str
    serial: int

    def __str__(self) -> str:
        return f"（{self.year}）{self.court}{self.kind}{self.serial}号"

    @property
    def case_id(self) -> str:
        """The number as one path segment: 沪0199-2026-执-101."""
        return f"{self.court}-{self.year}-{self.kind}-{self.serial}"


def parse_case_number(text: str) -> CaseNumber:
    """Read a case number; half-width brackets are accepted. ValueError if it is none."""
    return _read(_NUMBER, text, "a case number such as （2026）沪0199执101号")


def parse_case_id(text: str) -> CaseNumber:
    """Read the id of a case or of another file, such as 沪0199-2026-执-101. ValueError if it is none."""
    return _read(_CASE_ID, text, "a case id such as 沪0199-2026-执-101")


def _read(pattern: re.Pattern[str], text: str, expected: str) -> CaseNumber:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError(f"expected {expected}, got {text[:80]!r}")
    return CaseNumber(found["court"], int(found["year"]), found["kind"], int(found["serial"]))


@dataclass(frozen=True, slots=True)
class CaseNumberParts:
    """What somebody wrote of a case number: any of its parts; `ended` if the serial is written to its end (号)."""

    court: str
    year: str
    kind: str
    serial: str
    ended: bool

    @property
    def pattern(self) -> str:
        """The case ids that have these parts, as a pattern of SQL's LIKE."""
        more = "" if self.ended else "%"
        if not (self.court or self.year or self.kind):
            return f"%{self.serial}{more}"
        return f"{self.court or '%'}-{self.year or '____'}-{self.kind or '%'}-{self.serial}{more}"

    def fits(self, case_id: str) -> bool:
        """Whether a case id has these parts."""
        expression = re.escape(self.pattern).replace("%", ".*").replace("_", ".")
        return re.fullmatch(expression, case_id) is not None


def parse_part_of_number(text: str) -> CaseNumberParts | None:
    """Read a case number, or a part of one, however it is written: （2026）沪0199执101号, 2026年沪0199执字第101号, 沪0199-2026-执-101, 执101号, 0199.

    None if it is none.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace() and sign not in "()[]〔〕【】")
    found = _PART_OF_ID.fullmatch(plain) or _PART.fullmatch(plain)
    if found is None or not any(found.group("court", "year", "kind", "serial")):
        return None
    court, year, kind, serial = (part or "" for part in found.group("court", "year", "kind", "serial"))
    return CaseNumberParts(court, year, kind, serial, bool(serial) and (found.re is _PART_OF_ID or found["ended"] is not None))


def register_of(case_id: str) -> Register:
    """The register of a file: 沪0199-2026-访-12 is a petition."""
    parts = case_id.split("-")
    return REGISTER_MARKS.get(parts[2], Register.CASE) if len(parts) == len(("court", "year", "kind", "serial")) else Register.CASE


def case_workflow_id(case_id: str) -> str:
    """case/沪0199-2026-执-101, petition/沪0199-2026-访-12"""
    return f"{register_of(case_id)}/{case_id}"


def case_id_of(workflow_id: str) -> str:
    """The file of a workflow or of one of its procedures."""
    prefix, _, rest = workflow_id.partition("/")
    case_id = rest.split("/")[0]
    if not rest or prefix != register_of(case_id):
        raise ValueError(f"expected a workflow id such as case/沪0199-2026-执-101, got {workflow_id!r}")
    return case_id


def procedure_workflow_id(case_id: str, kind: str, key: str) -> str:
    """case/沪0199-2026-执-101/payout/Y1"""
    return f"{case_workflow_id(case_id)}/{kind}/{key}"
