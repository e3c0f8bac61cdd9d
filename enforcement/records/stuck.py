"""Cases in which the docket itself failed: kept apart and reported, so that the others go on."""

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import Engine, and_, exists, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlmodel import Session, col, select

from enforcement.authority.permissions import Reach
from enforcement.docket.reading import EntryError
from enforcement.errors import Undecidable, ZhixingError
from enforcement.records.database import transaction
from enforcement.records.scope import within
from enforcement.records.tables import CaseRow, JournalRow, StuckRow
from enforcement.secrecy.ciphers import Unsealable

TIME, STANDING = "time", "standing"
_SAID = 500
_EVERYTHING = Reach(everywhere=True)
# What people got wrong is an answer, and what the database or the machine lacks now is there later: neither is the case's own fault.
_PASSES = (ZhixingError, EntryError, SQLAlchemyError, OSError, MemoryError, Unsealable)
_OWN = (DataError, IntegrityError)
log = structlog.get_logger()


@contextmanager
def noticing(engine: Engine, case_id: str, about: str) -> Iterator[None]:
    """Keep it where a case cannot be worked on. Undecidable in place of any error that trying again does not mend.

    `about` is the id of an entry, TIME or STANDING.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, _PASSES) and not isinstance(error, _OWN):
            raise
        said = _in_short(error)
        log.error("a case is stuck", case_id=case_id, about=about, error=said)
        _note(engine, case_id, about, said)
        raise Undecidable(case_id, about, said) from error


def _in_short(error: Exception) -> str:
    """Its first line and its place in the code: what else there is may hold what was said of people."""
    line = next(iter(str(error).replace("\x00", "").splitlines()), "")
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {line[:_SAID]} ({Path(place.filename).name}:{place.lineno} in {place.name})"


def _note(engine: Engine, case_id: str, about: str, error: str) -> None:
    row = func.coalesce(select(CaseRow.sequence).where(CaseRow.case_id == case_id).scalar_subquery(), 0)
    added = insert(StuckRow).values(case_id=case_id, about=about, error=error, sequence=row, since=func.now(), last_at=func.now(), times=1)
    again = {"error": error, "sequence": row, "last_at": func.now(), "times": StuckRow.times + 1}
    try:
        with transaction(engine) as session:
            session.execute(added.on_conflict_do_update(index_elements=["case_id", "about"], set_=again))
    except SQLAlchemyError as failure:
        log.error("a stuck case could not be kept", case_id=case_id, error=str(failure).splitlines()[0])


def stuck(session: Session, limit: int = 200, case_id: str | None = None, reach: Reach = _EVERYTHING) -> Sequence[StuckRow]:
    """What is stuck within reach, of one case or of all, the longest first: an entry until it is in the journal, time and standing until the case moved."""
    journaled = exists().where(col(JournalRow.case_id) == StuckRow.case_id, col(JournalRow.entry_id) == StuckRow.about)
    moved = exists().where(col(CaseRow.case_id) == StuckRow.case_id, col(CaseRow.sequence) > StuckRow.sequence)
    of_case = col(StuckRow.about).in_((TIME, STANDING))
    held = or_(and_(of_case, ~moved), and_(~of_case, ~journaled))
    query = select(StuckRow).where(held, within(col(StuckRow.case_id), reach)).order_by(col(StuckRow.since)).limit(limit)
    return session.exec(query if case_id is None else query.where(StuckRow.case_id == case_id)).all()


def stuck_count(session: Session) -> int:
    """How many cases are stuck, for the metrics."""
    return len({row.case_id for row in stuck(session, limit=10_000)})


def take_up(session: Session, case_id: str) -> int:
    """Take a case off the list, to be tried again; what is not mended comes back to it. Gives how much was stuck."""
    rows = session.exec(select(StuckRow).where(StuckRow.case_id == case_id)).all()
    for row in rows:
        session.delete(row)
    return len(rows)
