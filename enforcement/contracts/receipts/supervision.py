"""Facts from the supervising systems (arts 27, 28, 30, 31, 33, 36), in cases and in files of their own."""

from enforcement.contracts.ids import Register, register_of
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact
from enforcement.contracts.supervision import Desk, Outcome, SupervisionOrder, SupervisionState

# The first fact of a file, as those who open it by hand name it: a file is opened once.
OPENING = "opening"


def settled(order: SupervisionOrder, state: SupervisionState, happened_at: str | None = None) -> EntryMessage | None:
    """What a desk has done with what it was given; None where that is no fact."""
    match order.desk, state.outcome:
        case Desk.MATTERS, Outcome.DONE:
            told: dict[str, Json] = {"result": state.said} if state.said else {}
            return _settled(order, "matter_completed", "entrusted_court", {"matter": order.about, **told}, happened_at)
        case Desk.MATTERS, Outcome.RETURNED:
            data: dict[str, Json] = {"matter": order.about, "reason": state.said or "未说明"}
            return _settled(order, "matter_returned", "entrusted_court", data, happened_at)
        case Desk.PETITIONS, Outcome.DONE:
            return _settled(order, "petition_entered", "petition_system", {"petition": order.about}, happened_at)
        case Desk.INSPECTORATE, Outcome.DONE:
            return _settled(order, "discipline_consulted", "inspector", {"issue": order.about}, happened_at)
        case Desk.PROCURATORATE, Outcome.DONE:
            return _settled(order, "suggestion_answer_received", "procuratorate", {"suggestion": order.about}, happened_at)
        case _:
            return None


def petition_received(file: str, petition: str, about: str | None, happened_at: str | None = None) -> EntryMessage:
    """A petition came in: it opens a file of its own, or belongs to a case."""
    name = OPENING if register_of(file) is Register.PETITION else f"petition/{petition}"
    data: dict[str, Json] = {"petition": petition} if about is None else {"petition": petition, "about": about}
    return fact(file, name, "petition_received", "petition_staff", data, happened_at)


def order_received(file: str, order: str, answer_by: str, happened_at: str | None = None) -> EntryMessage:
    """The court above ordered something to be done and answered by a date (督促执行令)."""
    data: dict[str, Json] = {"order": order, "answer_by": answer_by}
    return fact(file, f"supervision-order/{order}", "supervision_order_received", "superior_court", data, happened_at)


def suggestion_received(file: str, suggestion: str, answer_by: str, happened_at: str | None = None) -> EntryMessage:
    """The procuratorate suggested something, to be answered by a date (检察建议)."""
    data: dict[str, Json] = {"order": f"检察建议-{suggestion}", "answer_by": answer_by, "suggestion": suggestion}
    return fact(file, f"procuratorate/{suggestion}", "supervision_order_received", "procuratorate", data, happened_at)


def item_opened(file: str, item: str, finding: str, rectify_by: str, happened_at: str | None = None) -> EntryMessage:
    """An inspection found something to be put right by a date (整改)."""
    data: dict[str, Json] = {"item": item, "finding": finding, "rectify_by": rectify_by}
    return fact(file, OPENING, "inspection_item_opened", "inspector", data, happened_at)


def _settled(order: SupervisionOrder, type_: str, by: str, data: dict[str, Json], happened_at: str | None) -> EntryMessage:
    return fact(order.case_id, f"supervision/{order.key}", type_, by, data, happened_at)
