"""Measures on debtors: restriction of consumption, listing, what lifts them; insolvency."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.parties import Debtor, Measure
from enforcement.docket.transfer import Transfer


def _debtor(case: CaseFile, entry: Entry) -> Debtor:
    name = entry.text("debtor") or ""
    return case.debtors.get(name, Debtor(name))


@on("restrict_consumption")
def _restriction_ordered(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, restriction_ordered=True)


@on("restriction_issued")
def _restricted(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, restricted=True, restriction_ordered=False, round=debtor.round + 1)


@on("restriction_lifted")
def _lifted(case: CaseFile, entry: Entry) -> None:
    debtor, person = _debtor(case, entry), entry.text("person")
    # Lifting for a former legal representative frees that person, not the debtor.
    if person is None:
        case.debtors[debtor.id] = replace(debtor, restricted=False, lifting_due=False)
    else:
        case.debtors[debtor.id] = replace(debtor, lifting_persons=tuple(p for p in debtor.lifting_persons if p != person))


@on("legal_representative_changed")
def _represented(case: CaseFile, entry: Entry) -> None:
    debtor, person = _debtor(case, entry), entry.text("person") or ""
    case.debtors[debtor.id] = replace(debtor, lifting_persons=tuple(dict.fromkeys((*debtor.lifting_persons, person))))


@on("list_dishonest")
def _listing_ordered(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, listing_ordered=entry.number("ground"), listing_term=entry.number("term_years"))


@on("listing_published")
def _listed(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(
        debtor, listed=True, shielded=False, credit_pushed=False, listing_ordered=None, round=debtor.round + 1
    )


@on("listing_shielded", "listing_corrected")
def _shielded(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    due = debtor.correction_due and entry.type != "listing_corrected"
    case.debtors[debtor.id] = replace(debtor, listed=False, shielded=debtor.shielded or debtor.listed, correction_due=due)


@on("correction_decided")
def _correction(case: CaseFile, entry: Entry) -> None:
    if entry.flag("founded"):
        debtor = _debtor(case, entry)
        case.debtors[debtor.id] = replace(debtor, correction_due=True, corrections=debtor.corrections + 1)


@on("credit_measure_ordered")
def _ordered(case: CaseFile, entry: Entry) -> None:
    measure = _measure(case, entry)
    case.measures[measure.id] = replace(measure, units=entry.texts("units"))


@on("credit_unit_acknowledged")
def _acknowledged(case: CaseFile, entry: Entry) -> None:
    measure, unit = _measure(case, entry), entry.text("unit") or ""
    case.measures[measure.id] = replace(measure, acknowledged=tuple(dict.fromkeys((*measure.acknowledged, unit))))


def _measure(case: CaseFile, entry: Entry) -> Measure:
    name = entry.text("order") or ""
    return case.measures.get(name, Measure(name, entry.text("measure") or "", entry.text("debtor") or ""))


@on("credit_bureau_pushed")
def _pushed(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, credit_pushed=not debtor.listed)


@on("obligation_performed")
def _performed(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, performed=True, lifting_due=debtor.restricted)


@on("guarantee_accepted")
def _guaranteed(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, guaranteed=True, lifting_due=debtor.restricted)


@on("applicant_consented")
def _consented(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, lifting_due=debtor.restricted)


@on("grant_grace")
def _grace(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, grace_until=entry.day("until"))


@on("insolvency_found")
def _insolvent(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, insolvent=True, inquiry_answered=False)


@on("bankruptcy_inquiry_answered")
def _inquired(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    case.debtors[debtor.id] = replace(debtor, inquiry_answered=True)


@on("bankruptcy_transfer_notice_received")
def _transferred(case: CaseFile, entry: Entry) -> None:
    case.bankruptcy_notice = True


@on("transfer_to_bankruptcy")
def _transfer_decided(case: CaseFile, entry: Entry) -> None:
    debtor = _debtor(case, entry)
    transfer = Transfer(entry.text("to_court") or "", entry.text("consenting") or "", entry.text("approved_by") or "")
    case.debtors[debtor.id] = replace(debtor, transfer=transfer, transfers=debtor.transfers + 1)


def _ruled(case: CaseFile, entry: Entry) -> None:
    """The transfer of the debtor that the ruling names, or of every one, is over."""
    for debtor in list(case.debtors.values()):
        if entry.text("debtor") in (None, debtor.id):
            case.debtors[debtor.id] = replace(debtor, transfer=None)


@on("bankruptcy_accepted")
def _accepted(case: CaseFile, entry: Entry) -> None:
    _ruled(case, entry)
    case.bankruptcy_notice = case.bankruptcy_accepted = True


@on("bankruptcy_rejected")
def _rejected(case: CaseFile, entry: Entry) -> None:
    _ruled(case, entry)
    case.bankruptcy_notice = case.bankruptcy_accepted = False
