"""How a subsystem procedure starts."""

from dataclasses import dataclass, field

from enforcement.contracts.messages import Json

# The kinds, as in a procedure's workflow id, and the workflow type of each.
QUERY, REQUERY, VALUATION, PAYOUT, CREDIT, RESUMPTION = "query", "requery", "valuation", "payout", "credit", "resumption"
CONTROL, WAITING, DOCUMENT = "control", "waiting", "document"
PUBLICATION = "publication"
PRICE, AUCTION, WITHDRAWAL, AUXILIARY = "price", "auction", "withdrawal", "auxiliary"
NOTICE, SUPERVISION, BANKRUPTCY = "notice", "supervision", "bankruptcy"
ACCOUNT, DEPOSIT, DISTRIBUTION, STATEMENT = "account", "deposit", "distribution", "statement"
WORKFLOW_OF = {
    QUERY: "QueryProcedure",
    REQUERY: "RequeryProcedure",
    VALUATION: "ValuationProcedure",
    PRICE: "PriceProcedure",
    AUCTION: "AuctionProcedure",
    WITHDRAWAL: "WithdrawalProcedure",
    AUXILIARY: "AuxiliaryProcedure",
    PAYOUT: "PayoutProcedure",
    ACCOUNT: "FundOrderProcedure",
    DEPOSIT: "FundOrderProcedure",
    DISTRIBUTION: "FundOrderProcedure",
    STATEMENT: "StatementProcedure",
    CREDIT: "CreditProcedure",
    RESUMPTION: "ResumptionProcedure",
    PUBLICATION: "PublicationProcedure",
    NOTICE: "NoticeProcedure",
    SUPERVISION: "SupervisionProcedure",
    CONTROL: "ControlProcedure",
    WAITING: "WaitingSeizureProcedure",
    BANKRUPTCY: "BankruptcyProcedure",
    DOCUMENT: "DocumentProcedure",
}
# The subsystem that a kind works with, where it has not its name; none for what stays among the cases.
_SUBSYSTEM_OF = {
    PRICE: "valuation",
    WITHDRAWAL: "auction",
    AUXILIARY: "auction",
    REQUERY: "query",
    CONTROL: "query",
    WAITING: "query",
    DOCUMENT: "documents",
    PAYOUT: "fund",
    NOTICE: "notices",
    RESUMPTION: "",
    PUBLICATION: "publicity",
    ACCOUNT: "fund",
    DEPOSIT: "fund",
    DISTRIBUTION: "fund",
    STATEMENT: "fund",
}


def subsystem_of(kind: str) -> str:
    """The subsystem that a kind of procedure works with; empty for none."""
    return _SUBSYSTEM_OF.get(kind, kind)


@dataclass(frozen=True, slots=True)
class ProcedureInput:
    """One procedure of one case: `kind` and `key` as in its workflow id, `data` what it needs to know."""

    case_id: str
    kind: str
    key: str
    data: dict[str, Json] = field(default_factory=dict)
    # Receipts that are recorded already, when the procedure continues as new.
    done: list[str] = field(default_factory=list)
