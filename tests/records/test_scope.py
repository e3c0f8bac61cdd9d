"""Lists show what single readings show: one rule, in Python and in SQL."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, String, literal, select
from sqlmodel import Session

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Reach, reach
from enforcement.authority.restricted import hidden, veils
from enforcement.authority.table import authority
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.queries import CaseFilter, EscalationFilter, Scope
from enforcement.records.scope import within, within_court
from tests.records.casework import Casework

COURTS = ("沪0101", "沪0102", "沪01", "沪0201", "沪", "京0105", "京01", "兵0101", "新01", "最高法", "龘01", "沪东01")
FILES = [f"{court}-2026-执-{serial}" for court in COURTS for serial in (1, 2)]
courts = st.sampled_from([*COURTS, "新", "兵", "", "沪011", ".*", "沪0101\n"])
callers = st.builds(
    Caller,
    st.just("u1"),
    st.just("某甲"),
    courts,
    st.frozensets(st.sampled_from(sorted(authority().roles)), max_size=4),
    files=st.frozensets(st.sampled_from(FILES), max_size=3),
)


@pytest.fixture(scope="module")
def opened(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@settings(max_examples=150, deadline=None)
@given(callers, st.lists(st.sampled_from(FILES), min_size=1, max_size=4))
def test_sql_reaches_what_python_reaches(opened: Session, caller: Caller, files: list[str]) -> None:
    found = reach(caller, caller.roles)
    asked = select(*(within(literal(file, String), found).label(f"f{n}") for n, file in enumerate(files)))
    assert list(opened.execute(asked).one()) == [found.covers(file) for file in files]


@settings(max_examples=100, deadline=None)
@given(callers, courts)
def test_courts_alike(opened: Session, caller: Caller, court: str) -> None:
    found = reach(caller, caller.roles)
    assert opened.execute(select(within_court(literal(court, String), found))).scalar_one() is found.covers_court(court)


@pytest.fixture(scope="module")
def shelf(records: Records) -> Sequence[Casework]:
    """A case of each court whose query was missed down to the double check."""
    cases = [Casework(records, 7001, court) for court in COURTS if court != "最高法"]
    for case in cases:
        case.file()
        case.receive_materials()
        case.let_pass("2026-11-20T09:00:00+08:00")
    return cases


@settings(max_examples=60, deadline=None)
@given(caller=callers)
def test_lists_are_single_readings_put_together(shelf: Sequence[Casework], engine: Engine, caller: Caller) -> None:
    mine = reach(caller, caller.roles)
    with transaction(engine) as session:
        rows, _ = queries.case_page(session, CaseFilter(q="7001"), mine, None, 200)
        assert {row.case_id for row in rows} == {case.id for case in shelf if mine.covers(case.id)}
        rungs, _ = queries.escalation_page(session, EscalationFilter(), Scope(Reach(everywhere=True)), None, 200)
        seen, _ = queries.escalation_page(session, EscalationFilter(), Scope(mine, veils(caller)), None, 200)
    allowed = {rung.id for rung in rungs if mine.covers(rung.case_id) and _may_read(caller, rung.case_id, rung.rule, rung.role)}
    assert {"double_check"} <= {rung.role for rung in rungs}
    assert {rung.id for rung in seen} == allowed


def _may_read(caller: Caller, case_id: str, rule: str, rung: str) -> bool:
    unseen = hidden(caller, case_id)
    return rule not in unseen.rules and rung not in unseen.rungs
