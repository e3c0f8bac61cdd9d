"""A case whose procedures are the real ones, over subsystems in memory that may be slow or at the end of a bad line."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.register import activities
from enforcement.contracts.credit import CreditOrder, CreditState
from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.ids import TASK_QUEUE, case_workflow_id
from enforcement.contracts.messages import Json, ProcedureStart
from enforcement.contracts.procedures import STATEMENT
from enforcement.contracts.query import QueryFeedback, QueryOrder, QueryReceipt
from enforcement.contracts.statement import Statement, StatementQuestion
from enforcement.docket.casefile import CaseFile
from enforcement.docket.profile import Profile
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected
from enforcement.temporal import CaseStart
from tests.fakes.auction import FakeAuction, FakeAuxiliary, FakeWithdrawal
from tests.fakes.calendars import FakeCalendars
from tests.fakes.docket import MemoryDocket, Unreliable
from tests.fakes.documents import FakePapers
from tests.fakes.fund import FakeFund, FakeFundOrders
from tests.fakes.line import BadLine, Distant
from tests.fakes.ports import memory_ports
from tests.fakes.query import FakeControl, FakeQuery
from tests.fakes.reconciliations import FakeReconciliations
from tests.fakes.subsystems import FakeBankruptcy, FakeCredit, FakeDocuments, FakeNotices, FakePublicity, FakeSupervision, FakeValuation
from tests.workflows.courtroom import FIRST_DAY, CountingSupervisors, Courtroom
from workflows.register import WORKFLOWS
from zhixing.virtual_time import VirtualTime, terminate

_serials = count(1)


class SlowQuery(FakeQuery):
    """`unready` times it has no feedback yet; it may also take no order at all."""

    def __init__(self, line: BadLine) -> None:
        super().__init__()
        self._line = line
        self.unready = 0
        self.rejects = False

    def launch(self, order: QueryOrder) -> QueryReceipt:
        return self._line.ask("order", lambda: self._take(order))

    def _take(self, order: QueryOrder) -> QueryReceipt:
        if self.rejects:
            raise SubsystemRejected("query", "not like this")
        return super().launch(order)

    def feedback(self, order: str) -> QueryFeedback:
        self.unready -= 1
        return super().feedback(order) if self.unready < 0 else QueryFeedback(order, [], complete=False)


class SlowFund(FakeFund):
    """`unready` times it has received a notice and not paid yet. What a case expects is on its account once it is `withheld` no more."""

    def __init__(self, line: BadLine, docket: MemoryDocket) -> None:
        super().__init__()
        self._line, self._docket = line, docket
        self.unready = 0
        self.withheld = 0

    def statement(self, question: StatementQuestion) -> Statement:
        return self._line.ask("statement", lambda: self._statement(question))

    def _statement(self, question: StatementQuestion) -> Statement:
        self.withheld -= 1
        if self.withheld < 0:
            for expected in self._docket.standing(question.case_id).procedures:
                if expected.kind == STATEMENT:
                    self._send(question.case_id, str(expected.data["about"]), expected.data["amount"])
        return super().statement(question)

    def _send(self, case_id: str, about: str, expected: Json) -> None:
        came = sum(line.amount for line in self.lines.get(case_id, []) if line.about == about)
        at = self._docket.case_file(case_id).last_at
        if at is not None and isinstance(expected, int) and came < expected:
            self.credit(case_id, f"{about}-{came}", expected - came, at.isoformat(), about)

    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        return self._line.ask("order", lambda: super(SlowFund, self).send_payment_notice(notice))

    def payment(self, notice: str) -> PaymentState:
        self.unready -= 1
        return super().payment(notice) if self.unready < 0 else PaymentState(notice, received=True)


class DistantCredit(FakeCredit):
    """Credit at the end of a line."""

    def __init__(self, line: BadLine) -> None:
        super().__init__()
        self._line = line

    def order(self, order: CreditOrder) -> CreditState:
        return self._line.ask("order", lambda: super(DistantCredit, self).order(order))


@dataclass
class Court:
    """A case whose procedures are the real ones."""

    courtroom: Courtroom
    docket: MemoryDocket
    line: BadLine
    query: SlowQuery
    fund: SlowFund
    credit: DistantCredit
    valuation: FakeValuation
    notices: FakeNotices
    supervision: FakeSupervision
    control: FakeControl
    publicity: FakePublicity
    auction: FakeAuction
    bankruptcy: FakeBankruptcy
    fund_orders: FakeFundOrders
    documents: FakeDocuments
    papers: FakePapers
    books: FakeReconciliations

    @property
    def case_file(self) -> CaseFile:
        """The case as the docket knows it."""
        return self.docket.case_file(self.courtroom.case_id)

    async def kinds(self, wanted: tuple[str, str]) -> None:
        """Let time pass, ten minutes at a time, until something happened to a rule's clock."""
        for _ in range(200):
            for _ in range(10):
                if wanted in self.happened():
                    return
                await asyncio.sleep(0.01)
            await self.courtroom.environment.sleep(600)
        pytest.fail(f"{wanted} is not among {self.happened()}")

    async def quiet(self) -> None:
        """Let time pass until the case needs no procedure any more."""
        for _ in range(2000):
            if not self.needs():
                return
            await asyncio.sleep(0.01)
            await self.courtroom.environment.sleep(60)
        pytest.fail(f"still needed: {self.needs()}")

    def needs(self, kind: str | None = None) -> list[ProcedureStart]:
        """The procedures that the case needs now, or those of one kind."""
        return [p for p in self.docket.standing(self.courtroom.case_id).procedures if kind in (None, p.kind)]

    def happened(self) -> list[tuple[str, str]]:
        return [(event.rule or "", event.kind.value) for event in self.docket.events(self.courtroom.case_id)]


