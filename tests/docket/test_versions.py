"""Two versions of a rule: a clock keeps the one it was opened with, until it is told to go over to another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from enforcement.docket.clocks import ClockStatus
from enforcement.law import statutes
from tests.docket.building import ALL, Life
from tests.installation import ROOT

NEW = """
[[rule]]
id = "query_launch_5wd"
article = "13"
title_zh = "3个工作日内发起网络查控"
title_en = "Query within three working days"
nature = "statutory"
effective_from = 2026-06-01
opens_on = ["materials_received"]
subject = "case"
length = 3
unit = "working_days"
owed_by = "handler"
met_by = ["query_launched"]
ladder = "court"
"""


class _Folder:
    """A folder of statutes in the place of the release's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def joinpath(self, *_: str) -> Path:
        return self._folder


@pytest.fixture
def two_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From June 2026 the query is due after three working days."""
    for path in (ROOT / "enforcement" / "law" / "statutes").glob("*.toml"):
        content = path.read_text(encoding="utf-8")
        if path.name == "spc-2021-322.toml":
            content = content.replace('id = "query_launch_5wd"\n', 'id = "query_launch_5wd"\neffective_to = 2026-05-31\n', 1) + NEW
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(statutes, "files", lambda _: _Folder(tmp_path))
    statutes.statute_book.cache_clear()
    yield
    monkeypatch.undo()
    statutes.statute_book.cache_clear()


def adopt(life: Life, at: str, on: str = "2026-06-01") -> None:
    life.say(at, "rule_version_adopted", rule="query_launch_5wd", version_on=on, reason="新规定对未结案件适用")


@pytest.mark.usefixtures("two_versions")
def test_a_new_version_applies_from_its_date() -> None:
    for received, due in (("2026-05-29T09:00", "2026-06-05"), ("2026-06-01T09:00", "2026-06-04")):
        life = Life().file()
        life.say(received, "materials_received")
        assert life.case.clocks["query_launch_5wd"].due == due


@pytest.mark.usefixtures("two_versions")
def test_an_open_clock_goes_over_when_it_is_told() -> None:
    life = Life().file()
    life.say("2026-05-29T09:00", "materials_received")
    adopt(life, "2026-06-01T09:00")
    moved = life.line("query_launch_5wd", "deadline_recomputed")
    assert (moved["from"], moved["due"]) == ("2026-06-05", "2026-06-03")
    assert life.case.clocks["query_launch_5wd"].law.length == 3
    life.say("2026-06-04T09:00", "query_launched", **ALL)
    assert life.of("query_launch_5wd")[-1][1] == "deadline_met_late"


@pytest.mark.usefixtures("two_versions")
def test_a_clock_that_would_have_expired_is_missed_at_once_and_one_that_was_missed_stays() -> None:
    life = Life().file()
    life.say("2026-05-29T09:00", "materials_received")
    adopt(life, "2026-06-04T09:00")
    assert life.of("query_launch_5wd")[-2:] == [("2026-06-04T09:00", "deadline_missed"), ("2026-06-04T09:00", "escalated")]
    before = life.case.clocks["query_launch_5wd"]
    adopt(life, "2026-06-04T10:00", on="2026-05-01")
    assert life.case.clocks["query_launch_5wd"] == before


@pytest.mark.usefixtures("two_versions")
def test_a_paused_clock_gets_its_new_date_when_it_runs_on() -> None:
    life = Life().file()
    life.say("2026-05-29T09:00", "asset_controlled", asset="A1", asset_kind="不动产", online=False)
    life.say("2026-05-29T10:00", "stay_ordered", ground="中止")
    paused = [clock.id for clock in life.case.open_clocks if clock.status is ClockStatus.PAUSED]
    assert paused
    life.say("2026-06-02T10:00", "rule_version_adopted", rule="refprice_start_30d", version_on="2026-06-01", reason="x")
    assert life.case.clocks["refprice_start_30d:A1"].status is ClockStatus.PAUSED
    assert life.case.clocks["refprice_start_30d:A1"].rule_on.isoformat() == "2026-06-01"


@pytest.mark.usefixtures("two_versions")
def test_an_unknown_rule_moves_nothing() -> None:
    life = Life().file()
    before = dict(life.case.clocks)
    assert life.say("2026-01-06T09:00", "rule_version_adopted", rule="no_such_rule", version_on="2026-06-01", reason="x").clocks == ()
    assert life.case.clocks == before
