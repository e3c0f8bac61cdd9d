"""A service that may not start says why in a sentence."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import text

from enforcement.records.database import engine_for
from enforcement.records.migrate import behind
from enforcement.settings import Settings
from tests.installation import zhixing
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import create_database, free_port, new_database, url_of

ELSEWHERE = {"DATABASE_URL": "postgresql://zhixing@127.0.0.1:9/zhixing", "TEMPORAL_ADDRESS": "127.0.0.1:9"}


@pytest.mark.parametrize("service", ["api", "worker", "prepare"])
def test_a_service_by_itself_needs_servers(service: str) -> None:
    done = zhixing(service, TEMPORAL_ADDRESS="127.0.0.1:9")

    assert done.returncode == 1
    assert done.stderr.startswith("expected DATABASE_URL: ")


@pytest.mark.parametrize("service", ["api", "worker"])
def test_a_service_does_not_start_on_an_older_schema(service: str, postgres: EmbeddedPostgres) -> None:
    create_database(postgres, f"unprepared_{service}")
    done = zhixing(service, **ELSEWHERE | {"DATABASE_URL": url_of(postgres, f"unprepared_{service}")})

    assert done.returncode == 1
    assert "schema is empty" in done.stderr
    assert "zhixing prepare" in done.stderr


def test_a_schema_of_a_later_release_is_taken(postgres: EmbeddedPostgres) -> None:
    url = new_database(postgres)
    assert behind(url) is None
    engine = engine_for(url, KEYS, restricted=False)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert behind(url) is None
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    assert "schema is 0001" in str(behind(url))


def test_preparing_without_a_database_names_it_without_its_password() -> None:
    done = zhixing("prepare", **ELSEWHERE, DATABASE_PASSWORD="very secret")

    assert done.returncode == 1
    assert "postgresql://zhixing:***@127.0.0.1:9/zhixing" in done.stderr
    assert "very" not in done.stderr
    assert "Traceback" not in done.stderr


def test_preparing_without_temporal_names_it(database_url: str) -> None:
    done = zhixing("prepare", **ELSEWHERE | {"DATABASE_URL": database_url})

    assert done.returncode == 1
    assert "expected Temporal at 127.0.0.1:9" in done.stderr


def test_a_secret_that_can_be_kept_nowhere_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = zhixing("stand-ins", ZHIXING_DATA_DIR=str(tmp_path / "file" / "data"))

    assert done.returncode == 1
    assert done.stderr.startswith("setting ZHIXING_SUBSYSTEM_CREDENTIAL: none is given")
    assert "/run/secrets/zhixing_subsystem_credential" in done.stderr


def test_a_service_that_is_not_there_is_not_well() -> None:
    done = zhixing("probe", "api", ZHIXING_API_PORT=str(free_port()))
    assert (done.returncode, "does not answer" in done.stdout) == (1, True)
    assert "ZHIXING_WORKER_METRICS_PORT" in zhixing("probe", "worker").stderr


def test_the_password_is_kept_apart_from_the_address(postgres: EmbeddedPostgres) -> None:
    password = "a:b@c/d e%"
    with psycopg.connect(postgres.maintenance_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE apart LOGIN PASSWORD {}").format(sql.Literal(password)))
    settings = Settings(database_url=f"postgresql://apart@127.0.0.1:{postgres.port}/postgres", database_password=SecretStr(password))
    with psycopg.connect(settings.database) as connection:
        assert connection.info.password == password
    assert password not in settings.database_shown


def test_the_password_apart_takes_the_place_of_another() -> None:
    new = SecretStr("new")
    assert Settings(database_url="postgresql://apart:old@h/d", database_password=new).database == "postgresql://apart:new@h/d"
    with pytest.raises(SystemExit, match="DATABASE_URL: expected a user"):
        _ = Settings(database_url="postgresql://h/d", database_password=new).database
