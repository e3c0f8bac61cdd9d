"""The fund system's stand-in, the part for money whose case is not known: the suspense list of a court, and matching."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, Field

from enforcement.contracts.suspense import Match, Matched, Suspended, Suspense, match_id
from subsystems.callbacks import Callbacks, now
from subsystems.credits import Credit, credit_account
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict
from subsystems.statements import SUSPENSE, booked
from subsystems.storage import Storage

_MATCH = "fund-match"


class Unmatched(BaseModel):
    """Money that a bank credits to a court without naming a case, in fen."""

    court: str = Field(min_length=1)
    credit: str = Field(min_length=1)
    receipt: str = Field(min_length=1)
    amount: int = Field(gt=0)
    remark: str = ""


def install_suspense(app: FastAPI, storage: Storage, callbacks: Callbacks) -> None:
    """The doors of the suspense list."""

    @app.get("/courts/{court}/suspense", summary="Money of a court that belongs to no case yet (不明款)")
    def suspense(court: str, after: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Suspense:
        rest = [item for item in _waiting(storage, court) if item.credit > after]
        page = rest[:limit]
        return Suspense(court, page, page[-1].credit if len(rest) > len(page) else None)

    @app.post("/matches", status_code=201, summary="Credit suspended money to the account of its case")
    def match(match: Match, idempotency_key: Key) -> Matched:
        if match.order != match_id(match.court, match.credit) or not match.case_id.startswith(f"{match.court}-"):
            raise HTTPException(422, "order, case_id: expected court:credit:match, and a case of the court")
        sent = {"idempotency_key": idempotency_key, **asdict(match)}
        with storage.transaction():
            kept = known(storage.get(SUSPENSE, f"{match.court}:{match.credit}"), "credit in suspense")
            matched = Effect("fund.matched", match.case_id, match.credit, now(), kept["amount"])
            same_or_conflict(storage.add(_MATCH, match.order, sent, matched), sent)
            money = Credit(case_id=match.case_id, credit=match.credit, receipt=kept["receipt"], amount=kept["amount"], identified=False)
            credit_account(storage, callbacks, money, now())
        (line,) = [line for line in booked(storage, match.case_id) if line.number == match.credit]
        return Matched(match.order, match.case_id, line)

    @app.post(
        "/admin/suspense", status_code=201, summary="Stand-in only: a bank credits a court and names no case", include_in_schema=False
    )
    def suspend(unmatched: Unmatched) -> dict[str, str]:
        at = now()
        suspended = Effect("fund.suspended", "", unmatched.credit, at, unmatched.amount)
        body = {**unmatched.model_dump(), "at": at.isoformat()}
        storage.add(SUSPENSE, f"{unmatched.court}:{unmatched.credit}", body, suspended)
        return {"credit": unmatched.credit}


def _waiting(storage: Storage, court: str) -> list[Suspended]:
    kept = (body for _, body in storage.all(SUSPENSE) if body["court"] == court)
    waiting = (body for body in kept if storage.get(_MATCH, match_id(court, body["credit"])) is None)
    return sorted((_suspended(body) for body in waiting), key=lambda item: item.credit)


def _suspended(body: dict[str, Any]) -> Suspended:
    return Suspended(body["credit"], body["receipt"], body["amount"], body["at"], body["remark"])
