"""Reconciliations on PostgreSQL: what the journals say of money, and what was found when the bank was asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import Engine, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from enforcement.authority.permissions import Reach
from enforcement.contracts.reconciliation import Booked, Difference, Outcome, PageOrder
from enforcement.contracts.statement import Side
from enforcement.docket.correcting import CORRECTED
from enforcement.errors import UnknownReconciliation
from enforcement.law.periods import SHANGHAI
from enforcement.records.database import transaction
from enforcement.records.queries import case_exists
from enforcement.records.reconciliation_tables import DifferenceRow, ReconciliationRow
from enforcement.records.scope import within_court
from enforcement.records.tables import CaseRow, JournalRow

_SIDE_OF = {"funds_received": Side.CREDIT, "payout_completed": Side.PAYOUT}
_RETURNED = "payout_returned"


class KeptReconciliations:
    """The book of an installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def courts(self) -> Sequence[str]:
        with transaction(self._engine) as session:
            return session.exec(select(CaseRow.court).where(CaseRow.court != "").distinct().order_by(CaseRow.court)).all()

    def known(self, case_id: str) -> bool:
        with transaction(self._engine) as session:
            return case_exists(session, case_id)

    def booked(self, page: PageOrder, until: str | None, entries: Sequence[str]) -> Mapping[str, Sequence[Booked]]:
        first, end = month_of(page.month)
        # As Python and the fund system sort, whatever the collation of the database is.
        case_id = col(JournalRow.case_id).collate("C")
        places = [col(JournalRow.case_id).startswith(f"{page.court}-", autoescape=True), case_id > page.after]
        if until is not None:
            places.append(case_id <= until)
        with transaction(self._engine) as session:
            corrections = session.exec(
                select(JournalRow).where(*places, JournalRow.type == CORRECTED).order_by(col(JournalRow.sequence))
            ).all()
            wanted = {*entries, *(row.data["entry"] for row in corrections)}
            within = (col(JournalRow.happened_at) >= first) & (col(JournalRow.happened_at) < end)
            moved = or_(within, col(JournalRow.entry_id).in_(wanted), col(JournalRow.type) == _RETURNED)
            rows = session.exec(select(JournalRow).where(*places, col(JournalRow.type).in_((*_SIDE_OF, _RETURNED)), moved)).all()
            found = _standing(_last_versions(rows, corrections), first, end)
        return {name: kept for name, booked in found.items() if (kept := [one for one in booked if one.within or one.entry_id in entries])}

    def note(self, page: PageOrder, found: Sequence[Difference]) -> None:
        with transaction(self._engine) as session:
            for difference in found:
                row = {"run": page.run, **asdict(difference)}
                written = insert(DifferenceRow).values(**row)
                told = {"recorded": col(DifferenceRow.recorded) | written.excluded.recorded, "note": written.excluded.note}
                session.execute(written.on_conflict_do_update(index_elements=["run", "case_id", "entry_id"], set_=told))

    def close(self, outcome: Outcome, at: datetime) -> None:
        row = {"run": outcome.run, "court": outcome.court, "month": outcome.month, "at": at, **asdict(outcome.totals)}
        with transaction(self._engine) as session:
            session.execute(insert(ReconciliationRow).values(**row, balanced=outcome.totals.balanced).on_conflict_do_nothing())


def month_of(month: str) -> tuple[datetime, datetime]:
    """The first instant of a month, and that of the next one."""
    first = date.fromisoformat(f"{month}-01")
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return datetime.combine(first, time(), SHANGHAI), datetime.combine(following, time(), SHANGHAI)


def reconciliation_page(session: Session, reach: Reach, court: str | None, month: str | None, limit: int) -> Sequence[ReconciliationRow]:
    """The newest reconciliations of courts within reach."""
    query = select(ReconciliationRow).where(within_court(col(ReconciliationRow.court), reach))
    query = query.order_by(col(ReconciliationRow.at).desc(), col(ReconciliationRow.run)).limit(limit)
    if court is not None:
        query = query.where(ReconciliationRow.court == court)
    return session.exec(query if month is None else query.where(ReconciliationRow.month == month)).all()


def reconciliation(session: Session, reach: Reach, run: str) -> tuple[ReconciliationRow, Sequence[DifferenceRow]]:
    """One reconciliation and its differences. UnknownReconciliation if there is none within reach."""
    row = session.get(ReconciliationRow, run)
    if row is None or not reach.covers_court(row.court):
        raise UnknownReconciliation(run)
    found = select(DifferenceRow).where(DifferenceRow.run == run).order_by(col(DifferenceRow.case_id), col(DifferenceRow.entry_id))
    return row, session.exec(found).all()


@dataclass(frozen=True, slots=True)
class _Moved:
    case_id: str
    entry_id: str
    type: str
    amount: int
    happened_at: datetime


def _last_versions(rows: Iterable[JournalRow], corrections: Iterable[JournalRow]) -> Sequence[_Moved]:
    """Money as it stands after its corrections, which come in the order of recording."""
    found = {(row.case_id, row.entry_id): _moved(row) for row in rows}
    for row in corrections:
        name = row.case_id, row.data["entry"]
        if name in found:
            happened_at, data = row.data.get("happened_at"), row.data.get("data", {})
            found[name] = replace(
                found[name],
                amount=int(data.get("amount", found[name].amount)),
                happened_at=datetime.fromisoformat(happened_at) if happened_at else found[name].happened_at,
            )
    return list(found.values())


def _moved(row: JournalRow) -> _Moved:
    return _Moved(row.case_id, str(row.entry_id), row.type, int(row.data["amount"]), row.happened_at)


def _standing(rows: Sequence[_Moved], first: datetime, end: datetime) -> Mapping[str, Sequence[Booked]]:
    """What moved. A pay-out that the bank sent back has moved nothing."""
    returned = {(row.case_id, row.entry_id.removesuffix("/returned")) for row in rows if row.type == _RETURNED}
    found = defaultdict[str, list[Booked]](list)
    for row in rows:
        if row.type in _SIDE_OF and (row.case_id, row.entry_id.removesuffix("/paid")) not in returned:
            found[row.case_id].append(Booked(row.entry_id, _SIDE_OF[row.type], row.amount, first <= row.happened_at < end))
    return found
