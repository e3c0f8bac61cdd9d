"""`zhixing backup` and `zhixing restore`, on real records: what was there at one moment is there again, and nothing is written over."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest
from sqlalchemy import Engine

from enforcement.docket.profile import Profile
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.migrate import upgrade
from tests.installation import zhixing
from tests.keys import KEYS
from tests.records.casework import RECEIVED_AT, Casework
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import create_database, new_database, url_of

_SERIAL = count(9101)
# As long as one text may be.
LARGE = 10_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Run a command on a database."""
    folder = tmp_path_factory.mktemp("data")
    return lambda url, *arguments, data=folder: zhixing(*arguments, DATABASE_URL=url, ZHIXING_DATA_DIR=str(data))


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> str:
    """A database without even a schema."""
    name = f"empty_{next(_SERIAL)}"
    create_database(postgres, name)
    return url_of(postgres, name)


@pytest.fixture
def case(records: Records) -> Casework:
    """A case with money, an anchor to come, and the longest text that an entry may have."""
    case = Casework(records, next(_SERIAL))
    case.file()
    case.receive_materials()
    case.credit("R1", "123456.78")
    case.fact("urgent_lift_applied", RECEIVED_AT, {"debtor": "D1", "reason": "字" * LARGE}, entry_id="large")
    return case


@pytest.fixture
def restored(profile: Profile) -> Iterator[Callable[[Casework, str], Casework]]:
    """The same case in another database."""
    engines: list[Engine] = []

    def there(case: Casework, url: str) -> Casework:
        engines.append(engine_for(url, KEYS))
        return replace(case, records=Records(engines[-1], profile))

    yield there
    for engine in engines:
        engine.dispose()


def test_a_backup_is_restored_to_the_last_row(
    case: Casework, database_url: str, empty: str, run: Callable[..., Any], tmp_path: Path, restored: Callable[..., Casework]
) -> None:
    run(database_url, "audit", "anchor")
    file = tmp_path / "record.zip"
    made, again = run(database_url, "backup", file), run(database_url, "backup", file)
    case.fact("interference_contact", RECEIVED_AT, {"contact": "after"}, entry_id="after")

    done = run(empty, "restore", file)

    assert (made.returncode, made.stderr, file.stat().st_mode & 0o077) == (0, "", 0)
    assert (again.returncode, "never written over" in again.stderr) == (1, True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 breaks" in done.stdout
    there = restored(case, empty)
    assert [row.entry_id for row in there.journal()] == [row.entry_id for row in case.journal()][:-1]
    assert [row.link for row in there.journal()] == [row.link for row in case.journal()][:-1]
    assert len(str(there.journal()[-1].data["reason"])) == LARGE
    assert there.fact("interference_contact", RECEIVED_AT, {"contact": "on"}, entry_id="on").outcome == "recorded"
    with psycopg.connect(empty) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        connection.execute("DELETE FROM journal")


def test_a_record_in_use_is_not_written_over(case: Casework, database_url: str, run: Callable[..., Any], tmp_path: Path) -> None:
    run(database_url, "backup", tmp_path / "record.zip")
    before = case.everything()

    done = run(database_url, "restore", tmp_path / "record.zip")

    assert (done.returncode, "cases, journal" in done.stderr) == (1, True)
    assert case.everything() == before


def test_what_was_cut_off_or_changed_is_refused_before_anything_is_touched(
    case: Casework, database_url: str, postgres: EmbeddedPostgres, run: Callable[..., Any], tmp_path: Path
) -> None:
    run(database_url, "backup", tmp_path / "record.zip")
    content, target = (tmp_path / "record.zip").read_bytes(), new_database(postgres)
    (tmp_path / "cut.zip").write_bytes(content[: len(content) // 2])
    with ZipFile(tmp_path / "record.zip") as good, ZipFile(tmp_path / "changed.zip", "w") as bad:
        bad.writestr("record.dump", good.read("record.dump")[:-1] + b"x")
        bad.writestr("manifest.json", good.read("manifest.json"))

    for name in ("cut.zip", "changed.zip", "missing.zip"):
        done = run(target, "restore", tmp_path / name)
        assert (done.returncode, "nothing was restored" in done.stderr) == (2, True), done.stderr

    # A migrated database without cases takes the good one.
    assert run(target, "restore", tmp_path / "record.zip").returncode == 0


def test_a_backup_is_of_one_moment_though_everything_goes_on(
    records: Records, database_url: str, empty: str, run: Callable[..., Any], tmp_path: Path
) -> None:
    stop, case = threading.Event(), Casework(records, next(_SERIAL))
    case.file()

    def write() -> None:
        for n in count():
            if stop.is_set():
                return
            case.fact("interference_contact", RECEIVED_AT, {"contact": f"C{n}"}, entry_id=f"C{n}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = run(database_url, "backup", tmp_path / "record.zip")
    finally:
        stop.set()
        writer.join()
    done = run(empty, "restore", tmp_path / "record.zip")

    assert (made.returncode, done.returncode) == (0, 0), made.stderr + done.stderr


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(
    postgres: EmbeddedPostgres, empty: str, run: Callable[..., Any], tmp_path: Path
) -> None:
    name = f"earlier_{next(_SERIAL)}"
    create_database(postgres, name)
    upgrade(url_of(postgres, name), "0008")
    assert run(url_of(postgres, name), "backup", tmp_path / "record.zip").returncode == 0

    assert run(empty, "restore", tmp_path / "record.zip", data=tmp_path).returncode == 0

    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT count(*) FROM stuck").fetchone() == (0,)


def test_what_cannot_be_written_leaves_nothing_behind(case: Casework, database_url: str, run: Callable[..., Any], tmp_path: Path) -> None:
    done = run(database_url, "backup", tmp_path / "no such folder" / "record.zip")

    assert (done.returncode, "no backup was made" in done.stderr) == (1, True)


def test_an_older_backup_is_told_from_a_newer_anchor(
    case: Casework, database_url: str, empty: str, run: Callable[..., Any], tmp_path: Path
) -> None:
    run(database_url, "backup", tmp_path / "record.zip", data=tmp_path)
    case.fact("interference_contact", RECEIVED_AT, {"contact": "after"}, entry_id="after")
    run(database_url, "audit", "anchor", data=tmp_path)

    done = run(empty, "restore", tmp_path / "record.zip", data=tmp_path)

    assert done.returncode == 1
    assert "restored: " in done.stdout
    assert "anchor" in done.stdout.splitlines()[1]


def test_a_server_that_asks_for_a_password_gets_it(postgres: EmbeddedPostgres, run: Callable[..., Any], tmp_path: Path) -> None:
    rules = postgres.data / "pg_hba.conf"
    rules.write_text(f"host all keeper 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
    with psycopg.connect(postgres.maintenance_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper SUPERUSER LOGIN PASSWORD 'k/e@p:s'")
        connection.execute("SELECT pg_reload_conf()")
    address = new_database(postgres)
    assert "password authentication failed" in run(address.replace("postgres@", "keeper:wrong@"), "backup", tmp_path / "refused.zip").stderr
    done = run(address.replace("postgres@", "keeper:k%2Fe%40p%3As@"), "backup", tmp_path / "kept.zip")
    assert (done.returncode, done.stderr) == (0, "")