@asynccontextmanager
async def court_in_session(environment: WorkflowEnvironment, profile: Profile) -> AsyncIterator[Court]:
    """A case of 6 February 2026 with a worker over every activity and subsystems in memory."""
    docket, line = MemoryDocket(profile), BadLine(partial(SubsystemAway, "any"))
    case_id = f"沪0198-2026-执-{next(_serials)}"
    virtual = await VirtualTime.beginning(environment, docket, case_id, FIRST_DAY)
    start = CaseStart(search_attributes=False, time_shift=virtual.shift.total_seconds())
    behind = Unreliable(docket)
    supervisors = CountingSupervisors(behind)
    query, fund, credit = SlowQuery(line), SlowFund(line, docket), DistantCredit(line)
    fund_orders = FakeFundOrders()
    publicity = FakePublicity()
    valuation, notices, supervision = FakeValuation(), FakeNotices(), FakeSupervision()
    control, auction = FakeControl(), FakeAuction()
    bankruptcy = FakeBankruptcy()
    documents, papers, books = FakeDocuments(), FakePapers(), FakeReconciliations()
    ports = replace(
        memory_ports(docket, FakeCalendars(), supervisors),
        reconciliations=books,
        query=query,
        fund=fund,
        fund_orders=Distant(fund_orders, line, "account"),
        credit=credit,
        valuation=valuation,
        publicity=Distant(publicity, line, "publish"),
        control=Distant(control, line, "order"),
        documents=Distant(documents, line, "document"),
        papers=papers,
        notices=Distant(notices, line, "notice"),
        supervision=Distant(supervision, line, "desk"),
        auction=Distant(auction, line, "order"),
        withdrawal=Distant(FakeWithdrawal(auction), line, "withdraw"),
        auxiliary=Distant(FakeAuxiliary(), line, "appoint"),
        bankruptcy=Distant(bankruptcy, line, "transfer"),
    )
    courtroom = Courtroom(environment, behind, supervisors, case_id, virtual, start)
    with ThreadPoolExecutor(8) as threads:
        async with Worker(
            environment.client,
            task_queue=TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=activities(ports, environment.client, start),
            activity_executor=threads,
        ):
            yield Court(
                courtroom,
                docket,
                line,
                query,
                fund,
                credit,
                valuation,
                notices,
                supervision,
                control,
                publicity,
                auction,
                bankruptcy,
                fund_orders,
                documents,
                papers,
                books,
            )
            # Children first: what they still report would start the case again.
            for child in await courtroom.children():
                await terminate(environment.client, child, "the test is over")
            await terminate(environment.client, case_workflow_id(case_id), "the test is over")
