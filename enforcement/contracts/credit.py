"""What is said to the credit systems and what they answer (art 23)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CreditOrder:
    """One measure on a debtor: restrict, lift, list, shield, push or correct. `person`: only this one is freed of the debtor's restriction."""

    order: str
    case_id: str
    key: str
    measure: str
    debtor: str
    ground: int | None = None
    term_years: int | None = None
    person: str | None = None


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
