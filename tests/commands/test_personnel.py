"""`zhixing personnel sync` without a register."""

from tests.installation import zhixing


def test_a_register_that_does_not_answer_is_named_and_nothing_recorded(database_url: str) -> None:
    done = zhixing("personnel", "sync", DATABASE_URL=database_url, ZHIXING_PERSONNEL_URL="http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (1, "")
    assert "subsystem personnel did not answer" in done.stderr
    assert "nothing was recorded" in done.stderr
