"""Money that comes to a case's account, whichever of the stand-ins sends it."""

from datetime import datetime

from pydantic import BaseModel, Field

from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.statements import CREDITS
from subsystems.storage import Storage


class Credit(BaseModel):
    """Money that a bank credits to a case's account, in fen. `about`: the measure or the round of an auction that it comes from."""

    case_id: str = Field(min_length=1)
    credit: str = Field(min_length=1)
    receipt: str = Field(min_length=1)
    amount: int = Field(gt=0)
    about: str = ""
    identified: bool | None = None


def credit_account(storage: Storage, callbacks: Callbacks, credit: Credit, at: datetime) -> None:
    """Credit a case's account at an instant, once whatever is repeated, and tell the court. Nothing is booked in the past."""
    at = max(at, now())
    credited = Effect("fund.credited", credit.case_id, credit.credit, at, credit.amount)
    with storage.transaction():
        storage.add(CREDITS, f"{credit.case_id}:{credit.credit}", credit.model_dump(), credited)
        callbacks.plan("fund", f"{credit.case_id}:credit:{credit.credit}", "fund.credited", credit.model_dump(), at)
