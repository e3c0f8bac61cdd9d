"""The personnel register: read page by page, from the fake and from the stand-in, and what its events tell."""

import pytest

from enforcement import clock
from enforcement.contracts.personnel import StaffRecord
from enforcement.contracts.receipts.personnel import tenure
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import Callbacks
from enforcement.ports.subsystems import PersonnelPort
from tests.stand_ins import SECRET
from tests.subsystems.conftest import at_the_door
from tests.subsystems.test_callbacks import AT, signed
from zhixing.personnel import register

FILES = ("沪0199-2026-任-8801", "沪0199-2026-任-8802")
RECORD = StaffRecord(FILES[0], "某", "执行局长", True, "2021-01-05", "2026-02-01", "立案庭庭长")


@pytest.fixture
def staffed(request: pytest.FixtureRequest, personnel: PersonnelPort) -> PersonnelPort:
    """A register in which two people have posts."""
    if request.node.callspec.params["personnel"] == "gateway":
        for n in range(60):
            told = {"case_id": f"沪0199-2026-任-{8801 + n}", "name": "某", "post": "执行局长", "leading": True, "since": "2021-01-05"}
            at_the_door(request.getfixturevalue("stand_ins"), "personnel", "appointments", told)
    return personnel


def test_the_whole_register_is_read_page_by_page(staffed: PersonnelPort) -> None:
    read = list(register(staffed))
    assert tuple(record.case_id for record in read[:2]) == FILES
    assert len({record.case_id for record in read}) == len(read) in (2, 60)
    assert staffed.staff("").next is not None
    assert staffed.staff("沪9").records == []


def test_events_make_the_facts_that_the_register_makes() -> None:
    told = {"case_id": FILES[0], "name": "某", "post": "执行局长", "leading": True, "since": "2021-01-05"}
    left = {"case_id": FILES[0], "left_on": "2026-02-01", "to_post": "立案庭庭长"}
    bodies = [{"type": f"personnel.{type_}", "timestamp": AT, "data": data} for type_, data in (("appointed", told), ("transferred", left))]
    facts = [Callbacks(SECRET).fact("personnel", signed(body)[1]) for body in bodies]
    assert facts == tenure(RECORD)
    for fact in tenure(RECORD):
        assert read_entry(fact.said, clock.now()).text("staff") == FILES[0]
    assert tenure(RECORD)[1].happened_at == "2026-02-01T00:00:00+08:00"
