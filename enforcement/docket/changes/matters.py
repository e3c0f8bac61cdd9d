"""Matters beside the main line: objections, disputes, petitions, discipline, interference, applications."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import happened_on, on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.matters import Dispute, DoubleCheck, Failure, Matter, Objection, ObjectionKind, Petition, Suggestion

_OBJECTIONS = {
    "outsider_objection_received": ObjectionKind.OUTSIDER,
    "act_objection_received": ObjectionKind.ACT,
    "termination_objected": ObjectionKind.TERMINATION,
}


@on(*_OBJECTIONS)
def _objection(case: CaseFile, entry: Entry) -> None:
    name, kind = entry.text("objection") or "", _OBJECTIONS[entry.type]
    known = case.objections.get(name)
    # An outsider's objection bars a disposal: an id used again for another kind does not lift the bar.
    if known is None or known.kind is not ObjectionKind.OUTSIDER or kind is ObjectionKind.OUTSIDER:
        case.objections[name] = Objection(name, kind, entry.text("asset"))


@on("outsider_objection_decided", "act_objection_decided")
def _decided(case: CaseFile, entry: Entry) -> None:
    objection = case.objections.get(entry.text("objection") or "")
    outsider = entry.type == "outsider_objection_decided"
    if objection is not None and (objection.kind is ObjectionKind.OUTSIDER) == outsider:
        case.objections[objection.id] = replace(objection, decided_on=happened_on(entry), upheld=entry.flag("upheld"))


@on("court_dispute_reported", "department_coordination_needed")
def _dispute(case: CaseFile, entry: Entry) -> None:
    name, between_courts = entry.text("dispute") or "", entry.type == "court_dispute_reported"
    known = case.disputes.get(name)
    barring = known is not None and known.between_courts and not known.implemented
    # A dispute between courts bars a disposal: an id used again for one with another authority does not lift the bar.
    if between_courts or not barring:
        case.disputes[name] = Dispute(name, between_courts, entry.text("asset"))


@on("coordination_opinion_received", "coordination_opinion_implemented", "department_coordination_started", "dispute_settled")
def _dispute_step(case: CaseFile, entry: Entry) -> None:
    dispute = case.disputes.get(entry.text("dispute") or "")
    if dispute is not None:
        case.disputes[dispute.id] = replace(
            dispute,
            opinion_received=dispute.opinion_received or entry.type == "coordination_opinion_received",
            implemented=dispute.implemented or entry.type == "coordination_opinion_implemented",
            started=dispute.started or entry.type == "department_coordination_started",
            settled=dispute.settled or entry.type == "dispute_settled",
        )


@on("petition_received", "petition_entered", "petition_closed")
def _petition(case: CaseFile, entry: Entry) -> None:
    name = entry.text("petition") or ""
    petition = case.petitions.get(name, Petition(name))
    case.petitions[name] = replace(
        petition,
        entered=petition.entered or entry.type == "petition_entered",
        closed=petition.closed or entry.type == "petition_closed",
        about=petition.about or entry.text("about"),
    )


@on("evasion_measure_applied", "evasion_measure_decided")
def _evasion(case: CaseFile, entry: Entry) -> None:
    case.evasion_measures[entry.text("application") or ""] = entry.type == "evasion_measure_decided"


@on("interference_contact", "interference_recorded")
def _contact(case: CaseFile, entry: Entry) -> None:
    name = entry.text("contact") or ""
    case.contacts[name] = case.contacts.get(name, False) or entry.type == "interference_recorded"


@on("discipline_issue_found", "discipline_consulted")
def _issue(case: CaseFile, entry: Entry) -> None:
    name = entry.text("issue") or ""
    case.issues[name] = case.issues.get(name, False) or entry.type == "discipline_consulted"
    case.double_checks.setdefault(name, DoubleCheck(name))


@on("double_check_case_concluded", "double_check_conduct_concluded")
def _double_checked(case: CaseFile, entry: Entry) -> None:
    name, upheld = entry.text("issue") or "", entry.flag("upheld")
    # The issue may become known here after the inspectorate is through with it.
    check = case.double_checks.get(name, DoubleCheck(name))
    on_case = entry.type == "double_check_case_concluded"
    case.double_checks[name] = replace(check, case=upheld) if on_case else replace(check, conduct=upheld)


@on("error_confirmed", "compensation_opened")
def _error(case: CaseFile, entry: Entry) -> None:
    case.errors[entry.text("error") or ""] = entry.type == "compensation_opened"


@on("supervision_order_received")
def _order(case: CaseFile, entry: Entry) -> None:
    order, suggestion = entry.text("order") or "", entry.text("suggestion")
    case.orders[order] = False
    if suggestion is not None:
        case.suggestions.setdefault(suggestion, Suggestion(suggestion, order))


@on("supervision_order_answered")
def _order_answered(case: CaseFile, entry: Entry) -> None:
    order = entry.text("order") or ""
    case.orders[order] = True
    for suggestion in [s for s in case.suggestions.values() if s.order == order and not s.answered]:
        case.suggestions[suggestion.id] = replace(suggestion, answered=True, answer=entry.text("answer"))


@on("suggestion_answer_received")
def _answer_received(case: CaseFile, entry: Entry) -> None:
    suggestion = case.suggestions.get(entry.text("suggestion") or "")
    if suggestion is not None:
        case.suggestions[suggestion.id] = replace(suggestion, received=True)


@on("matter_entrusted")
def _entrusted(case: CaseFile, entry: Entry) -> None:
    name = entry.text("matter") or ""
    answer_by = entry.day("answer_by") or happened_on(entry)
    case.matters[name] = Matter(name, entry.text("to_court") or "", entry.text("what") or "", answer_by)


@on("matter_completed", "matter_returned")
def _answered(case: CaseFile, entry: Entry) -> None:
    matter = case.matters.get(entry.text("matter") or "")
    if matter is not None:
        done = entry.type == "matter_completed"
        case.matters[matter.id] = replace(matter, completed=matter.completed or done, returned=matter.returned or not done)


@on("node_pushed")
def _told(case: CaseFile, entry: Entry) -> None:
    node = entry.text("node") or ""
    if node in case.nodes:
        case.nodes[node] = True


@on("procedure_failed", "procedure_replaced")
def _procedure_failed(case: CaseFile, entry: Entry) -> None:
    name = entry.text("procedure") or ""
    case.failures[name] = Failure(name, entry.text("reason") or "", replaced=entry.type == "procedure_replaced")


@on("procedure_repeated")
def _procedure_repeated(case: CaseFile, entry: Entry) -> None:
    case.failures.pop(entry.text("procedure") or "", None)
