"""What is said to the query, valuation, fund and credit subsystems and what they answer. Money in fen; instants ISO 8601 with offset."""

from dataclasses import dataclass, field

CHANNELS = ("总对总", "点对点")


@dataclass(frozen=True, slots=True)
class QueryOrder:
    """One property query in one channel, for the debtors of a case and the types enabled at that time."""

    order: str
    case_id: str
    key: str
    channel: str
    debtors: list[str]


@dataclass(frozen=True, slots=True)
class QueryReceipt:
    """The system took the order; `types` are the types it asks for."""

    order: str
    receipt_number: str
    types: list[str]


@dataclass(frozen=True, slots=True)
class FoundAsset:
    """One asset of a feedback; `online` tells whether it can be controlled on line."""

    asset: str
    kind: str
    online: bool
    value: int | None = None


@dataclass(frozen=True, slots=True)
class TypeAnswer:
    """The feedback on one asset type."""

    type: str
    assets: list[FoundAsset] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QueryFeedback:
    """What a query has answered so far; `complete` when every type has."""

    order: str
    answers: list[TypeAnswer]
    complete: bool


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
    """Where a payment stands at finance and the bank."""

    notice: str
    received: bool
    paid: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class CreditOrder:
    """One measure on a debtor: restrict, lift, list, shield or push."""

    order: str
    case_id: str
    key: str
    measure: str
    debtor: str
    ground: int | None = None
    term_years: int | None = None


@dataclass(frozen=True, slots=True)
class CreditState:
    """How many assisting units acknowledged a measure; it is in force when all have."""

    order: str
    units: list[str]
    acknowledged: list[str]

    @property
    def complete(self) -> bool:
        """Every unit acknowledged."""
        return set(self.units) <= set(self.acknowledged)


@dataclass(frozen=True, slots=True)
class ValuationOrder:
    """One method of fixing an asset's reference price (art 16); `value` is what the docket knows of its worth."""

    order: str
    case_id: str
    key: str
    asset: str
    method: str
    value: int | None = None


@dataclass(frozen=True, slots=True)
class ValuationState:
    """What became of a method: running, priced, reported (an appraisal, open to objections) or failed. `valid_until` is a date."""

    order: str
    record_number: str
    outcome: str = "running"
    price: int | None = None
    valid_until: str | None = None
    reason: str | None = None
