"""Anchoring on the engine: one anchor a night, through a full folder and an authority that is away; by the schedule, and each hand alone."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from temporalio.client import Client, ScheduleActionExecutionStartWorkflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.anchors import AnchorActivities
from enforcement.contracts.anchors import ANCHORING_SCHEDULE, AnchoringResult
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.ports.subsystems import SubsystemAway
from enforcement.records.anchor_folder import AnchorFolder
from enforcement.records.anchors import KeptAnchors
from enforcement.records.signed_roots import private_key
from enforcement.temporal import schedule_anchoring
from tests.engine_room import dev_server, working
from tests.fakes.anchors import FakeAnchors, FakeTimeStamps
from workflows.anchoring import Anchoring

OFTEN = 10**6


@asynccontextmanager
async def anchoring(client: Client, anchors: FakeAnchors, timestamps: FakeTimeStamps | None) -> AsyncIterator[None]:
    hands = AnchorActivities(anchors, timestamps)
    with ThreadPoolExecutor(2) as threads:
        async with Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=[Anchoring],
            activities=[hands.sign, hands.export, hands.stamp],
            activity_executor=threads,
        ):
            yield


async def night(client: Client, name: str) -> AnchoringResult:
    return await client.execute_workflow(Anchoring.run, id=name, task_queue=TASK_QUEUE)


@pytest.mark.parametrize(("full", "away"), [(0, 0), (2, 0), (0, 2)], ids=["no trouble", "folder full", "authority away"])
async def test_a_night_anchors_exports_and_stamps(environment: WorkflowEnvironment, full: int, away: int) -> None:
    anchors = FakeAnchors(full)
    async with anchoring(environment.client, anchors, FakeTimeStamps(away)):
        result = await night(environment.client, "anchoring-1")
        # The same run again, as after a reset.
        again = await night(environment.client, "anchoring-1")

    assert (result.anchored.number, result.stamped, result.written) == (1, [1], ["root 1", "stamp 1"])
    assert (again.anchored, again.stamped, again.written) == (result.anchored, [], [])
    assert anchors.stamps == {1: b"stamp of 00"}


async def test_what_a_night_cannot_stamp_is_stamped_by_the_next(environment: WorkflowEnvironment) -> None:
    anchors, timestamps = FakeAnchors(), FakeTimeStamps(OFTEN)
    async with anchoring(environment.client, anchors, timestamps):
        first = await night(environment.client, "anchoring-1")
        timestamps.away = 0
        second = await night(environment.client, "anchoring-2")

    assert (first.stamped, first.written) == ([], ["root 1"])
    assert (second.stamped, second.written) == ([1, 2], ["root 2", "stamp 1", "stamp 2"])


async def test_without_an_authority_nothing_is_stamped(environment: WorkflowEnvironment) -> None:
    anchors = FakeAnchors()
    async with anchoring(environment.client, anchors, None):
        assert (await night(environment.client, "anchoring-1")).stamped == []
    assert anchors.folder == ["root 1"]


def test_each_hand_does_what_is_left() -> None:
    anchors, timestamps = FakeAnchors(1), FakeTimeStamps()
    hands = AnchorActivities(anchors, timestamps)
    assert hands.sign("one") == hands.sign("one")
    with pytest.raises(OSError, match="no space"):
        hands.export()
    assert hands.export() == ["root 1"]
    timestamps.away = 1
    with pytest.raises(SubsystemAway):
        hands.stamp()
    assert (hands.stamp(), hands.stamp(), hands.export()) == ([1], [], ["stamp 1"])


async def test_the_schedule_anchors_every_night(engine: Engine, tmp_path: Path) -> None:
    kept = KeptAnchors(engine, private_key("01" * 32), AnchorFolder(tmp_path))
    async with dev_server() as environment, working(environment.client, engine, change=lambda ports: replace(ports, anchors=kept)):
        await schedule_anchoring(environment.client)
        await schedule_anchoring(environment.client)
        schedule = environment.client.get_schedule_handle(ANCHORING_SCHEDULE)
        spec = (await schedule.describe()).schedule.spec
        assert (spec.calendars[0].hour[0].start, spec.time_zone_name) == (4, "Asia/Shanghai")
        await schedule.trigger()
        async with asyncio.timeout(20):
            while not (actions := (await schedule.describe()).info.recent_actions):
                await asyncio.sleep(0.05)
        assert isinstance(actions[0].action, ScheduleActionExecutionStartWorkflow)
        result = await environment.client.get_workflow_handle(actions[0].action.workflow_id, result_type=AnchoringResult).result()

    assert (result.anchored.number, result.written) == (1, ["leaves-000001.json", "anchor-000001.json"])
    assert [root.number for root in AnchorFolder(tmp_path).roots()] == [1]
