"""The regions of a case that run beside its main state: what each asset, receipt, debtor, objection, dispute, … is at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from enforcement.contracts.control import ControlStatus, Rank
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.assets import Asset, Control
from enforcement.docket.particulars.matters import Dispute, DoubleCheck, Matter, Objection, Petition, Suggestion
from enforcement.docket.particulars.money import Receipt
from enforcement.docket.particulars.papers import Document, Publication
from enforcement.docket.particulars.parties import Debtor, Measure
from enforcement.docket.particulars.registers import InspectionFinding, Posting

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a region and where it stands."""

    id: str
    state: str


def regions(case: CaseFile) -> Mapping[str, Sequence[Part]]:
    """Every region that has anything in it."""
    found = {name: look(case) for name, look in _LOOKS.items()}
    return {name: parts for name, parts in found.items() if parts}


def _parts(things: Mapping[str, _Thing], state: Callable[[_Thing], str]) -> Sequence[Part]:
    return [Part(name, state(thing)) for name, thing in sorted(things.items())]


def _first(steps: Iterable[tuple[bool, str]], otherwise: str) -> str:
    return next((name for reached, name in steps if reached), otherwise)


def _asset(case: CaseFile, asset: Asset) -> str:
    objected = any(o.asset == asset.id and o.decided_on is None for o in case.objections.values())
    return _first(
        (
            (asset.released_on is not None, "released"),
            (asset.disposed_on is not None, "disposed"),
            (asset.rank == "waiting", "waiting"),
            (objected and asset.held, "objected"),
            (asset.price_on is not None, "priced"),
            (asset.held, "controlled"),
            (asset.ordered is not None, "ordered"),
        ),
        "found",
    )


def _control(control: Control) -> str:
    waiting = control.status is ControlStatus.EFFECTIVE and control.rank is Rank.WAITING
    return "waiting" if waiting else control.status.value


def _document(document: Document) -> str:
    steps = (
        (document.served_on is not None, "served"),
        (document.undelivered is not None, "undelivered"),
        (document.filed_on is not None, "filed"),
    )
    return _first(steps, "received" if document.received else "issued")


def _receipt(case: CaseFile, receipt: Receipt) -> str:
    return _first(
        (
            (case.paid(receipt.id) >= receipt.amount, "paid"),
            (receipt.deferred > 0, "deferred"),
            (case.noticed(receipt.id) > 0, "noticed"),
            (receipt.identified is False, "unidentified"),
            (receipt.ready is False, "not_ready"),
        ),
        "received",
    )


def _debtor(debtor: Debtor) -> str:
    return _first(
        (
            (debtor.lifting_due, "lifting"),
            (debtor.listed, "listed"),
            (debtor.restricted, "restricted"),
            (debtor.performed, "performed"),
            (debtor.restriction_ordered or debtor.listing_ordered is not None, "ordered"),
            (debtor.insolvent, "insolvent"),
        ),
        "free",
    )


def _measure(measure: Measure) -> str:
    if not measure.units:
        return "ordered"
    return f"waiting for {'、'.join(measure.silent)}" if measure.silent else "acknowledged"


def _publication(publication: Publication) -> str:
    steps = (
        (publication.withdrawn, "withdrawn"),
        (publication.over, "ended"),
        (publication.wrong, "wrong"),
        (publication.published, "public"),
    )
    return _first(steps, "ordered")


def _objection(objection: Objection) -> str:
    if objection.decided_on is None:
        return "open"
    return "upheld" if objection.upheld else "rejected"


def _dispute(dispute: Dispute) -> str:
    steps = (
        (dispute.settled, "settled"),
        (dispute.implemented, "implemented"),
        (dispute.opinion_received, "opinion_received"),
        (dispute.started, "coordinating"),
    )
    return _first(steps, "reported" if dispute.between_courts else "needed")


def _petition(petition: Petition) -> str:
    return _first(((petition.closed, "closed"), (petition.entered, "entered")), "received")


def _matter(matter: Matter) -> str:
    return _first(((matter.completed, "completed"), (matter.returned, "returned")), "entrusted")


def _double_check(check: DoubleCheck) -> str:
    steps = (
        (check.case is not None and check.conduct is not None, "closed"),
        (check.case is not None, "case_concluded"),
        (check.conduct is not None, "conduct_concluded"),
    )
    return _first(steps, "open")


def _suggestion(suggestion: Suggestion) -> str:
    return _first(((suggestion.received, "answer_received"), (suggestion.answered, "answered")), "open")


def _posting(posting: Posting) -> str:
    return "left" if posting.ended_on is not None else "in_post"


def _finding(finding: InspectionFinding) -> str:
    return _first(((finding.closed, "closed"), (finding.rectified, "rectified")), "open")


_LOOKS: Mapping[str, Callable[[CaseFile], Sequence[Part]]] = {
    "assets": lambda case: _parts(case.assets, lambda asset: _asset(case, asset)),
    "controls": lambda case: _parts(case.controls, _control),
    "auctions": lambda case: _parts(case.auctions, lambda auction: auction.outcome.value),
    "auxiliaries": lambda case: _parts(case.auxiliaries, lambda accepted: "accepted" if accepted else "appointed"),
    "receipts": lambda case: _parts(case.receipts, lambda receipt: _receipt(case, receipt)),
    "debtors": lambda case: _parts(case.debtors, _debtor),
    "documents": lambda case: _parts(case.documents, _document),
    "measures": lambda case: _parts(case.measures, _measure),
    "publications": lambda case: _parts(case.publications, _publication),
    "clues": lambda case: _parts(case.clues, lambda clue: "verified" if clue.verified else "open"),
    "objections": lambda case: _parts(case.objections, _objection),
    "disputes": lambda case: _parts(case.disputes, _dispute),
    "petitions": lambda case: _parts(case.petitions, _petition),
    "matters": lambda case: _parts(case.matters, _matter),
    "orders": lambda case: _parts(case.orders, lambda answered: "answered" if answered else "open"),
    "double_checks": lambda case: _parts(case.double_checks, _double_check),
    "suggestions": lambda case: _parts(case.suggestions, _suggestion),
    "failures": lambda case: _parts(case.failures, lambda failure: "replaced" if failure.replaced else "waiting"),
    "postings": lambda case: _parts(case.postings, _posting),
    "findings": lambda case: _parts(case.findings, _finding),
}
REGIONS = tuple(_LOOKS)
