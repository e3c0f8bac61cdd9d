"""Filing, termination, closing, holiday notices."""

from enforcement.contracts.ids import parse_case_number
from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.matters import Elsewhere
from enforcement.docket.particulars.money import PayeeAccount
from enforcement.docket.particulars.parties import Debtor, Party
from enforcement.law.calendar import Notice


@on("file_case")
def _filed(case: CaseFile, entry: Entry) -> None:
    account = entry.record("payee_account") or {}
    case.number = entry.text("case_number") or ""
    case.court = entry.text("court") or ""
    case.kind = entry.text("kind") or _kind_of(case.number)
    case.parent = entry.text("parent")
    case.filed_on, case.applied_on = happened_on(entry), entry.day("applied_on")
    case.claim, case.fees = entry.number("claim") or 0, entry.number("fees") or 0
    case.debtor_kind = entry.text("debtor_kind")
    case.parties = tuple(
        Party(str(p["id"]), str(p["role"]), str(p["name"]), str(p["kind"]) if p.get("kind") else None) for p in entry.records("parties")
    )
    number, bank = account.get("number"), account.get("bank")
    case.payee_account = PayeeAccount(str(number) if number else None, str(bank) if bank else None, account.get("confirmed") is True)
    for party in case.parties:
        if party.role == "debtor":
            case.debtors.setdefault(party.id, Debtor(party.id))


def _kind_of(number: str) -> str:
    try:
        return parse_case_number(number).kind
    except ValueError:
        return "执"


@on("materials_received")
def _materials(case: CaseFile, entry: Entry) -> None:
    case.materials_on = case.materials_on or happened_on(entry)


@on("officer_assigned")
def _assigned(case: CaseFile, entry: Entry) -> None:
    """Whoever has the case; those who had it before stay barred from reviewing it (art 6)."""
    case.handlers = tuple(dict.fromkeys((*case.handlers, *filter(None, [case.officer]))))
    case.officer = entry.text("officer") or ""


@on("triaged", "track_changed")
def _track(case: CaseFile, entry: Entry) -> None:
    case.track, case.track_limit_over = entry.text("track"), False


@on("terminate_procedure")
def _terminated(case: CaseFile, entry: Entry) -> None:
    case.terminated_on = happened_on(entry)


@on("termination_served")
def _termination_served(case: CaseFile, entry: Entry) -> None:
    case.termination_served = True


@on("close_case")
def _closed(case: CaseFile, entry: Entry) -> None:
    case.closed_on, case.closing_form = happened_on(entry), entry.text("form")


@on("settlement_reached")
def _settled(case: CaseFile, entry: Entry) -> None:
    case.settled, case.settlement_breached, case.settlement_performed = True, False, False


@on("settlement_breached")
def _breached(case: CaseFile, entry: Entry) -> None:
    case.settlement_breached = True


@on("settlement_performed")
def _settlement_performed(case: CaseFile, entry: Entry) -> None:
    case.settlement_performed = True


@on("parent_case_informed")
def _informed(case: CaseFile, entry: Entry) -> None:
    case.parent_informed = True


@on("case_resumed")
def _resumed(case: CaseFile, entry: Entry) -> None:
    case.resumed_as = entry.text("case_number")


_ELSEWHERE = {
    "case_elevated": Elsewhere.ELEVATED,
    "case_designated": Elsewhere.DESIGNATED,
    "case_entrusted": Elsewhere.ENTRUSTED,
}


@on(*_ELSEWHERE)
def _went(case: CaseFile, entry: Entry) -> None:
    case.elsewhere, case.other_court = _ELSEWHERE[entry.type], entry.text("to_court")


@on("case_returned")
def _came_back(case: CaseFile, entry: Entry) -> None:
    case.elsewhere = case.other_court = None


@on("party_died")
def _party_ended(case: CaseFile, entry: Entry) -> None:
    case.ended_parties = tuple(dict.fromkeys((*case.ended_parties, entry.text("party") or "")))


@on("party_changed")
def _party_changed(case: CaseFile, entry: Entry) -> None:
    """A successor takes the place of the party that he replaces; without one he is added."""
    party = Party(entry.text("party") or "", entry.text("role") or "", entry.text("name") or "", entry.text("party_kind"))
    replaced = entry.text("replaces")
    case.parties = (*(p for p in case.parties if p.id not in (party.id, replaced)), party)
    if party.role == "debtor":
        case.debtors.setdefault(party.id, Debtor(party.id))


@on("application_withdrawn")
def _withdrawn(case: CaseFile, entry: Entry) -> None:
    case.withdrawn = True


@on("calendar_published")
def _notice(case: CaseFile, entry: Entry) -> None:
    year = entry.number("year") or 0
    notice = Notice(year, frozenset(entry.dates("days_off")), frozenset(entry.dates("workdays")), number=entry.text("source") or "")
    case.notices = (*(n for n in case.notices if n.year != year), notice)
