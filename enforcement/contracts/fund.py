"""What is said to the fund system, finance and the bank, and what they answer (arts 19–22). Money in fen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """支付案款通知 to finance (art 22)."""

    notice: str
    case_id: str
    key: str
    payment: str
    receipt: str
    amount: int
    payee_account: str


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Where a payment stands at finance and the bank; `amount` is what was ordered, as finance has it."""

    notice: str
    received: bool
    paid: int = 0
    returned: int = 0
    amount: int | None = None
