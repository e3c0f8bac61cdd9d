"""The engine that workflow tests run on: one time-skipping server, one worker and one case for each test."""

from collections.abc import AsyncIterator
from itertools import count

import pytest
from temporalio.testing import WorkflowEnvironment

from enforcement.contracts.ids import case_workflow_id
from enforcement.docket.profile import Profile
from enforcement.records.case_records import Records
from enforcement.temporal import CaseStart
from tests.fakes.docket import MemoryDocket, Unreliable
from tests.keys import KEYS
from tests.workflows.court import Court, court_in_session
from tests.workflows.courtroom import FIRST_DAY, CountingSupervisors, Courtroom, working
from zhixing.engine import time_skipping
from zhixing.virtual_time import VirtualTime, terminate

# The one procedure of these lives; each of the others has tests of its own.
FOLLOWED = ("query",)
_serials = count(1)


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """A time-skipping server for one test: one on which a workflow has ended before its children never skips time again."""
    async with time_skipping(KEYS) as environment:
        yield environment


@pytest.fixture(params=["memory", "records"])
def docket(request: pytest.FixtureRequest, profile: Profile) -> Unreliable:
    """The same tests on the docket in memory and on the real records."""
    if request.param == "memory":
        return Unreliable(MemoryDocket(profile), FOLLOWED)
    records: Records = request.getfixturevalue("records")
    return Unreliable(records, FOLLOWED)


@pytest.fixture
async def courtroom(environment: WorkflowEnvironment, docket: Unreliable) -> AsyncIterator[Courtroom]:
    """A case nobody has spoken to, on 6 February 2026 at ten, with a worker."""
    case_id = f"沪0199-2026-执-{next(_serials)}"
    virtual = await VirtualTime.beginning(environment, docket.docket, case_id, FIRST_DAY)
    start = CaseStart(search_attributes=False, time_shift=virtual.shift.total_seconds())
    supervisors = CountingSupervisors(docket)
    async with working(environment.client, docket, supervisors):
        yield Courtroom(environment, docket, supervisors, case_id, virtual, start)
        docket.release()
        # The procedure first: once a case has ended before its child, the test server never skips time again.
        for workflow_id in (f"{case_workflow_id(case_id)}/query/Q1", case_workflow_id(case_id)):
            await terminate(environment.client, workflow_id, "the test is over")


@pytest.fixture
async def court(environment: WorkflowEnvironment, profile: Profile) -> AsyncIterator[Court]:
    """A case of 6 February 2026 with a worker over every activity and subsystems in memory."""
    async with court_in_session(environment, profile) as court:
        yield court
