"""Who stands in a case, and the measures on a debtor."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from enforcement.docket.personal import Personal
from enforcement.docket.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Party:
    id: str
    role: str
    name: Annotated[str, Personal.NAME]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Debtor:
    """A debtor and the measures on him. `shielded`: a listing that was taken off; `pushed`: the credit bureau acknowledged that."""

    id: str
    restricted: bool = False
    restriction_ordered: bool = False
    listed: bool = False
    listing_ordered: int | None = None
    listing_term: int | None = None
    shielded: bool = False
    credit_pushed: bool = False
    performed: bool = False
    guaranteed: bool = False
    grace_until: date | None = None
    insolvent: bool = False
    inquiry_answered: bool = False
    lifting_due: bool = False
    # Who represented the debtor before and asks to be freed of his restriction.
    lifting_persons: Annotated[tuple[str, ...], Personal.NAME] = ()
    correction_due: bool = False
    corrections: int = 0
    # The round grows with every transfer that was decided.
    transfer: Transfer | None = None
    transfers: int = 0
    # Grows with every measure that came into force, so that the next one is told apart from it.
    round: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that was ordered, and which of the assisting units have acknowledged it (art 23)."""

    id: str
    measure: str
    debtor: str
    units: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()

    @property
    def silent(self) -> tuple[str, ...]:
        """The units that have not acknowledged it."""
        return tuple(unit for unit in self.units if unit not in self.acknowledged)
