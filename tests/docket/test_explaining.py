"""Every line of every story has its reason, in both languages."""

import json
from pathlib import Path

import pytest

from enforcement.docket.casefile import empty_case
from enforcement.docket.decide import decide, tick
from enforcement.docket.events import Event
from enforcement.docket.explaining import ROLES_ZH, Said, explain_event
from enforcement.docket.rehearsal import read_story
from enforcement.law.statutes import statute_book
from tests.docket.building import ALL, PROFILE, Life, moment

STORIES = sorted((Path(__file__).parent / "stories").glob("*.json"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_line_has_its_reason(path: Path) -> None:
    story = read_story(json.loads(path.read_text(encoding="utf-8")))
    case, told = empty_case(story.id), list[tuple[Event, Said]]()
    for entry in story.entries:
        for decision in (passed := tick(case, entry.recorded_at), decide(passed.case, entry, PROFILE)):
            case = decision.case
            told += [(event, explain_event(case, event)) for event in decision.events]
    assert told
    for event, said in told:
        assert said.zh.strip(), event
        assert said.en.strip(), event
        if event.due is not None:
            assert event.due[:10] in said.en, event


def test_a_warning_a_miss_a_rung_and_a_late_duty_say_why() -> None:
    life = Life().file()
    life.say("2026-02-10T15:00", "materials_received")
    passed = tick(life.case, moment("2026-02-27T10:00"))
    said = {event.kind.value: explain_event(passed.case, event).zh for event in passed.events if event.rule == "query_launch_5wd"}
    assert said == {
        "deadline_warned": "法〔2021〕322号第13条：届满日前1个工作日提醒",
        "deadline_missed": "法〔2021〕322号第13条：至2026-02-24未完成，逾期",
        "escalated": "逾期2个工作日仍未完成，报执行局长（第2级，内部管理时限）",
    }
    life.case = passed.case
    done = life.say("2026-02-27T11:00", "query_launched", **ALL)
    (late,) = [explain_event(life.case, event) for event in done.events if event.rule == "query_launch_5wd"]
    assert late.zh == "法〔2021〕322号第13条：已完成，逾期3个工作日，逾期记录保留"


def test_a_refusal_names_article_and_cure() -> None:
    life = Life().file()
    refused = life.act("2026-02-10T10:00", "freeze_account", {"asset": "B1"})
    said = explain_event(life.case, refused.events[0])
    assert "R15-2 法〔2021〕322号第15条" in said.zh
    assert "写明具体冻结数额" in said.zh
    assert "State the amount" in said.en


def test_every_role_of_every_ladder_has_its_title() -> None:
    assert {rung.role for ladder in statute_book().ladders.values() for rung in ladder} <= ROLES_ZH.keys()
