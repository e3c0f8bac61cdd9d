"""Builds the activities with their ports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client

from activities.anchors import AnchorActivities
from activities.auction import AuctionActivities
from activities.bankruptcy import BankruptcyActivities
from activities.calendars import CalendarActivities
from activities.case import CaseActivities
from activities.control import ControlActivities
from activities.credit import CreditActivities
from activities.docket import DocketActivities
from activities.documents import DocumentActivities
from activities.escalation import EscalationActivities
from activities.fund import FundActivities
from activities.fund_orders import FundOrderActivities
from activities.memos import MemoActivities
from activities.notices import NoticeActivities
from activities.publicity import PublicityActivities
from activities.query import QueryActivities
from activities.reconciliation import ReconciliationActivities
from activities.risks import RiskActivities
from activities.supervision import SupervisionActivities
from activities.valuation import ValuationActivities
from enforcement import clock
from enforcement.ports.anchors import Anchors, TimeStamps
from enforcement.ports.calendars import Calendars
from enforcement.ports.channels import Channel
from enforcement.ports.docket import Docket
from enforcement.ports.memos import Memos
from enforcement.ports.outbox import Outbox
from enforcement.ports.papers import Papers
from enforcement.ports.reconciliations import Reconciliations
from enforcement.ports.subsystems import (
    AuctionPort,
    AuxiliaryPort,
    BankruptcyPort,
    ControlPort,
    CreditPort,
    DocumentsPort,
    FundOrderPort,
    FundPort,
    NoticePort,
    PublicityPort,
    QueryPort,
    RiskPort,
    SupervisionPort,
    ValuationPort,
    WithdrawalPort,
)
from enforcement.ports.supervisors import Supervisors
from enforcement.temporal import CaseStart


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything outside that activities work with."""

    docket: Docket
    outbox: Outbox
    calendars: Calendars
    anchors: Anchors
    timestamps: TimeStamps | None
    reconciliations: Reconciliations
    supervisors: Supervisors
    memos: Memos
    channels: Mapping[str, Channel]
    query: QueryPort
    control: ControlPort
    fund: FundPort
    fund_orders: FundOrderPort
    credit: CreditPort
    documents: DocumentsPort
    papers: Papers
    valuation: ValuationPort
    publicity: PublicityPort
    notices: NoticePort
    supervision: SupervisionPort
    risks: RiskPort
    auction: AuctionPort
    withdrawal: WithdrawalPort
    auxiliary: AuxiliaryPort
    bankruptcy: BankruptcyPort


def activities(ports: Ports, client: Client, start: CaseStart) -> Sequence[Callable[..., Any]]:
    """All activities, ready for a worker."""
    docket, query, fund = DocketActivities(ports.docket), QueryActivities(ports.query), FundActivities(ports.fund)
    anchors = AnchorActivities(ports.anchors, ports.timestamps)
    reconciliation = ReconciliationActivities(ports.fund, ports.reconciliations, client, start)
    documents = DocumentActivities(ports.documents, ports.papers)
    auction = AuctionActivities(ports.auction, ports.withdrawal, ports.auxiliary)
    ordered = (
        ControlActivities(ports.control),
        documents,
        FundOrderActivities(ports.fund_orders),
        CreditActivities(ports.credit),
        ValuationActivities(ports.valuation),
        PublicityActivities(ports.publicity),
        NoticeActivities(ports.notices),
        SupervisionActivities(ports.supervision),
        auction,
        BankruptcyActivities(ports.bankruptcy),
    )
    return [
        docket.record,
        docket.tick,
        docket.standing,
        EscalationActivities(ports.supervisors).tell,
        CaseActivities(client, start).report,
        CalendarActivities(ports.calendars, client, start).publish,
        query.launch,
        query.feedback,
        *(deed for system in ordered for deed in (system.order, system.state)),
        documents.write,
        auction.withdraw,
        auction.appoint,
        auction.appointment,
        fund.send_payment_notice,
        fund.payment,
        fund.statement,
        reconciliation.courts,
        reconciliation.page,
        reconciliation.close,
        anchors.sign,
        anchors.export,
        anchors.stamp,
        RiskActivities(ports.outbox, ports.risks).feed,
        MemoActivities(ports.memos, ports.channels, clock.now).send,
    ]
