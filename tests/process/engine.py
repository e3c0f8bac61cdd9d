"""Runs the exported process on SpiffWorkflow: what was recorded is data, and the docket's dates come in as data too."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import ESCALATION_EVENT_XPATH, StartEventParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import StartEvent
from SpiffWorkflow.util.task import TaskState

from enforcement.process.bpmn import BPMN

FAR, PAST = "2099-01-01T00:00:00+08:00", "2020-01-01T00:00:00+08:00"
_ISO_DURATION = re.compile(r"P(?=.)(\d+[YMD])*(T\d+H)?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MANY = 5_000


class _StartEvent(StartEventParser):
    """Spiff's own parser of start events leaves escalations out, which start the ladders."""

    def create_task(self) -> Any:
        task = self._create_task(self.get_event_definition([ESCALATION_EVENT_XPATH]))
        self.spec.start.connect(task)
        return task


class _Parser(BpmnParser):
    OVERRIDE_PARSER_CLASSES: ClassVar = {full_tag("startEvent"): (_StartEvent, StartEvent)}


class _Engine(PythonScriptEngine):
    """BPMN writes a duration as it is; Spiff would have it as a Python text."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return expression if _ISO_DURATION.fullmatch(expression) else super().evaluate(task, expression, external_context)


class Run:
    """One run of a process to its end; `held` tasks wait until nothing else can be done."""

    def __init__(
        self,
        document: bytes,
        process: str = "case",
        *,
        recorded: Iterable[str] = (),
        form: str = "执行完毕",
        due: Mapping[str, str] | None = None,
        held: Iterable[str] = (),
    ) -> None:
        parser = _Parser()
        parser.add_bpmn_str(document)
        spec: BpmnProcessSpec = parser.get_spec(process)
        self._held = frozenset(held)
        self._workflow = BpmnWorkflow(spec, parser.get_subprocess_specs(process), script_engine=_Engine())
        data = {**dict.fromkeys(names(document), False), **dict.fromkeys(due_names(document), FAR)}
        data |= {**dict.fromkeys(recorded, True), **{f"due_{rule}": when for rule, when in (due or {}).items()}, "form": form}
        self._workflow.get_next_task(state=TaskState.READY).set_data(**data)
        self._run()

    def _run(self) -> None:
        for _ in range(_MANY):
            self._workflow.refresh_timers()
            ready = sorted(self._workflow.get_tasks(state=TaskState.READY), key=lambda task: task.task_spec.bpmn_id in self._held)
            if not ready:
                return
            ready[0].run()
            if ready[0].state == TaskState.STARTED:
                ready[0].complete()
        raise AssertionError(f"expected the process to end, but it went on for {_MANY} steps")

    @property
    def completed(self) -> bool:
        return bool(self._workflow.is_completed())

    @property
    def done(self) -> list[str]:
        """The ids of the elements that were run through, in order."""
        tasks = sorted(self._workflow.get_tasks(state=TaskState.COMPLETED), key=lambda task: task.last_state_change)
        return [task.task_spec.bpmn_id for task in tasks if task.task_spec.bpmn_id]


def names(document: bytes) -> set[str]:
    """Every entry that a condition asks for."""
    conditions = etree.fromstring(document).iter(f"{{{BPMN}}}conditionExpression")
    found = {word for condition in conditions for word in _NAME.findall((condition.text or "").split("==")[0])}
    return found - {"or", "form"}


def due_names(document: bytes) -> set[str]:
    """Every date that a timer takes from the docket."""
    return {element.text or "" for element in etree.fromstring(document).iter(f"{{{BPMN}}}timeDate")}
