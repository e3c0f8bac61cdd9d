"""What goes to other desks by itself, in cases and in files of their own."""

from collections.abc import Callable

import pytest

from enforcement.contracts.ids import case_workflow_id
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.supervision import suggestion_received
from tests.workflows.court import Court
from zhixing.virtual_time import terminate

Trouble = Callable[[Court], None]
TROUBLES: list[Trouble] = [
    lambda court: None,
    lambda court: court.line.be_away("desk", 3),
    lambda court: court.line.lose_answers("desk", 2),
]
NAMES = ["no trouble", "away", "answers lost"]


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_an_entrusted_matter_is_followed_to_its_result(court: Court, trouble: Trouble) -> None:
    trouble(court)
    await court.courtroom.file()
    await court.courtroom.say("matter_entrusted", matter="M1", to_court="京0101", what="查封车辆", answer_by="2026-03-20")

    await court.kinds(("entrusted_matter_answer", "deadline_met"))

    (order,) = court.supervision.orders.values()
    assert (order.desk, order.to_court, order.text, order.answer_by) == ("matters", "京0101", "查封车辆", "2026-03-20")
    assert court.case_file.matters["M1"].completed
    await court.quiet()


async def test_a_matter_that_comes_back_is_returned(court: Court) -> None:
    await court.courtroom.file()
    await court.courtroom.say("matter_entrusted", matter="M-退回", to_court="京0101", what="查封车辆", answer_by="2026-03-20")

    await court.quiet()

    (entry,) = court.docket.entries(court.courtroom.case_id, "matter_returned")
    assert (entry.data["reason"], court.case_file.matters["M-退回"].returned) == ("材料不全", True)


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_an_issue_is_handed_over_and_a_petition_entered(court: Court, trouble: Trouble) -> None:
    trouble(court)
    await court.courtroom.file()
    await court.courtroom.say("discipline_issue_found", issue="W1")
    await court.courtroom.say("petition_received", petition="访1", about="拖延执行")

    await court.kinds(("doublecheck_consult_prompt", "deadline_met"))
    await court.kinds(("petition_enter_5wd", "deadline_met"))

    await court.quiet()
    assert {(order.desk, order.about, order.text) for order in court.supervision.orders.values()} == {
        ("inspectorate", "W1", None),
        ("petitions", "访1", "拖延执行"),
    }


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_the_answer_to_a_suggestion_goes_back_to_the_procuratorate(court: Court, trouble: Trouble) -> None:
    trouble(court)
    room = court.courtroom
    await room.file()
    await room.send(suggestion_received(room.case_id, "检1", "2026-04-01"))
    await room.say("supervision_order_answered", order="检察建议-检1", answer="已纠正")

    await court.quiet()

    (order,) = court.supervision.orders.values()
    assert (order.desk, order.about, order.text) == ("procuratorate", "检1", "已纠正")
    assert court.case_file.suggestions["检1"].received
    assert len(court.docket.entries(room.case_id, "suggestion_answer_received")) == 1


async def test_a_file_of_its_own_is_entered_by_itself(court: Court) -> None:
    room, number = court.courtroom, court.courtroom.case_id.replace("执", "访")
    await room.file()
    data: dict[str, Json] = {"petition": number, "about": "拖延执行"}
    opened = await room.send(EntryMessage(number, "opening", "fact", "petition_received", "petition_staff", data))
    assert [(p.kind, p.key) for p in opened.standing.procedures] == [("supervision", f"petitions-{number}")]

    for _ in range(200):
        if court.docket.case_file(number).petitions[number].entered:
            break
        await room.environment.sleep(10)

    assert court.docket.standing(number).procedures == []
    assert [order.case_id for order in court.supervision.orders.values()] == [number]
    await court.quiet()
    await terminate(room.client, case_workflow_id(number), "the test is over")
