"""What is said to the national valuation system and what it answers (art 16). Money in fen."""

from dataclasses import dataclass


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
