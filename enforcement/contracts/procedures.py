"""How a subsystem procedure starts."""

from dataclasses import dataclass, field

from enforcement.contracts.messages import Json

QUERY_PROCEDURE = "QueryProcedure"
PAYOUT_PROCEDURE = "PayoutProcedure"
CREDIT_PROCEDURE = "CreditProcedure"
REQUERY_PROCEDURE = "RequeryProcedure"
VALUATION_PROCEDURE = "ValuationProcedure"
RESUMPTION_PROCEDURE = "ResumptionProcedure"
WORKFLOW_OF = {
    "query": QUERY_PROCEDURE,
    "requery": REQUERY_PROCEDURE,
    "valuation": VALUATION_PROCEDURE,
    "payout": PAYOUT_PROCEDURE,
    "credit": CREDIT_PROCEDURE,
    "resumption": RESUMPTION_PROCEDURE,
}


@dataclass(frozen=True, slots=True)
class ProcedureInput:
    """One procedure of one case: `kind` and `key` as in its workflow id, `data` what it needs to know."""

    case_id: str
    kind: str
    key: str
    data: dict[str, Json] = field(default_factory=dict)
    # Receipts that are recorded already, when the procedure continues as new.
    done: list[str] = field(default_factory=list)
