"""Where a case stands in the process: the same picture, with what the docket knows of it."""

import json
from pathlib import Path

import pytest
from lxml import etree

from enforcement.docket.casefile import empty_case
from enforcement.docket.clocks import ClockStatus
from enforcement.docket.decide import Outcome, decide, tick
from enforcement.docket.profile import embedded_profile
from enforcement.docket.rehearsal import read_story
from enforcement.docket.states import state_of
from enforcement.process.bpmn import BPMN, COLOUR, DI, ZHIXING
from enforcement.process.case import Standpoint, case_document, overlay
from enforcement.process.lanes import COLLABORATION
from enforcement.process.pictures import parts, picture_of
from enforcement.process.progress import Status
from enforcement.process.whole import whole
from tests.docket.building import Life
from tests.process.test_bpmn import SCHEMA

STORIES = sorted(Path("tests/docket/stories").glob("*.json"))


def _told(path: Path) -> Standpoint:
    case, recorded, profile = empty_case("沪0199-2026-执-101"), set[str](), embedded_profile()
    for entry in read_story(json.loads(path.read_text(encoding="utf-8"))).entries:
        decision = decide(tick(case, entry.recorded_at).case, entry, profile)
        case = decision.case
        if decision.outcome in (Outcome.RECORDED, Outcome.ACCEPTED):
            recorded.add(entry.type)
    return Standpoint(case, frozenset(recorded))


def _late() -> Standpoint:
    """Filed, the file received, and then nothing for a month."""
    life = Life().file()
    life.say("2026-01-06T09:00", "materials_received")
    life.wait("2026-02-06T09:00")
    return Standpoint(life.case, frozenset({"file_case", "materials_received"}))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_clock_of_a_story_is_in_the_picture_of_its_case(path: Path) -> None:
    here = _told(path)
    known = {node.id for scope in whole().scopes() for node in scope.nodes}
    assert here.marks.keys() <= known
    shown = {clock.id for name, mark in here.marks.items() if name.startswith("clock_") for clock in mark.clocks}
    assert shown == here.case.clocks.keys()


def test_a_late_case_shows_what_is_late_where_it_is_and_who_was_told() -> None:
    here = _late()
    told = overlay(here)
    assert told["state"] == state_of(here.case).value
    assert told["phases"] == ["phase_query"]
    clock = told["elements"]["clock_query_launch_5wd"]
    assert (clock["status"], clock["due"], clock["label"]) == ("missed", "2026-01-13", "逾期 2026-01-13")
    assert [said["id"] for said in clock["clocks"]] == ["query_launch_5wd"]
    assert told["elements"]["duty_query_query_launched"]["status"] == "missed"
    assert told["elements"]["duty_query_query_launched"]["label"] == ""
    assert told["elements"]["phase_query"]["status"] == "missed"
    assert told["elements"]["act_file_case"]["status"] == "done"
    assert told["elements"]["procedure_query"]["status"] == "running"
    assert told["elements"]["rung_court_1"]["status"] == "raised"
    json.dumps(told)


def test_a_case_says_in_bpmn_what_the_overlay_says() -> None:
    here = _late()
    root = etree.fromstring(case_document(here))
    SCHEMA.assertValid(root)
    (case,) = root.iter(f"{{{ZHIXING}}}case")
    assert case.get("phases") == "phase_query"
    said = {}
    for place in root.iter(f"{{{ZHIXING}}}place"):
        element = place.getparent()
        assert element is not None
        owner = element.getparent()
        assert owner is not None
        said[owner.get("id")] = place.get("status")
    assert said == {name: mark.status.value for name, mark in here.marks.items()}
    coloured = {shape.get("bpmnElement") for shape in root.iter(f"{{{DI}}}BPMNShape") if shape.get(f"{{{COLOUR}}}border-color")}
    assert coloured == here.marks.keys()


def test_a_case_changes_nothing_in_the_process_itself() -> None:
    plain, ours = (
        etree.fromstring(case_document(Standpoint(empty_case("沪0199-2026-执-1"), frozenset()))),
        etree.fromstring(case_document(_late())),
    )
    for kind in ("userTask", "boundaryEvent", "sequenceFlow", "subProcess"):
        ids = [[element.get("id") for element in root.iter(f"{{{BPMN}}}{kind}")] for root in (plain, ours)]
        assert ids[0] == ids[1]


def test_paused_clocks_are_shown_as_paused() -> None:
    here = next(here for here in map(_told, STORIES) if any(clock.status is ClockStatus.PAUSED for clock in here.case.clocks.values()))
    paused = [clock for clock in here.case.clocks.values() if clock.status is ClockStatus.PAUSED]
    root = etree.fromstring(case_document(here))
    assert {clock.get("id"): clock.get("pausedOn") for clock in root.iter(f"{{{ZHIXING}}}clock") if clock.get("status") == "paused"} == {
        clock.id: " ".join(clock.grounds) for clock in paused
    }


def test_a_missed_clock_is_raised_on_the_ladder_of_its_own_process() -> None:
    life = Life().file()
    life.say("2026-01-06T09:00", "court_dispute_reported", dispute="C1")
    life.wait("2026-04-06T09:00")
    raised = {name for name, mark in Standpoint(life.case, frozenset()).marks.items() if mark.status is Status.RAISED}
    assert {"rung_superior_1", "ladder_superior"} <= raised
    assert not [name for name in raised if "tenure" in name or "inspection" in name]


def test_who_may_not_read_of_discipline_sees_nothing_of_it() -> None:
    life = Life().file()
    life.say("2026-01-06T09:00", "discipline_issue_found", issue="I1")
    life.wait("2026-03-16T09:00")
    everything = Standpoint(life.case, frozenset({"file_case", "discipline_issue_found"}))
    names = frozenset({"discipline_issue_found", "discipline_consulted"})
    part = everything.without(
        rules={"doublecheck_consult_prompt"}, entries=names, fields={"issues", "double_checks"}, rungs={"double_check"}
    )
    gone = {"clock_doublecheck_consult_prompt", "duty_supervision_discipline_consulted", "procedure_supervision"}
    assert gone <= everything.marks.keys()
    assert not gone & part.marks.keys()
    assert everything.marks["phase_supervision"].status is Status.MISSED
    assert "phase_supervision" not in part.marks
    assert "rung_court_5" not in part.marks
    said = b' rule="doublecheck_consult_prompt"'
    assert said in case_document(everything)
    assert said not in case_document(part)


def test_every_part_has_a_picture_with_the_colours_of_the_case() -> None:
    marks = _late().marks
    for part in parts():
        drawn = etree.fromstring(picture_of(part, marks))
        assert drawn.get("viewBox")
        plain = etree.fromstring(picture_of(part))
        groups = {group.get("id"): group.get("fill") for group in plain.iter("{*}g")}
        painted = {group.get("id") for group in drawn.iter("{*}g") if group.get("fill") != groups[group.get("id")]}
        assert painted == marks.keys() & groups.keys()
        words = {text.text for text in drawn.iter("{*}text")}
        assert {mark.label for name, mark in marks.items() if name in groups and mark.label} <= words


def test_the_whole_shows_the_phase_in_the_colour_of_the_gravest_thing_in_it() -> None:
    marks = _late().marks
    assert (marks["phase_query"].status, marks["phase_query"].label) == (Status.MISSED, "逾期 2026-01-13")
    assert "逾期 2026-01-13" in picture_of(COLLABORATION, marks).decode()
