"""Facts from the control systems and registries (arts 13–15)."""

from enforcement.contracts.control import ControlOrder, ControlState, ControlStatus
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact, yuan

# Money needs no reference price (art 16).
_MONEY_KINDS = ("银行存款", "网络资金", "公积金")


def evidence_of(control: str) -> str:
    """The name in the e-file of the receipt of a measure (art 14)."""
    return f"回执-{control}"


def control_answered(order: ControlOrder, state: ControlState) -> EntryMessage:
    """The receipt of a measure; what it says counts from its own instant."""
    data: dict[str, Json] = {"asset": order.asset, "control": order.key, "receipt_number": state.receipt_number}
    match state.status:
        case ControlStatus.EFFECTIVE:
            return _receipt(order, state, "asset_controlled", {**data, **_taken(order, state)})
        case ControlStatus.RENEWED:
            return _receipt(order, state, "seizure_renewed", {**data, "expires_on": state.expires_on})
        case ControlStatus.RELEASED:
            return _receipt(order, state, "seizure_released", data)
        case ControlStatus.DEDUCTED:
            return _receipt(order, state, "deposit_deducted", {**data, "amount": yuan(state.amount or 0)})
        case ControlStatus.FAILED | ControlStatus.RUNNING:
            return _receipt(order, state, "control_failed", {**data, "measure": order.measure.value, "reason": state.reason or "未说明"})


def asset_entered(order: ControlOrder) -> EntryMessage:
    """What was controlled on line enters the system by itself, with the receipt as its evidence (art 14)."""
    data: dict[str, Json] = {"asset": order.asset, "control": order.key, "evidence": evidence_of(order.key)}
    return fact(order.case_id, f"control/{order.key}/entered", "asset_entered", "query_system", data)


def waiting_ended(order: ControlOrder, state: ControlState) -> EntryMessage:
    """Those who seized before are gone; the waiting seizure takes effect."""
    data: dict[str, Json] = {"asset": order.asset, "control": order.key}
    return fact(order.case_id, f"control/{order.key}/first", "waiting_seizure_effective", "query_system", data, state.first_at)


def _taken(order: ControlOrder, state: ControlState) -> dict[str, Json]:
    data: dict[str, Json] = {"asset_kind": order.asset_kind, "online": order.online, "rank": state.rank.value}
    if state.amount is not None:
        data["value"] = yuan(state.amount)
    if state.expires_on is not None:
        data["expires_on"] = state.expires_on
    if order.asset_kind in _MONEY_KINDS:
        data["disposal_needed"] = False
    return data


def _receipt(order: ControlOrder, state: ControlState, type_: str, data: dict[str, Json]) -> EntryMessage:
    return fact(order.case_id, f"control/{order.key}/answered", type_, "query_system", data, state.effective_at)
