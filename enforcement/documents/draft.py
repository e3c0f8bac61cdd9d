"""A paper in the making: its kind, the record it is written from, and the needs that it has noted so far."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from enforcement.authority.courts import is_court, parent
from enforcement.contracts.ids import parse_case_number
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.parties import Party
from enforcement.documents.amounts import Amount
from enforcement.documents.contents import AccountStatements, PartyLine
from enforcement.documents.courts import court_name
from enforcement.documents.kinds import DocumentKind, forms
from enforcement.documents.needs import Needs, one_line
from enforcement.documents.numerals import day_in_text, day_zh
from enforcement.documents.record import CaseRecord
from enforcement.law.periods import local_day

APPLICANT, DEBTOR = "applicant", "debtor"
_ROLES = {APPLICANT: "申请执行人", DEBTOR: "被执行人", "outsider": "案外人", "buyer": "买受人"}
_APPROVERS = {"handler": "承办人", "bureau_chief": "执行局局长", "court_president": "院长", "panel": "合议庭"}
_DETAILS = {"representative": "法定代表人：", "address": "住"}
_STATES = {
    "states_account": "案件专用账户",
    "states_right_to_refuse": "有权拒绝向其他账户付款",
    "states_12368": "12368举报",
}


class Draft:
    """What builders work with: values as texts, each need noted where it arises."""

    def __init__(self, kind: DocumentKind, record: CaseRecord, issue: Entry, number: str, courts: Mapping[str, str]) -> None:
        self.kind, self.record, self.issue, self.number, self.courts = kind, record, issue, number, courts
        self.needs = Needs(kind)

    @property
    def case(self) -> CaseFile:
        """The case file."""
        return self.record.case

    @property
    def about(self) -> str | None:
        """The asset, payment, debtor or order that the paper is about, if it was named."""
        return self.issue.text("about")

    def head(self, court: str | None = None) -> dict[str, Any]:
        """What every paper says."""
        form, issued_on = forms()[self.kind], local_day(self.issue.happened_at)
        return {
            "kind": self.kind,
            "title": form.title,
            "court": court_name(court or self.case.court, self.courts),
            "number": self.number,
            "case_number": self.needs.text(self.case.number, "案号", "file_case.case_number"),
            "issued_on": issued_on.isoformat(),
            "date": day_zh(issued_on),
            "parties": tuple(self._line(party) for party in self.case.parties),
            "applicants": self.names(APPLICANT),
            "debtors": self.names(DEBTOR),
            "basis": "、".join(str(citation) for citation in form.basis),
        }

    def names(self, role: str) -> str:
        """The names of all parties of a role."""
        names = "、".join(one_line(party.name) for party in self.case.parties if party.role == role)
        return self.needs.text(names, _ROLES[role], "file_case.parties")

    def _line(self, party: Party) -> PartyLine:
        said = self.record.party(party.id)
        number = {"person": "公民身份号码", None: "证件号码"}.get(party.kind, "统一社会信用代码")
        labels = {"id_number": number, **_DETAILS}
        details = tuple(f"{label}{one_line(str(said[field]))}" for field, label in labels.items() if said.get(field))
        return PartyLine(_ROLES.get(party.role, party.role), one_line(party.name), details)

    def addressee(self) -> str:
        """To whom the paper goes: its addressee, else every debtor."""
        named = self.issue.text("addressee")
        return self.names(DEBTOR) if named is None else self.party_name(named)

    def debtor(self) -> Party | None:
        """The debtor whom the paper is about: the one that is named, else the only one."""
        debtors = [party for party in self.case.parties if party.role == DEBTOR]
        named = [party for party in debtors if {party.id, party.name} & {self.about, self.issue.text("addressee")}]
        found = named or debtors
        return found[0] if len(found) == 1 else None

    def debtor_name(self) -> str:
        """Its name; with several debtors the paper must say which."""
        debtor = self.debtor()
        return self.needs.text(debtor.name if debtor else None, "所涉被执行人", "issue_document.about")

    def party_name(self, named: str) -> str:
        """The name of a party that is named by id or name; any other name as it is."""
        party = next((party for party in self.case.parties if named in (party.id, party.name)), None)
        return one_line(party.name if party else named)

    def statements(self) -> AccountStatements:
        """Art 20: all three, with the account of this case."""
        for field, name in _STATES.items():
            self.needs.of(self.issue.flag(field) or None, name, f"issue_document.{field}", True)
        account = self.needs.text(self.case.account, "案件专用账户", "case_account_opened.account")
        return AccountStatements(account=account, account_holder=court_name(self.case.court, self.courts))

    def told(self, field: str, name: str) -> str:
        """A text that the act by which the paper is issued must bring."""
        return self.needs.text(self.issue.text(field), name, f"issue_document.{field}")

    def amount(self, fen: int | None, name: str, reported_by: str) -> Amount:
        """An amount that must be known."""
        return Amount.of(self.needs.of(fen, name, reported_by, 0))

    def property(self, asset: str) -> str:
        """What an asset is: as the act describes it, else as the query found it."""
        found = self.record.found(asset).get("description")
        described = self.issue.text("property") or (str(found) if found else None)
        return self.needs.text(described, "财产的名称、坐落、权证号等", "issue_document.property")

    def signatories(self) -> tuple[str, ...]:
        """Who signs a ruling: the members of the panel, else the officer."""
        officer = (f"执行员　{one_line(self.case.officer)}",) if self.case.officer else ()
        given = tuple(one_line(name) for name in self.issue.texts("signatories")) or officer
        return self.needs.of(given, "署名人员", "officer_assigned.officer, issue_document.signatories", ())

    def approvals(self, ordered: Entry | None) -> tuple[str, ...]:
        """Who approved a payment, in the order of the approvals."""
        roles = ordered.texts("approvals") if ordered else ()
        return self.needs.of(tuple(_APPROVERS.get(role, one_line(role)) for role in roles), "审批人员", "send_payment_notice.approvals", ())

    def due(self, rule: str, **subject: str) -> str | None:
        """The last day of a clock, if it has run."""
        return spoken(self.record.due(rule, **subject))

    def superior(self) -> str:
        """The court above whose paper this is: the one of its own case number."""
        own = self.told("reference", "上级法院案号")
        try:
            code = parse_case_number(own).court
        except ValueError:
            return self.needs.of(
                None, "上级法院案号", "issue_document.reference: a case number such as （2026）沪01执监5号", self.case.court
            )
        above = code in courts_above(self.case.court)
        return self.needs.of(code if above else None, "上级法院案号", f"issue_document.reference: of a court above {self.case.court}", code)


def courts_above(court: str) -> Iterator[str]:
    """The courts above a court, the next one first."""
    above = parent(court) if is_court(court) else None
    while above is not None:
        yield above
        above = parent(above)


def spoken(day: date | None) -> str | None:
    """A day as a paper speaks of it."""
    return None if day is None else day_in_text(day)
