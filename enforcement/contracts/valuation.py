"""What is said to the national valuation system and what it answers (art 16). Money in fen."""

from dataclasses import dataclass, field


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
class PlatformQuote:
    """What one platform of the SPC's list answered to a network inquiry: a price, or why it has none."""

    platform: str
    price: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ValuationState:
    """What became of a method: running, priced, reported (an appraisal, open to objections) or failed. `valid_until` is a date.

    A network inquiry asks every platform of the list at once, and `quotes` has each one's answer; a directed inquiry names the authority that
    was asked; an appraisal the agency that the lottery drew, and the lottery's number (法释〔2018〕15号 arts 5, 10, 16).
    """

    order: str
    record_number: str
    outcome: str = "running"
    price: int | None = None
    valid_until: str | None = None
    reason: str | None = None
    quotes: list[PlatformQuote] = field(default_factory=list)
    authority: str | None = None
    agency: str | None = None
    lottery_number: str | None = None
