"""What speaks against an answer that can be read: that it is about another order, or says what cannot be.

Each doubt is a sentence, None for an answer that may be true. A doubted answer is none: the same question is asked again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeAlias, TypeVar

from enforcement.contracts.auction import AuctionOutcome, AuctionState
from enforcement.contracts.bankruptcy import BankruptcyState, Ruling
from enforcement.contracts.control import ControlState, ControlStatus
from enforcement.contracts.credit import CreditState
from enforcement.contracts.documents import DocumentState, DocumentStatus
from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.fund_orders import FundOrderState
from enforcement.contracts.notices import Delivery, NoticeState
from enforcement.contracts.personnel import StaffPage
from enforcement.contracts.publicity import PublicationState
from enforcement.contracts.query import QueryFeedback, QueryReceipt
from enforcement.contracts.reconciliation import Accounts, AccountsQuestion
from enforcement.contracts.risks import RiskReceipt
from enforcement.contracts.statement import Statement, StatementQuestion
from enforcement.contracts.supervision import Outcome, SupervisionState
from enforcement.contracts.suspense import Match, Matched, Suspense, SuspenseQuestion
from enforcement.contracts.valuation import ValuationState

_Answer = TypeVar("_Answer")
Doubt: TypeAlias = Callable[[_Answer], str | None]
_OUTCOMES = ("running", "priced", "reported", "failed")


class Ordered(Protocol):
    """What is ordered, or answered, under the id of an order."""

    @property
    def order(self) -> str:
        """The id."""


_Ordered = TypeVar("_Ordered", bound=Ordered)


def nothing(_answer: object) -> str | None:
    """No doubt."""
    return None


def about(order: str, doubt: Doubt[_Ordered]) -> Doubt[_Ordered]:
    """Doubts an answer about another order than the one that was asked for, then what `doubt` does."""
    return lambda answer: _other(order, answer.order) or doubt(answer)


def receipt(answer: QueryReceipt) -> str | None:
    """A query is taken under a receipt number, for types that have names."""
    return _without_name("receipt_number", [answer.receipt_number]) or _without_name("types", answer.types)


def feedback(answer: QueryFeedback) -> str | None:
    """A type is answered once and by its name, an asset is not worth less than nothing, and what nobody answered is not complete."""
    types = [one.type for one in answer.answers]
    assets = [asset for one in answer.answers for asset in one.assets]
    if len(set(types)) < len(types):
        return f"answers: expected each type once, got {', '.join(types)}"
    if answer.complete and not types:
        return "complete: expected the answers of every type, got none"
    return (
        _without_name("type", types)
        or _without_name("asset", [asset.asset for asset in assets])
        or _negative("value", *(asset.value for asset in assets))
    )


def payment(notice: str) -> Doubt[PaymentState]:
    """Doubts a state of another payment, and one in which more money moves than was ordered."""

    def doubt(state: PaymentState) -> str | None:
        if state.amount is not None and max(state.paid, state.returned) > state.amount >= 0:
            return f"expected at most {state.amount} fen to move, got {state.paid} paid and {state.returned} returned"
        return _other(notice, state.notice) or _negative("paid, returned, amount", state.paid, state.returned, state.amount)

    return doubt


def noticed(sent: PaymentNotice) -> Doubt[PaymentState]:
    """Doubts the answer to a notice as `payment` does, and one that orders another amount."""

    def doubt(state: PaymentState) -> str | None:
        if state.amount not in (None, sent.amount):
            return f"amount: expected the {sent.amount} fen of the notice, got {state.amount}"
        return payment(sent.notice)(replace(state, amount=sent.amount))

    return doubt


def measure(state: CreditState) -> str | None:
    """Only units that were asked acknowledge, and there is at least one."""
    strangers = sorted(set(state.acknowledged) - set(state.units))
    if not state.units or strangers:
        return f"expected units that acknowledge what they were asked, got {len(state.units)} units and besides them {strangers}"
    return _without_name("units", state.units)


def valuation(state: ValuationState) -> str | None:
    """An outcome is one that we know; a price is more than nothing and belongs to the outcome that determines it."""
    if state.outcome not in _OUTCOMES:
        return f"outcome: expected one of {', '.join(_OUTCOMES)}, got {state.outcome!r}"
    if state.outcome == "priced" and not state.price:
        return "price: expected one with the outcome priced, got none"
    return _without_name("record_number", [state.record_number]) or _negative("price", state.price)


def notice(state: NoticeState) -> str | None:
    """A message is where messages can be, and what could not be delivered says why."""
    if state.delivery not in list(Delivery):
        return f"delivery: expected one of {', '.join(Delivery)}, got {state.delivery!r}"
    return _without_name("reason", [state.reason or ""]) if state.delivery == Delivery.UNDELIVERABLE else None


def supervision(state: SupervisionState) -> str | None:
    """Something is where it can be at a desk, was taken under a receipt number, and what comes back says why."""
    if state.outcome not in list(Outcome):
        return f"outcome: expected one of {', '.join(Outcome)}, got {state.outcome!r}"
    if state.outcome == Outcome.RETURNED and not state.said:
        return "said: expected why it comes back, got nothing"
    return _without_name("receipt_number", [state.receipt_number])


def risk(receipt: RiskReceipt) -> str | None:
    """What was taken has a receipt number."""
    return _without_name("receipt_number", [receipt.receipt_number])


def control(state: ControlState) -> str | None:
    """A receipt has its number and its instant, a renewal its day, a failure its reason, and a deduction the money that it took."""
    needed = {"receipt_number": state.receipt_number, "effective_at": state.effective_at}
    match state.status:
        case ControlStatus.RUNNING:
            return None
        case ControlStatus.RENEWED:
            needed["expires_on"] = state.expires_on
        case ControlStatus.FAILED:
            needed["reason"] = state.reason
        case ControlStatus.DEDUCTED if not state.amount:
            return "amount: expected what was deducted, got nothing"
    missing = [name for name, value in needed.items() if not value]
    return f"{missing[0]}: expected one with a receipt, got none" if missing else _negative("amount, left", state.amount, state.left)


def publication(state: PublicationState) -> str | None:
    """What is ordered has a receipt number."""
    return _without_name("receipt_number", [state.receipt_number])


def auction(state: AuctionState) -> str | None:
    """What is sold has a price, and no bid is higher; a round that was withdrawn has its reason."""
    if state.outcome in (AuctionOutcome.SOLD, AuctionOutcome.PAID, AuctionOutcome.DEFAULTED) and not state.price:
        return f"price: expected one with the outcome {state.outcome}, got none"
    if state.price is not None and (state.highest or 0) > state.price:
        return f"highest: expected no bid above the price of {state.price} fen, got {state.highest}"
    if state.outcome is AuctionOutcome.WITHDRAWN and not state.reason:
        return "reason: expected one with the outcome withdrawn, got none"
    return _negative("bids, highest, price", state.bids, state.highest, state.price)


def bankruptcy(state: BankruptcyState) -> str | None:
    """A ruling is one that we know, and is made on a file that is there."""
    if state.ruling not in list(Ruling):
        return f"ruling: expected one of {', '.join(Ruling)}, got {state.ruling!r}"
    if state.ruling != Ruling.PENDING and state.receipt_number is None:
        return "receipt_number: expected one with a ruling, got none"
    return None if state.receipt_number is None else _without_name("receipt_number", [state.receipt_number])


def fund_order(state: FundOrderState) -> str | None:
    """An account, or the receipt of what was ordered, has a number."""
    return _without_name("number", [state.number])


def statement(asked: StatementQuestion) -> Doubt[Statement]:
    """Doubts a statement of another account, one that does not go forward, and a line without money."""

    def doubt(page: Statement) -> str | None:
        lines = [line.line for line in page.lines]
        idle = [line.line for line in page.lines if line.amount <= 0]
        if idle:
            return f"amount: expected more than nothing in line {idle[0]}"
        return _other(asked.case_id, page.case_id) or _backward("lines", asked.after, lines, page.next)

    return doubt


def accounts(asked: AccountsQuestion) -> Doubt[Accounts]:
    """Doubts the accounts of another court, and a page that does not go forward."""

    def doubt(page: Accounts) -> str | None:
        names = [account.case_id for account in page.accounts]
        return _other(asked.court, page.court) or _backward("accounts", asked.after, names, page.next)

    return doubt


def suspense(asked: SuspenseQuestion) -> Doubt[Suspense]:
    """Doubts the suspense of another court, and a page that does not go forward."""

    def doubt(page: Suspense) -> str | None:
        return _other(asked.court, page.court) or _backward("items", asked.after, [item.credit for item in page.items], page.next)

    return doubt


def matched(sent: Match) -> Doubt[Matched]:
    """Doubts a credit to another case, or another credit."""
    return lambda answer: _other(sent.case_id, answer.case_id) or _other(sent.credit, answer.line.number)


def document(state: DocumentState) -> str | None:
    """What is filed has its hash, page and instant; what was delivered, or not, its instant too, and what was not its reason."""
    if state.status is DocumentStatus.RUNNING:
        return None
    if state.page < 1:
        return f"page: expected a place in the e-file, got {state.page}"
    needed = {"sha256": state.sha256, "filed_at": state.filed_at}
    if state.status is not DocumentStatus.FILED:
        needed["served_at"] = state.served_at
    if state.status is DocumentStatus.UNDELIVERED:
        needed["reason"] = state.reason
    return next((f"{name}: expected one with this status, got none" for name, value in needed.items() if not value), None)


def staff_after(after: str) -> Doubt[StaffPage]:
    """Doubts a page of a register that does not go forward: reading it would never end, or pass somebody over."""

    def doubt(page: StaffPage) -> str | None:
        names = [record.case_id for record in page.records]
        return _backward("records", after, names, page.next) or _without_name("name", [record.name for record in page.records])

    return doubt


def _backward(what: str, after: str, names: Sequence[str], following: str | None) -> str | None:
    known = [after, *names]
    if sorted(set(known)) == known and following in (None, known[-1]) and following != after:
        return None
    return f"expected {what} after {after!r} in their order, and the last of them as next, got {[*names]} and {following!r}"


def _other(asked: str, answered: str) -> str | None:
    return None if answered == asked else f"an answer about {answered!r}, asked was {asked!r}"


def _without_name(field: str, names: Iterable[str]) -> str | None:
    return None if all(names) else f"{field}: expected a text, got an empty one"


def _negative(field: str, *amounts: int | None) -> str | None:
    found = [amount for amount in amounts if amount is not None and amount < 0]
    return f"{field}: expected no less than 0, got {found[0]}" if found else None
