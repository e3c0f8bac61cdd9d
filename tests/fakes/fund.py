"""The fund system in memory, behind its ports."""

from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.fund_orders import FundOrder, FundOrderState, Instruction
from enforcement.ports.subsystems import SubsystemRejected


class FakeFund:
    """Finance confirms and the bank pays at once, or returns the pay-outs whose keys are in `returned`."""

    def __init__(self) -> None:
        self.notices: dict[str, PaymentNotice] = {}
        self.returned: set[str] = set()

    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        if self.notices.setdefault(notice.notice, notice) != notice:
            raise SubsystemRejected("fund", "this key was used before with another body")
        return PaymentState(notice.notice, received=False)

    def payment(self, notice: str) -> PaymentState:
        if notice not in self.notices:
            raise SubsystemRejected("fund", "no such payment notice")
        known = self.notices[notice]
        if known.key in self.returned:
            return PaymentState(notice, received=True, returned=known.amount, amount=known.amount)
        return PaymentState(notice, received=True, paid=known.amount, amount=known.amount)


class FakeFundOrders:
    """Every instruction is done at once; a case has one account."""

    def __init__(self) -> None:
        self.orders: dict[str, FundOrder] = {}

    def order(self, order: FundOrder) -> FundOrderState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("fund", "this key was used before with another body")
        return FundOrderState(order.order, self._number(order))

    def state(self, order: str) -> FundOrderState:
        if order not in self.orders:
            raise SubsystemRejected("fund", "no such order")
        return FundOrderState(order, self._number(self.orders[order]), done=True)

    def _number(self, order: FundOrder) -> str:
        return f"6217-{order.case_id}" if order.instruction == Instruction.OPEN else f"AK-{order.key}"
