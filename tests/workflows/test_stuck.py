"""Time that cannot pass, because the docket fails over it: the timer is set again when the case is taken up, and nothing is lost."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.docket import DocketActivities
from enforcement.contracts.messages import EscalationKey
from enforcement.docket.decide import tick
from enforcement.errors import Undecidable
from enforcement.records import case_records
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.stuck import TIME, stuck
from enforcement.temporal import read_docket
from tests.workflows.courtroom import NOTICE, NOTICE_EXPIRED, Courtroom


@pytest.mark.parametrize("docket", ["records"], indirect=True)
async def test_a_timer_over_which_the_docket_fails_rings_again(
    courtroom: Courtroom, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    await courtroom.file()
    broken: Any = lambda case, instant: {}[case.case_id]  # noqa: E731
    monkeypatch.setattr(case_records, "tick", broken)
    await courtroom.environment.sleep(NOTICE_EXPIRED + timedelta(hours=1) - await courtroom.virtual.now())
    async with asyncio.timeout(20):
        while not _stuck(records, courtroom.case_id):
            await asyncio.sleep(0.05)
    with pytest.raises(Undecidable):
        await courtroom.serve_notice()

    monkeypatch.setattr(case_records, "tick", tick)
    await read_docket(courtroom.client, courtroom.case_id)

    async with asyncio.timeout(20):
        while (NOTICE, 1) not in courtroom.supervisors.told:
            await asyncio.sleep(0.05)
    missed = [line for line in courtroom.timeline() if line[1:] == ("deadline_missed", NOTICE)]
    assert missed == [(NOTICE_EXPIRED.isoformat(), "deadline_missed", NOTICE)]
    assert [rung for rung in courtroom.supervisors.told if rung[0] == NOTICE] == [(NOTICE, 1)]
    await courtroom.serve_notice()
    assert TIME not in _stuck(records, courtroom.case_id)


def _stuck(records: Records, case_id: str) -> list[str]:
    with transaction(records.engine) as session:
        return [row.about for row in stuck(session, case_id=case_id)]


@pytest.mark.parametrize("name", ["record", "tick", "standing"])
def test_no_decision_is_broken_off_in_its_midst(name: str) -> None:
    threads = ThreadPoolExecutor(1)
    docket = SlowDocket()
    environment = ActivityEnvironment()
    deed = getattr(DocketActivities(docket), name)
    try:
        running = threads.submit(environment.run, deed, None)
        docket.begun.wait(5)
        environment.cancel()
        docket.go_on.set()
        assert running.result(5) == "done"
    finally:
        threads.shutdown()


class SlowDocket:
    """A docket that takes its time."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def record(self, _said: Any) -> Any:
        self.begun.set()
        while not self.go_on.wait(0.01):
            pass
        return "done"

    tick = standing = record

    def tell(self, key: EscalationKey, at: datetime) -> None:
        """Nobody is told of anything here."""
