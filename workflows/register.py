"""Every workflow of the product: the one list."""

from workflows.anchoring import Anchoring
from workflows.auction import AuctionProcedure
from workflows.auxiliary import AuxiliaryProcedure
from workflows.bankruptcy import BankruptcyProcedure
from workflows.calendar_revision import CalendarRevision
from workflows.case import EnforcementCase
from workflows.control import ControlProcedure
from workflows.credit import CreditProcedure
from workflows.documents import DocumentProcedure
from workflows.fund_orders import FundOrderProcedure
from workflows.legal_objects import Dispute, InspectionItem, Petition, Tenure
from workflows.memos import MemoFeed
from workflows.notices import NoticeProcedure
from workflows.payout import PayoutProcedure
from workflows.price import PriceProcedure
from workflows.publication import PublicationProcedure
from workflows.query import QueryProcedure
from workflows.reconciliation import Reconciliation, ReconciliationRound
from workflows.requery import RequeryProcedure
from workflows.resumption import ResumptionProcedure
from workflows.risks import RiskFeed
from workflows.statement import StatementProcedure
from workflows.supervision import SupervisionProcedure
from workflows.valuation import ValuationProcedure
from workflows.waiting_seizure import WaitingSeizureProcedure
from workflows.withdrawal import WithdrawalProcedure

WORKFLOWS = [
    EnforcementCase,
    Petition,
    Dispute,
    Tenure,
    InspectionItem,
    QueryProcedure,
    ControlProcedure,
    WaitingSeizureProcedure,
    DocumentProcedure,
    PayoutProcedure,
    FundOrderProcedure,
    StatementProcedure,
    CreditProcedure,
    RequeryProcedure,
    ValuationProcedure,
    PriceProcedure,
    AuctionProcedure,
    WithdrawalProcedure,
    AuxiliaryProcedure,
    ResumptionProcedure,
    PublicationProcedure,
    NoticeProcedure,
    SupervisionProcedure,
    BankruptcyProcedure,
    CalendarRevision,
    Reconciliation,
    ReconciliationRound,
    Anchoring,
    RiskFeed,
    MemoFeed,
]
