"""Every port in memory, for a worker whose neighbours do not matter to a test."""

from activities.register import Ports
from enforcement.ports.calendars import Calendars
from enforcement.ports.docket import Docket
from enforcement.ports.supervisors import Supervisors
from tests.fakes.anchors import FakeAnchors
from tests.fakes.auction import FakeAuction, FakeAuxiliary, FakeWithdrawal
from tests.fakes.documents import FakePapers
from tests.fakes.fund import FakeFund, FakeFundOrders
from tests.fakes.memos import FakeMemos
from tests.fakes.outbox import FakeOutbox
from tests.fakes.query import FakeControl, FakeQuery
from tests.fakes.reconciliations import FakeReconciliations
from tests.fakes.subsystems import (
    FakeBankruptcy,
    FakeCredit,
    FakeDocuments,
    FakeNotices,
    FakePublicity,
    FakeRisks,
    FakeSupervision,
    FakeValuation,
)


def memory_ports(docket: Docket, calendars: Calendars, supervisors: Supervisors) -> Ports:
    """The ports of a worker with subsystems in memory; `dataclasses.replace` puts others in their place."""
    auction = FakeAuction()
    return Ports(
        docket=docket,
        outbox=FakeOutbox(),
        calendars=calendars,
        anchors=FakeAnchors(),
        timestamps=None,
        reconciliations=FakeReconciliations(),
        supervisors=supervisors,
        memos=FakeMemos(),
        channels={},
        query=FakeQuery(),
        control=FakeControl(),
        documents=FakeDocuments(),
        papers=FakePapers(),
        fund=FakeFund(),
        fund_orders=FakeFundOrders(),
        credit=FakeCredit(),
        valuation=FakeValuation(),
        publicity=FakePublicity(),
        notices=FakeNotices(),
        supervision=FakeSupervision(),
        risks=FakeRisks(),
        auction=auction,
        withdrawal=FakeWithdrawal(auction),
        auxiliary=FakeAuxiliary(),
        bankruptcy=FakeBankruptcy(),
    )
