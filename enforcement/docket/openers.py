"""What a file begins with: nothing else can be said of a file that is not known."""

from collections.abc import Mapping

from enforcement.contracts.ids import Register

# By register: the facts that open a file of it, each with the field that names what it is about.
OPENERS: Mapping[Register, Mapping[str, str]] = {
    Register.PETITION: {"petition_received": "petition"},
    Register.DISPUTE: {"court_dispute_reported": "dispute", "department_coordination_needed": "dispute"},
    Register.TENURE: {"staff_appointed": "staff"},
    Register.INSPECTION: {"inspection_item_opened": "item", "supervision_order_received": "order"},
}
FILING = "file_case"


def opens(register: Register, entry_type: str) -> bool:
    """Whether an entry may be the first of its file."""
    return entry_type == FILING if register is Register.CASE else entry_type in OPENERS[register]
