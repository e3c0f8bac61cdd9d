"""Personal data in the database: sealed wherever it stands, opened for who reads through the records, found by digests, erased with its key."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import col, select

from enforcement import clock
from enforcement.authority.permissions import Reach
from enforcement.contracts.messages import Json
from enforcement.docket.profile import Profile
from enforcement.errors import CaseErased, ErasureRefused, UnknownCase
from enforcement.records import callbacks, queries
from enforcement.records.audit import verify
from enforcement.records.case_records import Records
from enforcement.records.codec import case_to_json
from enforcement.records.columns import METADATA
from enforcement.records.database import engine_for, transaction
from enforcement.records.key_rotation import erase, erased, key_counts, reindex, rewrap
from enforcement.records.key_tables import CaseKeyRow, LookupRow
from enforcement.records.preview import Proposal, preview
from enforcement.records.queries import CaseFilter
from enforcement.records.rebuild import rebuild_projections
from enforcement.records.vault import ERASED, box_of
from enforcement.secrecy.ciphers import Cipher, Unsealable
from enforcement.secrecy.keys import Keys, read_ring
from tests.keys import KEYS
from tests.records.casework import FILED_AT, RECEIVED_AT, Casework
from tests.records.traces import traces
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database

ID, CODE, PHONE = "11010519491231002X", "91350100M000100Y43", "13800138000"
ACCOUNT, CHANGED, FROZEN = "6222020200112233445", "6217000010001234567", "6228480402564890018"
APPLICANT, DEBTOR, AGENT, HOME = "标记的申请人", "标记的被执行人", "标记的代表人", "标记市标记路1号"
MARKS = (ID, PHONE, ACCOUNT, CHANGED, FROZEN, APPLICANT, DEBTOR, AGENT, HOME, CODE, "标记的房屋", "标记的买受人", "标记的单位", "9558801")
EVERYTHING = Reach(everywhere=True)
CLOSED_AT = "2026-09-20T10:00:00+08:00"
NEW_KEY, OTHER_KEY = f"new:{'aa' * 32}", f"other:{'bb' * 32}"
TESTS_KEY = f"tests:{'1f' * 32}"


@pytest.fixture
def engine(postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """A database of its own, in which every value can be looked for."""
    engine = engine_for(new_database(postgres), KEYS)
    yield engine
    engine.dispose()


@pytest.fixture
def records(engine: Engine, profile: Profile) -> Records:
    return Records(engine, profile)


def marked_filing(case: Casework, **other: Json) -> dict[str, Json]:
    """A filing in which every personal value is marked."""
    person = {"id_number": ID, "phone": PHONE, "address": HOME, "representative": AGENT}
    parties: list[Any] = [
        {"id": "P1", "role": "applicant", "name": APPLICANT, "kind": "enterprise", "id_number": CODE},
        {"id": "D1", "role": "debtor", "name": DEBTOR, "kind": "person", **person},
    ]
    account: dict[str, Any] = {"bank": "某行", "number": ACCOUNT, "holder": APPLICANT, "confirmed": True}
    return {**case.filing(), "parties": parties, "payee_account": account, **other}


def file(case: Casework) -> None:
    assert case.act("file_case", FILED_AT, marked_filing(case), entry_id="filing").outcome == "accepted"


def live(case: Casework) -> None:
    """A life in which personal data is said in every way that the catalogue knows."""
    file(case)
    case.receive_materials()
    found: list[Any] = [{"asset": "A1", "kind": "房产", "online": False, "value": "1", "holder": DEBTOR, "description": "标记的房屋"}]
    case.fact("query_feedback_received", RECEIVED_AT, {"assets": found, "complete": True})
    case.act("launch_query", RECEIVED_AT, {"channels": ["总对总"], "types": "ALL_ENABLED", "subject": "标记的单位"})
    case.act("freeze_account", RECEIVED_AT, {"asset": "A1", "account": FROZEN})
    case.act("permit_self_disposal", RECEIVED_AT, {"asset": "A1", "mode": "自行变卖", "money_controlled": True, "buyer": "标记的买受人"})
    case.act("deduct_deposit", RECEIVED_AT, {"mode": "线下", "destination": "9558801", "amount": "1"})
    case.fact("payee_account_changed", RECEIVED_AT, {"number": CHANGED, "verified_by": "handler"})
    case.fact("party_changed", RECEIVED_AT, {"party": "P2", "name": APPLICANT, "role": "applicant"})
    case.fact("legal_representative_changed", RECEIVED_AT, {"debtor": "D1", "person": AGENT})
    case.fact("clue_received", RECEIVED_AT, {"clue": "C1", "source": HOME, "clear": True, "specific": True, "urgent": False})
    case.credit("R1", "500")
    pay: dict[str, Json] = {"payment": "Y1", "receipt": "R1", "amount": 1, "payee_account": ACCOUNT, "approvals": ["handler"]}
    case.act("send_payment_notice", RECEIVED_AT, pay)
    case.let_pass("2027-06-01T00:00:00+08:00")


def close(case: Casework) -> None:
    """Closed for good, waiting for nothing."""
    file(case)
    rights: dict[str, Json] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}
    case.act("issue_document", RECEIVED_AT, {"document": "W1", "kind": "执行通知书", **rights, "addressee": DEBTOR})
    case.fact("document_served", RECEIVED_AT, {"document": "W1", "addressee": DEBTOR})
    assert case.act("close_case", CLOSED_AT, {"form": "执行完毕"}).outcome == "accepted"


def shown(engine: Engine, case: Casework) -> str:
    """Everything that is read of a case."""
    with transaction(engine) as session:
        rows = [(row.data, row.refusals) for row in queries.journal(session, case.id)]
        return f"{case_to_json(queries.case_file(session, case.id, case.records.profile))}{rows}"


def test_no_mark_is_found_in_any_column_and_every_one_is_read(engine: Engine, records: Records) -> None:
    case = Casework(records, 1)
    live(case)
    with transaction(engine) as session:
        body = f'{{"holder": "{DEBTOR}", "account": "{ACCOUNT}"}}'.encode()
        callbacks.receive(session, "query", "E1", case.id, body, clock.now())
        callbacks.receive(session, "query", "E2", None, body, clock.now())

    assert traces(engine, MARKS) == []
    assert traces(engine, ["payee_account_changed"]) != [], "whoever looks, finds what is there"
    told = shown(engine, case)
    assert [mark for mark in MARKS if mark not in told] == []
    with transaction(engine) as session:
        assert [row.body for row in callbacks.claim(session, 5, clock.now())] == [body, body]
    assert list(verify(engine)) == []


def test_a_duplicate_is_known_and_another_body_is_told_apart(records: Records) -> None:
    case = Casework(records, 1)
    file(case)
    data: dict[str, Json] = {"number": CHANGED, "verified_by": "handler"}
    outcomes = [case.fact("payee_account_changed", RECEIVED_AT, data, entry_id="e").outcome for _ in range(2)]
    assert outcomes == ["recorded", "duplicate"]


def test_a_case_that_is_built_again_and_one_of_the_past_read_the_same(engine: Engine, records: Records, profile: Profile) -> None:
    case = Casework(records, 1)
    live(case)
    before = case.everything()

    assert rebuild_projections(engine, profile) == 1

    assert case.everything() == before
    assert traces(engine, MARKS) == []
    with transaction(engine) as session:
        then = queries.case_file(session, case.id, profile, clock.now().replace(year=2030))
        assert (then.parties[1].name, then.payee_account and then.payee_account.number) == (DEBTOR, CHANGED)
        assert preview(session, Proposal(), clock.now()).open >= 0


@pytest.mark.parametrize("cipher", Cipher)
def test_both_ciphers_are_read_whichever_is_set(cipher: Cipher, engine: Engine, profile: Profile) -> None:
    there = engine_for(engine.url.render_as_string(hide_password=False), replace(KEYS, cipher=cipher))
    case = Casework(Records(there, profile), 1)
    file(case)
    assert f"sealed:1:{cipher}:" in str(case.row().case_file)
    assert DEBTOR in shown(engine, case)
    there.dispose()


def test_what_an_earlier_release_wrote_in_the_clear_is_read(engine: Engine, records: Records) -> None:
    case = Casework(records, 1)
    with transaction(engine) as session:
        box = box_of(session, case.id)
        assert box.open("case.parties[0].name", APPLICANT) == APPLICANT
        assert session.get(CaseKeyRow, case.id) is None


@pytest.mark.parametrize(
    ("to_case", "place", "key"),
    [(2, "p", TESTS_KEY), (1, "q", TESTS_KEY), (1, "p", OTHER_KEY)],
    ids=["another case", "another place", "another master key"],
)
def test_a_sealed_value_opens_nowhere_else(engine: Engine, to_case: int, place: str, key: str) -> None:
    with transaction(engine) as session:
        token = box_of(session, "case 1").seal("p", ACCOUNT)
        box_of(session, "case 2").seal("p", ACCOUNT)
    stranger = engine_for(engine.url.render_as_string(hide_password=False), replace(KEYS, master=read_ring(key)))
    with pytest.raises(Unsealable), transaction(stranger) as session:
        box_of(session, f"case {to_case}").open(place, token)
    stranger.dispose()


def test_the_key_of_a_transaction_that_was_given_up_seals_nothing_afterwards(engine: Engine) -> None:
    with transaction(engine) as session:
        box_of(session, "case 1").seal("p", ACCOUNT)
        session.rollback()
    with transaction(engine) as session:
        token = box_of(session, "case 1").seal("p", ACCOUNT)
    fresh = engine_for(engine.url.render_as_string(hide_password=False), KEYS)
    with transaction(fresh) as session:
        assert box_of(session, "case 1").open("p", token) == ACCOUNT
    fresh.dispose()


def test_an_engine_without_keys_neither_reads_nor_writes_a_case(engine: Engine, profile: Profile) -> None:
    bare = engine_for(engine.url.render_as_string(hide_password=False))
    with pytest.raises(RuntimeError, match="made with keys"), transaction(bare) as session:
        queries.case_file(session, _filed(engine, profile).id, profile)
    bare.dispose()


def _filed(engine: Engine, profile: Profile) -> Casework:
    case = Casework(Records(engine, profile), 1)
    file(case)
    return case


# -- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        {"party_id": ID},
        {"party_id": "１１０１０５ 19491231 002x"},
        {"party_id": CODE.lower()},
        {"phone": "+86 138-0013-8000"},
        {"account": "6222 0202 0011 2233 445"},
        {"account": CHANGED},
    ],
    ids=str,
)
def test_a_case_is_found_by_a_number_however_it_is_written(engine: Engine, records: Records, wanted: dict[str, Any]) -> None:
    cases = [Casework(records, serial) for serial in (1, 2)]
    live(cases[0])
    cases[1].file()
    with transaction(engine) as session:
        assert [row.case_id for row in queries.case_page(session, CaseFilter(**wanted), EVERYTHING, None, 10)[0]] == [cases[0].id]


def test_neither_a_part_of_a_number_nor_one_of_a_refused_act_finds_anything(engine: Engine, records: Records) -> None:
    live(Casework(records, 1))
    with transaction(engine) as session:
        for wanted in (CaseFilter(account=ACCOUNT[:-1]), CaseFilter(account="9558801"), CaseFilter(phone=ID)):
            assert queries.case_page(session, wanted, EVERYTHING, None, 10)[0] == []


# -- changing keys ---------------------------------------------------------------------------------------------------


def with_keys(engine: Engine, master: str, index: str = TESTS_KEY) -> Engine:
    """The same database for a process with other keys."""
    keys = Keys(read_ring(master), read_ring(index), KEYS.payloads)
    return engine_for(engine.url.render_as_string(hide_password=False), keys)


def test_keys_are_changed_in_steps_without_a_touch_on_the_journal(engine: Engine, records: Records, profile: Profile) -> None:
    cases = [Casework(records, serial) for serial in range(1, 6)]
    for case in cases:
        file(case)
    links = [case.row().link for case in cases]
    both = with_keys(engine, f"{NEW_KEY},{TESTS_KEY}", f"{OTHER_KEY},{TESTS_KEY}")

    steps = rewrap(both, 2)
    assert next(steps) == 2
    # It is stopped; both kinds of keys are there, and everything goes on.
    with transaction(both) as session:
        assert key_counts(session) == {"new": 2, "tests": 3}
        assert [row.case_id for row in queries.case_page(session, CaseFilter(party_id=ID), EVERYTHING, None, 10)[0]] == [
            case.id for case in cases
        ]
    assert all(Casework(Records(both, profile), case.serial).receive_materials().outcome == "recorded" for case in cases)
    assert sum(rewrap(both, 2)) == 3
    assert sum(reindex(both, 2)) == 5
    assert sum(rewrap(both)) + sum(reindex(both)) == 0

    after = with_keys(engine, NEW_KEY, OTHER_KEY)
    assert all(DEBTOR in shown(after, case) for case in cases)
    with transaction(after) as session:
        assert [row.case_id for row in queries.case_page(session, CaseFilter(account=ACCOUNT), EVERYTHING, None, 10)[0]] == [
            case.id for case in cases
        ]
        assert {row.key for row in session.exec(select(LookupRow))} == {"other/sha256"}
    assert [journaled.link for case in cases for journaled in case.journal()[:1]] == links
    assert list(verify(after)) == []
    for other in (both, after):
        other.dispose()


def test_a_missing_master_key_is_named(engine: Engine, records: Records) -> None:
    case = Casework(records, 1)
    file(case)
    stranger = with_keys(engine, NEW_KEY)
    with pytest.raises(Unsealable, match="master key 'tests': add that to ZHIXING_MASTER_KEYS"):
        shown(stranger, case)
    stranger.dispose()


# -- erasing ---------------------------------------------------------------------------------------------------------


def test_a_closed_case_is_erased_and_its_chain_stands(engine: Engine, records: Records, profile: Profile) -> None:
    case, other = Casework(records, 1), Casework(records, 2)
    close(case)
    file(other)
    with transaction(engine) as session:
        callbacks.receive(session, "query", "E1", case.id, DEBTOR.encode(), clock.now())

    erase(engine, case.id, "保管期限届满", "档案室", clock.now())

    told = shown(engine, case)
    assert [mark for mark in MARKS if mark in told] == []
    assert ERASED in told
    assert list(verify(engine)) == []
    assert DEBTOR in shown(engine, other)
    with transaction(engine) as session:
        assert [(row.case_id, row.erased_by, row.erased_reason) for row in erased(session)] == [(case.id, "档案室", "保管期限届满")]
        assert [row.case_id for row in queries.case_page(session, CaseFilter(party_id=ID), EVERYTHING, None, 10)[0]] == [other.id]
        late = callbacks.receive(session, "query", "E2", case.id, DEBTOR.encode(), clock.now())
        assert (late.case_id, late.body) == (None, DEBTOR.encode())
        assert callbacks.callback(session, 1).body == ERASED.encode()
    with pytest.raises(CaseErased):
        case.fact("petition_received", "2026-12-01T10:00:00+08:00", {"petition": "X1"})
    with pytest.raises(CaseErased):
        rebuild_projections(engine, profile, case.id)
    with pytest.raises(ErasureRefused, match="before"):
        erase(engine, case.id, "保管期限届满", "档案室", clock.now())


def test_an_open_case_is_not_erased(engine: Engine, records: Records) -> None:
    case = Casework(records, 1)
    file(case)
    with pytest.raises(ErasureRefused, match="waits"):
        erase(engine, case.id, "当事人要求", "handler", clock.now())
    with pytest.raises(UnknownCase):
        erase(engine, "沪0199-2026-执-404", "当事人要求", "handler", clock.now())
    assert DEBTOR in shown(engine, case)


def test_the_application_cannot_take_the_row_of_a_key_away(engine: Engine, records: Records) -> None:
    file(Casework(records, 1))
    with pytest.raises(Exception, match="permission denied"), engine.begin() as connection:
        connection.execute(text("DELETE FROM case_keys"))


def test_every_table_is_looked_through() -> None:
    assert {"journal", "cases", "callbacks", "lookups", "case_keys"} <= set(METADATA.tables)
    assert col(CaseKeyRow.case_id) is not None
