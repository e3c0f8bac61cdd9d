"""Publications on the engine: a terminated case enters the library and leaves it by itself."""

from collections.abc import Callable

import pytest

from enforcement.contracts.messages import Json
from tests.workflows.court import Court
from tests.workflows.courtroom import FIRST_DAY

TROUBLES: list[Callable[[Court], None]] = [
    lambda court: None,
    lambda court: court.line.be_away("publish", 3),
    lambda court: court.line.lose_answers("publish", 2),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=["no trouble", "away", "answers lost"])
async def test_a_terminated_case_enters_the_library_and_leaves_it_when_it_is_resumed(
    court: Court, trouble: Callable[[Court], None]
) -> None:
    trouble(court)
    room = court.courtroom
    await room.file()
    await room.serve_notice()
    await room.virtual.reach(FIRST_DAY.replace(day=11, month=5))
    await room.say("query_launched", channels=["总对总", "点对点"], types="ALL_ENABLED")
    checked: dict[str, Json] = {"panel": True, "president_approved": True, "applicant_heard": True, "checklist_complete": True}
    await room.act("terminate_procedure", reason="无财产可供执行", **checked)
    await room.say("termination_served")
    await court.kinds(("zhongben_library_7d", "deadline_met"))
    await court.quiet()
    await room.act("close_case", form="终结本次执行程序")

    await room.say("case_resumed", case_number="（2026）沪0198执恢9号")
    await court.quiet()

    assert sorted(order.key for order in court.publicity.orders.values()) == [
        "publish-library",
        "publish-termination",
        "withdraw-library",
        "withdraw-termination",
    ]
    library = court.case_file.publications["library"]
    assert (library.published, library.withdrawn) == (True, True)
