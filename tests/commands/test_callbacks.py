"""`zhixing callbacks`: the list, and a dead letter tried again."""

import pytest

from enforcement import clock
from enforcement.records import callbacks
from enforcement.records.callbacks import CallbackState, Verdict
from enforcement.records.database import engine_for, transaction
from tests.installation import zhixing
from tests.keys import KEYS

CASE = "沪0199-2026-执-8201"
REASON = f"no case {CASE} is known here"


@pytest.fixture(scope="module")
def url(database_url: str) -> str:
    """A database with a dead letter and a callback that waits."""
    engine = engine_for(database_url, KEYS)
    with transaction(engine) as session:
        callbacks.receive(session, "fund", "m1", CASE, b"{}", clock.now())
    with transaction(engine) as session:
        (dead,) = callbacks.claim(session, 1, clock.now())
        callbacks.settle(session, dead, Verdict(CallbackState.DEAD, reason=REASON), clock.now())
        callbacks.receive(session, "query", "m2", None, b"{}", clock.now())
    engine.dispose()
    return database_url


def test_the_list_says_what_is_dead_and_why(url: str) -> None:
    everything = zhixing("callbacks", DATABASE_URL=url)
    assert (everything.returncode, everything.stderr) == (0, "")
    waiting, dead = everything.stdout.splitlines()
    assert waiting.startswith("2  waiting  query  -  ")
    assert dead.startswith(f"1  dead  fund  {CASE}  ")
    assert dead.endswith(f"1 tries  {REASON}")
    assert zhixing("callbacks", "--state", "dead", DATABASE_URL=url).stdout == f"{dead}\n"
    assert zhixing("callbacks", "--subsystem", "query", DATABASE_URL=url).stdout == f"{waiting}\n"
    assert zhixing("callbacks", "--state", "lost", DATABASE_URL=url).returncode == 2


def test_a_dead_letter_is_tried_again_once(url: str) -> None:
    retried = zhixing("callbacks", "retry", "1", "--by", "管理员", "--note", "已立案", DATABASE_URL=url)
    assert (retried.returncode, retried.stdout.startswith("1 waits again")) == (0, True), retried.stderr
    again = zhixing("callbacks", "retry", "1", "--by", "管理员", DATABASE_URL=url)
    assert (again.returncode, "callback 1 is waiting" in again.stderr) == (1, True)
    unknown = zhixing("callbacks", "retry", "9", "--by", "管理员", DATABASE_URL=url)
    assert (unknown.returncode, "no callback 9" in unknown.stderr) == (1, True)
    assert zhixing("callbacks", "retry", "1", DATABASE_URL=url).returncode == 2
    engine = engine_for(url, KEYS)
    with transaction(engine) as session:
        (note,) = callbacks.callback(session, 1).notes
    engine.dispose()
    assert {name: note[name] for name in ("what", "by", "note", "reason")} == {
        "what": "retried",
        "by": "管理员",
        "note": "已立案",
        "reason": REASON,
    }
