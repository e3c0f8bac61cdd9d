"""Facts from the public systems (arts 11, 24)."""

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.publicity import Action, Item, PublicationOrder
from enforcement.contracts.receipts.entry import fact

_FACT_OF = {
    Action.PUBLISH: "information_published",
    Action.WITHDRAW: "information_withdrawn",
    Action.CORRECT: "publication_corrected",
}
# The library of terminated cases has facts of its own, which the law's clocks look at.
_LIBRARY = {Action.PUBLISH: "termination_registered", Action.WITHDRAW: "termination_shielded"}


def publication_done(order: PublicationOrder, happened_at: str | None = None) -> EntryMessage:
    """A publication stands, was taken off, or was put right."""
    action, name = Action(order.action), f"publicity/{order.key}"
    if order.item == Item.LIBRARY and action in _LIBRARY:
        return fact(order.case_id, name, _LIBRARY[action], "publicity_system", {}, happened_at)
    return fact(order.case_id, name, _FACT_OF[action], "publicity_system", {"publication": order.publication}, happened_at)
