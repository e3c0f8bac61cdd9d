"""What each kind of paper says, complete: a template finds every one of these values, and none of them is empty by mistake.

Texts are as they stand in the paper; an optional value is None, and its sentence is left out.
"""

from dataclasses import dataclass

from enforcement.documents.amounts import Amount
from enforcement.documents.kinds import DocumentKind


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as it stands in the head of a ruling: role, name, and what else of it was reported."""

    role: str
    name: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "，".join((f"{self.role}：{self.name}", *self.details)) + "。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every paper says."""

    kind: DocumentKind
    title: str
    court: str
    number: str
    case_number: str
    # The day of the act, as ISO text and as it stands below the paper.
    issued_on: str
    date: str
    parties: tuple[PartyLine, ...]
    applicants: str
    debtors: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatements:
    """Art 20: the account of the case, the right to refuse every other, and where to report who asks for it."""

    account: str
    account_holder: str
    hotline: str = "12368"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionNotice(Paper):
    """执行通知书. `days` from service, at once without them."""

    addressee: str
    ground: str | None
    claim: Amount
    fees: Amount | None
    total: Amount
    days: int | None
    statements: AccountStatements


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskNotice(Paper):
    """风险告知书."""

    addressee: str
    statements: AccountStatements


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyReportOrder(Paper):
    """财产报告令: what the debtor has and had a year before, within so many days."""

    addressee: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumptionRestriction(Paper):
    """限制消费令. For a unit it reaches those who stand for it, by name where the name was reported."""

    debtor: str
    unit: bool
    representative: str | None
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DishonestDecision(Paper):
    """失信决定书, with the circumstance of 法释〔2017〕7号 art 1. The first one has no term (art 2)."""

    debtor: str
    ground: int
    circumstance: str
    reasons: str
    years: int | None
    until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRuling(Paper):
    """冻结裁定, 查封裁定."""

    amount: Amount
    property: str
    account: str | None
    years: str
    until: str | None
    reasons: str
    signatories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionNotice(Paper):
    """拍卖公告."""

    property: str
    round: str
    platform: str
    price: Amount | None
    start_price: Amount
    deposit: Amount
    auction_on: str
    hours: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRuling(Paper):
    """成交裁定: to the buyer, once the price is paid."""

    property: str
    platform: str
    sold_on: str
    price: Amount
    buyer: str
    signatories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNotice(Paper):
    """支付案款通知, to the finance department."""

    payment: str
    receipt: str
    amount: Amount
    payee: str
    payee_account: str
    payee_bank: str
    approvals: tuple[str, ...]
    notice_due: str | None
    pay_due: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminationRuling(Paper):
    """终本裁定."""

    reasons: str
    claim: Amount
    paid: Amount
    owed: Amount
    queries: int
    requery_due: str | None
    signatories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperiorPaper(Paper):
    """督促令, 函告: from a court above to the court of the case, which answers by a day."""

    addressee: str
    reasons: str
    answer_by: str
