"""Cases are found by their number in any writing and by words that stand in them only sealed."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from enforcement.authority.permissions import Reach
from enforcement.contracts.ids import parse_part_of_number
from enforcement.docket.profile import Profile
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.key_rotation import erase, reindex
from enforcement.records.key_tables import WordsRow
from enforcement.records.queries import CaseFilter
from enforcement.records.rebuild import rebuild_projections
from enforcement.records.words import places
from tests.records.casework import Casework
from tests.records.test_sealing import DEBTOR, NEW_KEY, TESTS_KEY, close, with_keys

AT = "2026-09-18T10:00:00+08:00"
EVERYTHING = Reach(everywhere=True)


@pytest.fixture
def shelf(engine: Engine, profile: Profile) -> Sequence[Casework]:
    """Two cases, of which the first has much to be found by."""
    records = Records(engine, profile)
    first, second = Casework(records, 101, "沪0151"), Casework(records, 1011, "沪0152")
    for case in (first, second):
        if not _ids(engine, case.id):
            case.file()
    if "query" not in {row.entry_id for row in first.journal()}:
        found: dict[str, Any] = {
            "asset": "F1",
            "kind": "不动产",
            "value": 1,
            "online": False,
            "holder": "王小明",
            "description": "浦东新区一号房屋",
        }
        first.fact("officer_assigned", AT, {"officer": "执行员丁"})
        first.fact("query_feedback_received", AT, {"assets": [found]}, entry_id="query")
        first.fact("petition_received", AT, {"petition": "X1", "about": "怠于执行 電話13900139000"})
        first.fact("document_filed", AT, {"document": "W1", "sha256": "a" * 64, "page": 1, "number": "（2026）沪0151执101号之三"})
        first.fact("discipline_issue_found", AT, {"issue": "违纪线索乙"})
        first.act("freeze_account", AT, {"asset": "拒收资产"})
    return first, second


def _ids(engine: Engine, sought: str) -> list[str]:
    with transaction(engine) as session:
        rows, _ = queries.case_page(session, CaseFilter(q=sought), EVERYTHING, None, 50)
        return [row.case_id for row in rows]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.mark.parametrize(
    "sought",
    [
        "（2026）沪0151执101号",
        "(2026)沪0151执101号",
        "2026年沪0151执字第101号",
        " （２０２６） 沪 ０１５１ 执 １０１ 号 ",
        "沪0151-2026-执-101",
        "沪0151执101",
        "沪0151",
        "101号",
    ],
)
def test_a_number_is_found_however_it_is_written(engine: Engine, shelf: Sequence[Casework], sought: str) -> None:
    assert _ids(engine, sought) == [shelf[0].id]


def test_a_part_of_a_serial_finds_all_that_have_it(engine: Engine, shelf: Sequence[Casework]) -> None:
    assert _ids(engine, "101") == [case.id for case in shelf]
    assert _ids(engine, "1011") == _ids(engine, "执1011") == [shelf[1].id]
    assert _ids(engine, "执102") == _ids(engine, "2025年沪0151执101号") == []


@pytest.mark.parametrize(
    ("sought", "place"),
    [
        ("王小明", "asset"),
        ("小明", "asset"),
        ("不动产 新区", "asset"),
        ("执行员丁", "officer"),
        ("怠于执行", "text"),
        ("怠于执行 王小明", "asset"),
        ("执101号之三", "document"),
    ],
)
def test_words_are_found_where_they_stand(engine: Engine, session: Session, shelf: Sequence[Casework], sought: str, place: str) -> None:
    assert _ids(engine, sought) == [shelf[0].id]
    assert place in places(session, sought, [shelf[0].id])[shelf[0].id]


def test_a_party_is_found_in_every_case(engine: Engine, session: Session, shelf: Sequence[Casework]) -> None:
    ids = [case.id for case in shelf]
    assert _ids(engine, "被执行人乙") == ids
    assert places(session, "被执行人乙", ids) == {case_id: ["party"] for case_id in ids}
    assert _ids(engine, "被执行人丙") == _ids(engine, "被执行人乙 无此财产") == []


@pytest.mark.parametrize("sought", ["6222000001", "违纪线索", "拒收资产", "%", "_", "'", "号", "王"])
def test_accounts_restricted_matters_and_single_signs_are_not_found_by_words(
    engine: Engine, shelf: Sequence[Casework], sought: str
) -> None:
    assert _ids(engine, sought) == []


def test_the_words_themselves_stand_nowhere(session: Session, shelf: Sequence[Casework]) -> None:
    rows = session.exec(select(WordsRow).where(WordsRow.case_id == shelf[0].id)).all()
    assert {row.place for row in rows} == {"party", "asset", "officer", "document", "text"}
    assert all(isinstance(gram, int) for row in rows for gram in row.grams)
    here, there = (next(row.grams for row in rows if row.place == place) for place in ("party", "officer"))
    assert set(here) != set(there)


def test_rebuilding_and_another_key_find_the_same(engine: Engine, profile: Profile, shelf: Sequence[Casework]) -> None:
    query = select(WordsRow.sequence, WordsRow.place, WordsRow.grams).where(WordsRow.case_id == shelf[0].id)
    query = query.order_by(col(WordsRow.sequence), col(WordsRow.place))
    with transaction(engine) as session:
        before = session.exec(query).all()
    rebuild_projections(engine, profile, shelf[0].id)
    with transaction(engine) as session:
        assert session.exec(query).all() == before
    both, after = with_keys(engine, TESTS_KEY, f"{NEW_KEY},{TESTS_KEY}"), with_keys(engine, TESTS_KEY, NEW_KEY)
    try:
        assert _ids(both, "王小明") == [shelf[0].id]
        assert sum(reindex(both)) >= 2
        assert _ids(after, "王小明") == [shelf[0].id]
        assert sum(reindex(engine)) >= 2
    finally:
        both.dispose()
        after.dispose()


def test_what_was_erased_is_not_found(engine: Engine, profile: Profile) -> None:
    case = Casework(Records(engine, profile), 77, "沪0153")
    close(case)
    assert _ids(engine, DEBTOR) == [case.id]
    erase(engine, case.id, "保存期满", "operator", case.journal()[-1].recorded_at)
    with transaction(engine) as session:
        assert session.exec(select(WordsRow).where(WordsRow.case_id == case.id)).all() == []


@pytest.mark.parametrize("text", ["", "号", "%", "A1", "执行员丁的案件"])
def test_what_is_no_part_of_a_number(text: str) -> None:
    assert parse_part_of_number(text) is None
