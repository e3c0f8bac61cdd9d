"""`zhixing contacts import` and `zhixing digest`, as people run them."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from enforcement.records.case_records import Records
from enforcement.records.contacts import contact
from enforcement.records.database import transaction
from tests.installation import zhixing
from tests.records.casework import Casework

HEAD = "subject,name,court,roles,sms,wecom,quiet_from,quiet_to\n"


def test_contacts_are_imported_and_a_digest_is_shown(tmp_path: Path, database_url: str, engine: Engine, records: Records) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        f"\ufeff{HEAD}li,李执行,沪0199,handler bureau_chief,13800000001,lizhixing,22:00,07:00\nwu,吴,沪0199,,,,,\n", encoding="utf-8"
    )
    done = zhixing("contacts", "import", file, DATABASE_URL=database_url)
    assert (done.returncode, done.stdout) == (0, "2 contacts written\n"), done.stderr
    case = Casework(records, 1)
    case.file()
    case.fact("officer_assigned", "2026-09-17T10:00:00+08:00", {"officer": "李执行"})
    case.receive_materials()
    case.let_pass("2026-09-25T00:00:00+08:00")

    shown = zhixing("digest", "--person", "li", DATABASE_URL=database_url)
    assert shown.returncode == 0, shown.stderr
    assert "李执行：\n已逾期" in shown.stdout
    assert case.number in shown.stdout
    assert "characters for SMS" in shown.stdout
    assert "nothing to tell wu" in zhixing("digest", "--person", "wu", DATABASE_URL=database_url).stdout
    assert zhixing("digest", "--person", "nobody", DATABASE_URL=database_url).returncode == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("subject,name\nx,y\n", "court, roles missing"),
        (f"{HEAD}x,甲,沪0199,chief,,,,\n", "line 2: roles: expected roles of the authority table"),
        (f"{HEAD}x,甲,沪09999,handler,,,,\n", "line 2: court: expected a code such as 沪0199"),
        (f"{HEAD}x,甲,沪0199,handler,,,22:00,\n", "line 2: quiet_from, quiet_to: expected two times"),
        (f"{HEAD},甲,沪0199,handler,,,,\n", "line 2: expected a subject"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_written(
    tmp_path: Path, database_url: str, engine: Engine, text: str, expected: str
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(text + ("ok,乙,沪0199,handler,,,,\n" if text.startswith(HEAD) else ""), encoding="utf-8")
    done = zhixing("contacts", "import", file, DATABASE_URL=database_url)
    assert done.returncode == 2
    assert expected in done.stderr
    with transaction(engine) as session:
        assert contact(session, "ok") is None
