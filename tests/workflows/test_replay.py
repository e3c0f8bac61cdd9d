"""Kept histories replay, and the same lives still give the same commands.

A new history is kept by running this file with ZHIXING_KEEP_HISTORIES=1; one in use is never replaced while cases may have been started with it:
a change of commands wants `workflow.patched` and a new history beside the old one.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from enforcement.contracts.ids import case_workflow_id
from enforcement.secrecy.payloads import data_converter
from tests.keys import KEYS
from tests.workflows.courtroom import Courtroom, label_of
from tests.workflows.scenarios import SCENARIOS
from workflows.register import WORKFLOWS

HISTORIES = Path(__file__).parent / "histories"
KEEPS = os.environ.get("ZHIXING_KEEP_HISTORIES") == "1"
# What a workflow decides; everything else in a history comes from outside or is bookkeeping.
COMMANDS = {
    "timer_started",
    "timer_canceled",
    "activity_task_scheduled",
    "marker_recorded",
    "start_child_workflow_execution_initiated",
    "upsert_workflow_search_attributes",
    "workflow_execution_update_accepted",
    "workflow_execution_update_completed",
    "workflow_execution_completed",
    "workflow_execution_continued_as_new",
}


@pytest.mark.parametrize("path", sorted(HISTORIES.glob("*.json")), ids=lambda path: path.stem)
async def test_a_kept_history_replays(path: Path) -> None:
    history = WorkflowHistory.from_json("case/replayed", path.read_text(encoding="utf-8"))

    await Replayer(workflows=WORKFLOWS, data_converter=data_converter(KEYS)).replay_workflow(history)


def test_every_life_has_a_history() -> None:
    assert {path.stem for path in HISTORIES.glob("*.json")} == set(SCENARIOS)


@pytest.mark.parametrize("docket", ["memory"], indirect=True)
@pytest.mark.parametrize("life", sorted(SCENARIOS))
async def test_the_same_life_gives_the_same_commands(courtroom: Courtroom, life: str) -> None:
    await SCENARIOS[life](courtroom)
    run = courtroom.runs[0] if courtroom.runs else None
    history = await courtroom.client.get_workflow_handle(case_workflow_id(courtroom.case_id), run_id=run).fetch_history()
    kept = HISTORIES / f"{life}.json"
    if KEEPS:
        kept.write_text(json.dumps(json.loads(history.to_json()), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    baseline = WorkflowHistory.from_json("case/replayed", kept.read_text(encoding="utf-8"))
    assert await commands(history) == await commands(baseline)


async def commands(history: WorkflowHistory) -> Counter[tuple[str, str]]:
    """The kinds of a history's commands, with the labels that people see. Their order is for the replays: what is told at once may change places."""
    found = Counter[tuple[str, str]]()
    for event in history.events:
        kind = str(event.WhichOneof("attributes")).removesuffix("_event_attributes")
        if kind in COMMANDS:
            found[kind, await label_of(event) if event.HasField("user_metadata") else ""] += 1
    return found
