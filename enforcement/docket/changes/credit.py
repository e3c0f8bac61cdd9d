"""Measures on debtors: restriction of consumption, listing, what lifts them; insolvency."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars import Debtor


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
    # Lifting for a former legal representative frees that person, not the debtor.
    if entry.text("person") is None:
        debtor = _debtor(case, entry)
        case.debtors[debtor.id] = replace(debtor, restricted=False, lifting_due=False)


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
    case.debtors[debtor.id] = replace(debtor, listed=False, shielded=debtor.shielded or debtor.listed)


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


@on("bankruptcy_accepted")
def _accepted(case: CaseFile, entry: Entry) -> None:
    case.bankruptcy_notice = case.bankruptcy_accepted = True


@on("bankruptcy_rejected")
def _rejected(case: CaseFile, entry: Entry) -> None:
    case.bankruptcy_notice = case.bankruptcy_accepted = False
