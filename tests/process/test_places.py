"""The picture is complete: everything that the product knows has exactly one place in it."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from enforcement.contracts.ids import Register
from enforcement.contracts.procedures import WORKFLOW_OF
from enforcement.docket.casefile import empty_case
from enforcement.docket.decide import decide, tick
from enforcement.docket.entries import catalogue
from enforcement.docket.procedures import procedures_of
from enforcement.docket.profile import embedded_profile
from enforcement.docket.regions import REGIONS
from enforcement.docket.rehearsal import read_story
from enforcement.docket.states import CaseState
from enforcement.law.statutes import OnMiss, statute_book
from enforcement.process.graph import Kind, Node
from enforcement.process.places import places
from enforcement.process.whole import whole

STORIES = Path("tests/docket/stories")
_PLACE_IT = "has no place, or more than one: put its id into the `steps` of one phase in enforcement/process/places.toml"


def _nodes(fact: str) -> list[Node]:
    return [node for scope in whole().scopes() for node in scope.nodes if node.facts and node.facts[0] == fact]


def _once(what: str, known: Iterable[str], found: Iterable[str]) -> None:
    counted, wanted = Counter(found), set(known)
    wrong = sorted(name for name in wanted | counted.keys() if counted[name] != 1 or name not in wanted)
    assert not wrong, f"{what} {', '.join(wrong)} {_PLACE_IT}"


def test_every_rule_is_in_the_picture_once() -> None:
    _once("rule", statute_book().rules, (node.facts[1]["id"] for node in _nodes("rule") if node.facts))


def test_every_procedure_is_in_the_picture_once() -> None:
    _once("procedure", WORKFLOW_OF, (node.facts[1]["kind"] for node in _nodes("procedure") if node.facts))


def test_every_act_is_in_the_picture_once() -> None:
    _once("act", catalogue().acts, (node.facts[1]["type"] for node in _nodes("act") if node.facts))


def test_every_state_belongs_to_one_phase_of_its_register() -> None:
    states = [(phase.register, state) for phase in places().phases for state in phase.states]
    assert len(states) == len(set(states)), "a state stands in two phases of enforcement/process/places.toml"
    ours = {state.value for state in CaseState} - {CaseState.OPEN}
    assert {state for register, state in states if register is Register.CASE} == ours


def test_every_region_belongs_to_one_phase() -> None:
    _once("region", REGIONS, (region for phase in places().phases for region in phase.regions))


def test_a_step_that_no_book_knows_is_found() -> None:
    known = statute_book().rules.keys() | WORKFLOW_OF.keys() | catalogue().acts.keys()
    unknown = [step for phase in places().phases for step in phase.steps if step not in known]
    assert not unknown, f"{unknown} in places.toml are neither rule, nor act, nor procedure"


@pytest.mark.parametrize("without", ["query_launch_5wd", "payout", "freeze_account"])
def test_what_has_no_place_is_told_with_what_to_do(without: str) -> None:
    with pytest.raises(AssertionError, match=rf"{without} has no place.*places\.toml"):
        _once("row", [without, "there"], ["there"])


def test_a_clock_is_a_boundary_timer_on_the_task_that_meets_it() -> None:
    for scope in whole().scopes():
        for clock in scope.nodes:
            if clock.timer is None:
                continue
            assert clock.facts is not None
            rule = statute_book().rule(clock.facts[1]["id"])
            host = scope.node(clock.timer.host)
            assert host.facts is not None
            met = host.facts[1].get("entry") or host.facts[1].get("type")
            assert met in rule.met_by if rule.met_by else met is None
            assert clock.timer.interrupts == (rule.on_miss is OnMiss.LAPSE)
            assert rule.title_zh in clock.name
            assert f"第{rule.article}条" in clock.name
            (after,) = (scope.node(flow.target) for flow in scope.out_of(clock.id))
            assert after.escalation == (None if rule.on_miss is OnMiss.LAPSE else rule.ladder)


def test_every_rung_of_a_ladder_is_an_escalation_event() -> None:
    (case, *_) = whole().processes
    inside = [node.inside for node in case.nodes if node.event_triggered and node.inside]
    raised = {node.escalation for scope in inside for node in scope.nodes if node.kind is Kind.RUNG}
    book = statute_book()
    assert raised == {f"{name}_{rung.level}" for name, rungs in book.ladders.items() for rung in rungs}


def test_every_interception_stands_at_each_of_its_acts() -> None:
    notes = {note.about: note.text for scope in whole().scopes() for note in scope.notes}
    for guard in (versions[-1] for versions in statute_book().guards.values()):
        for act in guard.on_acts:
            assert guard.id in notes[f"act_{act}"], f"{guard.id} is not said at {act}"


def test_ids_are_unique() -> None:
    ids = Counter(node.id for scope in whole().scopes() for node in scope.nodes)
    assert not [name for name, count in ids.items() if count > 1]


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.json")), ids=lambda path: path.stem)
def test_what_starts_a_procedure_in_a_story_is_said_of_it(path: Path) -> None:
    """`starts_on` is our own word; the stories hold it to the docket. A notice follows from many entries: any that is a node (art 11)."""
    case, profile = empty_case("沪0199-2026-执-101"), embedded_profile()
    for entry in read_story(json.loads(path.read_text(encoding="utf-8"))).entries:
        before = tick(case, entry.recorded_at).case
        case = decide(before, entry, profile).case
        waited = {(start.kind, start.key) for start in procedures_of(before)}
        for start in procedures_of(case):
            if (start.kind, start.key) not in waited and start.kind != "notice":
                assert entry.type in places().procedures[start.kind].starts_on, (
                    f"{entry.type} starts {start.kind}: add it to `starts_on` in enforcement/process/places.toml"
                )
