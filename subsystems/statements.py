"""The fund system's stand-in, the part that gives account: what came to the account of a case and what went from it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Annotated

from fastapi import FastAPI, Query

from enforcement.contracts.reconciliation import AccountMonth, Accounts
from enforcement.contracts.statement import Line, Side, Statement
from subsystems.callbacks import ZONE, now
from subsystems.ledger import Row, instant
from subsystems.storage import Storage

CREDITS, NOTICES, SUSPENSE = "fund-credit", "fund-notice", "fund-suspense"
_SIDE_OF = {"fund.credited": Side.CREDIT, "fund.paid": Side.PAYOUT}
_AT_ONCE = 500
Month = Annotated[str, Query(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]


def install_statements(app: FastAPI, storage: Storage) -> None:
    """The doors for statements, of a case and of a court."""

    @app.get("/accounts/{case_id}/statement", summary="What came to a case's account and went from it, of a month or of its whole life")
    def statement(case_id: str, after: str = "", month: Month | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Statement:
        lines = booked(storage, case_id)
        first, end = period(month)
        within = [line for line in lines if first <= line.line < end]
        rest = [line for line in within if line.line > after]
        page = rest[:limit]
        following = page[-1].line if len(rest) > len(page) else None
        return Statement(case_id, balance(lines, first), balance(lines, end), page, following)

    @app.get(
        "/courts/{court}/accounts", summary="The accounts of a court in a month, and the special account (执行款专户) that they make up"
    )
    def accounts(court: str, month: Month, after: str = "", limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Accounts:
        months = _months(storage, court, month)
        rest = [account for account in months if account.case_id > after]
        page = rest[:limit]
        following = page[-1].case_id if len(rest) > len(page) else None
        suspense = _suspense(storage, court, period(month)[1])
        return Accounts(court, sum(account.closing for account in months) + suspense, suspense, page, following)


def _months(storage: Storage, court: str, month: str) -> list[AccountMonth]:
    """What a month did to every account of a court, in the order of their cases."""
    first, end = period(month)
    found: dict[str, AccountMonth] = {}
    for row in _rows(storage):
        if row.kind in _SIDE_OF and row.case_id.startswith(f"{court}-") and row.at < end:
            account = found.get(row.case_id, AccountMonth(row.case_id, 0, 0, 0, 0))
            found[row.case_id] = _moved(account, row, within=row.at >= first)
    return [found[case_id] for case_id in sorted(found)]


def _suspense(storage: Storage, court: str, end: str) -> int:
    """What a court had in suspense at an instant."""
    rows = [row for row in _rows(storage) if row.key.startswith(f"{court}:") and row.at < end]
    came, went = (sum(row.amount or 0 for row in rows if row.kind == kind) for kind in ("fund.suspended", "fund.matched"))
    return came - went


def _moved(account: AccountMonth, row: Row, *, within: bool) -> AccountMonth:
    amount, came = row.amount or 0, _SIDE_OF[row.kind] is Side.CREDIT
    signed = amount if came else -amount
    after = replace(account, closing=account.closing + signed)
    if not within:
        return replace(after, opening=account.opening + signed)
    return replace(after, credits=account.credits + amount) if came else replace(after, payouts=account.payouts + amount)


def period(month: str | None) -> tuple[str, str]:
    """The lines of a month in Beijing lie in [first, end); of the whole life without one."""
    if month is None:
        return "", "~"
    first = date.fromisoformat(f"{month}-01")
    end = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return _midnight(first), _midnight(end)


def balance(lines: Iterable[Line], until: str) -> int:
    """What was on an account before an instant."""
    return sum(line.amount if line.side is Side.CREDIT else -line.amount for line in lines if line.line < until)


def booked(storage: Storage, case_id: str) -> list[Line]:
    """The lines of a case in the order in which money moved, which is not that in which it was ordered."""
    moved = [row for row in _rows(storage, case_id) if row.kind in _SIDE_OF]
    return sorted((_line(storage, row) for row in moved), key=lambda line: line.line)


def _rows(storage: Storage, case_id: str | None = None) -> Iterator[Row]:
    after, until = 0, instant(now())
    while rows := storage.ledger("fund", until, case_id, after, _AT_ONCE):
        yield from rows
        after = rows[-1].row


def _line(storage: Storage, row: Row) -> Line:
    side = _SIDE_OF[row.kind]
    kept = storage.get(CREDITS if side is Side.CREDIT else NOTICES, row.key) or {}
    return Line(
        line=f"{row.at}/{row.row:09d}",
        side=side,
        number=kept["credit"] if side is Side.CREDIT else kept["key"],
        receipt=kept["receipt"],
        amount=row.amount or 0,
        at=datetime.fromisoformat(row.at).astimezone(ZONE).isoformat(),
        about=kept.get("about", ""),
        identified=kept.get("identified"),
    )


def _midnight(day: date) -> str:
    return instant(datetime.combine(day, time(), ZONE))
