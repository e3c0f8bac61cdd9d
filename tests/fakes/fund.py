"""The fund system in memory, behind its ports."""

from dataclasses import replace

from enforcement import clock
from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.fund_orders import FundOrder, FundOrderState, Instruction
from enforcement.contracts.reconciliation import AccountMonth, Accounts, AccountsQuestion
from enforcement.contracts.statement import Line, Side, Statement, StatementQuestion
from enforcement.contracts.suspense import Match, Matched, Suspended, Suspense, SuspenseQuestion, match_id
from enforcement.law.periods import SHANGHAI
from enforcement.ports.subsystems import SubsystemRejected


class FakeFund:
    """Finance confirms and the bank pays at once, or returns the pay-outs whose keys are in `returned`. A statement has one line to a page."""

    def __init__(self) -> None:
        self.notices: dict[str, PaymentNotice] = {}
        self.returned: set[str] = set()
        self.lines: dict[str, list[Line]] = {}
        self.suspense = 0
        self._paid: set[str] = set()

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
        if notice not in self._paid:
            self._paid.add(notice)
            at = clock.now().astimezone(SHANGHAI).isoformat()
            self._book(known.case_id, Line("", Side.PAYOUT, known.key, known.receipt, known.amount, at))
        return PaymentState(notice, received=True, paid=known.amount, amount=known.amount)

    def statement(self, question: StatementQuestion) -> Statement:
        lines = self.lines.get(question.case_id, [])
        within = [line for line in lines if question.month is None or line.at.startswith(question.month)]
        before = sum(_signed(line) for line in lines if question.month is not None and line.at[:7] < question.month)
        rest = [line for line in within if line.line > question.after]
        closing = before + sum(_signed(line) for line in within)
        return Statement(question.case_id, before, closing, rest[:1], rest[0].line if len(rest) > 1 else None)

    def accounts(self, question: AccountsQuestion) -> Accounts:
        names = sorted(name for name in self.lines if name.startswith(f"{question.court}-"))
        months = [self._month(name, question.month) for name in names]
        rest = [month for month in months if month.case_id > question.after]
        special = sum(month.closing for month in months) + self.suspense
        return Accounts(question.court, special, self.suspense, rest[:1], rest[0].case_id if len(rest) > 1 else None)

    def _month(self, case_id: str, month: str) -> AccountMonth:
        page = self.statement(StatementQuestion(case_id, "~", month))
        within = [line for line in self.lines[case_id] if line.at.startswith(month)]
        came = sum(line.amount for line in within if line.side is Side.CREDIT)
        return AccountMonth(case_id, page.opening, came, came + page.opening - page.closing, page.closing)

    def credit(self, case_id: str, credit: str, amount: int, at: str, about: str = "", identified: bool | None = None) -> None:
        """Money comes to a case's account."""
        self._book(case_id, Line("", Side.CREDIT, credit, credit, amount, at, about, identified))

    def _book(self, case_id: str, line: Line) -> None:
        lines = self.lines.setdefault(case_id, [])
        lines.append(replace(line, line=f"{len(lines) + 1:06d}"))


def _signed(line: Line) -> int:
    return line.amount if line.side is Side.CREDIT else -line.amount


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


class FakeSuspense:
    """One credit to a page; what is matched goes to the accounts of `fund`."""

    def __init__(self) -> None:
        self.fund = FakeFund()
        self.items: dict[str, list[Suspended]] = {}
        self.matches: dict[str, Match] = {}

    def suspense(self, question: SuspenseQuestion) -> Suspense:
        waiting = [item for item in self.items.get(question.court, []) if match_id(question.court, item.credit) not in self.matches]
        rest = sorted((item for item in waiting if item.credit > question.after), key=lambda item: item.credit)
        return Suspense(question.court, rest[:1], rest[0].credit if len(rest) > 1 else None)

    def match(self, match: Match) -> Matched:
        found = [item for item in self.items.get(match.court, []) if item.credit == match.credit]
        if not found:
            raise SubsystemRejected("fund", "no such credit in suspense")
        if self.matches.setdefault(match.order, match) != match:
            raise SubsystemRejected("fund", "this key was used before with another body")
        lines = self.fund.lines.setdefault(match.case_id, [])
        if not any(line.number == match.credit for line in lines):
            self.fund.credit(match.case_id, match.credit, found[0].amount, found[0].at, identified=False)
        return Matched(match.order, match.case_id, next(line for line in lines if line.number == match.credit))
