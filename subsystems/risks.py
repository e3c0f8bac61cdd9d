"""Integrity risk control (廉政风险防控) at the supervising systems' stand-in: what the court's journals give reason to look at."""

from dataclasses import asdict

from fastapi import FastAPI

from enforcement.contracts.risks import RiskKind, RiskNotice, RiskReceipt
from subsystems.callbacks import now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, one_of, same_or_conflict
from subsystems.storage import Storage
from subsystems.valuation import hash_of

_KIND = "risk"


def risk_doors(app: FastAPI, storage: Storage) -> None:
    """Takes risks in, each once; a person looks at them elsewhere."""

    @app.post("/risks", status_code=201, summary="Tell integrity risk control")
    def note(notice: RiskNotice, idempotency_key: Key) -> RiskReceipt:
        for kind in notice.kinds:
            one_of("kinds", kind, RiskKind)
        sent = {"idempotency_key": idempotency_key, **asdict(notice)}
        noted = Effect("supervision.risk_noted", notice.case_id, f"{notice.type}:{notice.sequence}", now())
        same_or_conflict(storage.add(_KIND, notice.order, sent, noted), sent)
        return _receipt(notice.order)

    @app.get("/risks/{order}", summary="Whether it was taken in")
    def noted(order: str) -> RiskReceipt:
        known(storage.get(_KIND, order), "risk")
        return _receipt(order)


def _receipt(order: str) -> RiskReceipt:
    return RiskReceipt(order, f"LZ-{hash_of(order):08d}")
