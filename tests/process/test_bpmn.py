"""The document is BPMN 2.0: by the OMG's schema, and by an engine that runs it."""

from pathlib import Path

import pytest
import SpiffWorkflow.bpmn.parser
from lxml import etree

from enforcement.docket.states import TERMINATION_FORM
from enforcement.law.statutes import statute_book
from enforcement.process.bpmn import BPMN, DI, document, whole_document
from enforcement.process.places import places
from tests.process.engine import PAST, Run, names

SCHEMA = etree.XMLSchema(etree.parse(str(Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "BPMN20.xsd")))


def test_the_schema_holds() -> None:
    SCHEMA.assertValid(etree.fromstring(whole_document()))


def test_the_schema_would_find_a_flow_to_nowhere() -> None:
    broken = etree.fromstring(whole_document())
    next(broken.iter(f"{{{BPMN}}}sequenceFlow")).set("targetRef", "")
    assert not SCHEMA.validate(broken)


def test_every_diagram_shows_what_it_is_about_and_every_shape_is_of_something() -> None:
    root = etree.fromstring(whole_document())
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    for shown in (*root.iter(f"{{{DI}}}BPMNPlane"), *root.iter(f"{{{DI}}}BPMNShape"), *root.iter(f"{{{DI}}}BPMNEdge")):
        assert shown.get("bpmnElement") in ids


@pytest.mark.parametrize(("name", "form"), places().forms.items(), ids=places().forms)
def test_the_process_runs_from_filing_to_each_closing_form(name: str, form: str) -> None:
    run = Run(document(), form=form)
    assert run.completed
    assert run.done[0] == "start_case"
    assert f"end_{name}" in run.done
    assert ("phase_termination" in run.done) == (form == TERMINATION_FORM)
    assert not [done for done in run.done if done.startswith("rung_")]


def test_a_terminated_case_is_resumed() -> None:
    run = Run(document(), form=TERMINATION_FORM, recorded=["terminate_procedure", "termination_served", "case_resumed"])
    assert run.completed
    assert {"duty_aftercare_termination_registered", "end_resumed"} <= set(run.done)


def test_everything_at_once_runs_to_the_end() -> None:
    run = Run(document(), form=TERMINATION_FORM, recorded=names(document()))
    assert run.completed
    inside = [done for done in run.done if done.startswith(("act_", "procedure_", "duty_"))]
    assert len(set(inside)) == len([element for element in _tasks() if not element.startswith(("duty_tenure", "duty_inspection"))])


def _tasks() -> list[str]:
    root = etree.fromstring(whole_document())
    return [str(task.get("id")) for kind in ("userTask", "serviceTask") for task in root.iter(f"{{{BPMN}}}{kind}")]


def test_a_clock_that_rings_climbs_its_ladder_while_the_duty_stays_open() -> None:
    duty = "duty_query_query_launched"
    run = Run(document(), recorded=["materials_received"], due={"query_launch_5wd": PAST}, held=[duty])
    assert run.completed
    rungs = [f"rung_court_{rung.level}" for rung in statute_book().ladders["court"]]
    path = [done for done in run.done if done.startswith(("clock_", "escalate_", "rung_", duty))]
    assert path == ["clock_query_launch_5wd", "escalate_query_launch_5wd", *rungs, duty]


def test_a_duty_done_in_time_climbs_nothing() -> None:
    run = Run(document(), recorded=["materials_received"])
    assert run.completed
    assert "duty_query_query_launched" in run.done
    assert not [done for done in run.done if done.startswith(("clock_", "rung_"))]


def test_a_right_that_lapses_takes_its_task_with_it() -> None:
    waited = "duty_disposal_self_disposal_completed"
    run = Run(document(), recorded=["permit_self_disposal"], due={"self_disposal_max_90d": PAST}, held=[waited])
    assert run.completed
    assert {"clock_self_disposal_max_90d", "lapsed_self_disposal_max_90d"} <= set(run.done)
    assert waited not in run.done
    assert not [done for done in run.done if done.startswith("rung_")]


def test_files_that_are_no_case_have_a_process_and_a_ladder_of_their_own() -> None:
    held = "duty_inspection_inspection_item_rectified"
    inspection = Run(document(), "inspection", due={"inspection_rectify": PAST}, held=[held])
    assert inspection.completed
    assert [done for done in inspection.done if done.startswith("rung_")] == [f"rung_inspection_superior_{level}" for level in (1, 2, 3, 4)]
    tenure = Run(document(), "tenure")
    assert tenure.completed
    assert "duty_tenure_staff_transferred" in tenure.done
