"""Whom or what an entry is about: the case, an asset, a receipt, a debtor, …"""

from collections.abc import Iterable, Mapping

from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry, EntryKind, Record

# Facts that bring a subject into the docket; any other fact about an unknown one is recorded and flagged.
_INTRODUCES = {
    "asset": {
        "query_feedback_received",
        "asset_controlled",
        "clue_verified",
        "property_found_after_termination",
        "outsider_objection_received",
    },
    "receipt": {"funds_received"},
    "payment": {"payment_notice_received"},
    "clue": {"clue_received"},
    "objection": {"outsider_objection_received", "act_objection_received", "termination_objected"},
    "dispute": {"court_dispute_reported", "department_coordination_needed"},
    "petition": {"petition_received"},
    "application": {"evasion_measure_applied"},
    "matter": {"matter_entrusted"},
    "procedure": {"procedure_failed", "procedure_replaced"},
    "staff": {"staff_appointed"},
    "item": {"inspection_item_opened"},
    "document": set[str](),
    "publication": set[str](),
    "deposit": set[str](),
    "distribution": set[str](),
    "control": set[str](),
}


def subjects_of(case: CaseFile, entry: Entry, kind: str) -> Iterable[tuple[Mapping[str, str], Record | None]]:
    """The subjects of one kind that an entry is about; for the assets of a query's feedback also the row that tells of each."""
    if kind == "case":
        return [({}, None)]
    if kind == "asset" and entry.type == "query_feedback_received":
        return [({"asset": str(item["asset"])}, item) for item in entry.records("assets")]
    name = entry.text(kind)
    if name is None and kind == "receipt":
        payment = case.payments.get(entry.text("payment") or "")
        name = payment.receipt if payment else None
    return [({kind: name}, None)] if name is not None else []


def strange(case: CaseFile, entry: Entry) -> tuple[str, ...]:
    """Flags for a fact about something the docket does not know: it is recorded all the same."""
    if entry.kind is not EntryKind.FACT:
        return ()
    known: Mapping[str, Mapping[str, object]] = {
        "asset": case.assets,
        "receipt": case.receipts,
        "payment": case.payments,
        "clue": case.clues,
        "objection": case.objections,
        "dispute": case.disputes,
        "petition": case.petitions,
        "application": case.evasion_measures,
        "document": case.documents,
        "publication": case.publications,
        "deposit": case.deposits,
        "distribution": case.distributions,
        "control": case.controls,
        "matter": case.matters,
        "procedure": case.failures,
        "staff": case.postings,
        "item": case.findings,
    }
    return tuple(
        f"unknown_{kind}: {entry.text(kind)} is not in the docket"
        for kind, records in known.items()
        if entry.text(kind) is not None and entry.text(kind) not in records and entry.type not in _INTRODUCES[kind]
    )
