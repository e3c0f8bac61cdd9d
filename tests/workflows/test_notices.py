"""The parties are told by themselves: of public nodes, of assets under control, and of what was secret once control is done."""

from collections.abc import Callable

import pytest

from enforcement.contracts.notices import Channel
from enforcement.docket.nodes import node_of
from tests.workflows.court import Court

Trouble = Callable[[Court], None]


def away(court: Court) -> None:
    court.line.be_away("notice", 3)


def answers_lost(court: Court) -> None:
    court.line.lose_answers("notice", 2)


def slow(court: Court) -> None:
    court.notices.unready = 5


TROUBLES: list[Trouble] = [lambda court: None, away, answers_lost, slow]
NAMES = ["no trouble", "away", "answers lost", "slow"]


def told(court: Court) -> list[tuple[str, str, str]]:
    """Every message that was sent: node, party, channel."""
    return sorted((order.key, order.party, order.channel) for order in court.notices.orders.values())


def secrets(court: Court) -> list[tuple[str, str]]:
    """The messages about secret nodes: node, party."""
    return [(key, party) for key, party, _ in told(court) if node_of(key)[0].secret]


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_every_party_is_told_of_a_node_once(court: Court, trouble: Trouble) -> None:
    trouble(court)

    await court.courtroom.file()

    await court.quiet()
    assert told(court) == [("filed", "D1", "sms"), ("filed", "P1", "sms")]
    assert court.case_file.nodes == {"filed": True}


async def test_an_asset_is_told_of_when_it_is_in_the_system(court: Court) -> None:
    room = court.courtroom
    await room.file()
    await room.say("asset_controlled", asset="A1", asset_kind="不动产", online=False, value=900000)
    await court.quiet()
    assert [node for node, _, _ in told(court) if node != "filed"] == []

    await room.say("asset_entered", asset="A1")

    await court.kinds(("asset_push_prompt", "deadline_met"))
    (text,) = {order.text for order in court.notices.orders.values() if order.key == "asset-A1"}
    assert "不动产（A1）" in text
    await court.quiet()


async def test_what_is_secret_waits_until_control_is_done(court: Court) -> None:
    room = court.courtroom
    await room.file()
    await room.act("freeze_account", asset="B1", amount=1000)
    await room.say("query_feedback_received", assets=[{"asset": "B2", "kind": "银行存款", "online": True}], complete=True)
    await room.say("asset_controlled", asset="B1", asset_kind="银行存款", online=True)
    await court.quiet()
    assert secrets(court) == []

    await room.say("asset_controlled", asset="B2", asset_kind="银行存款", online=True)

    await court.quiet()
    assert secrets(court) == [("freeze_ordered-B1", "D1"), ("freeze_ordered-B1", "P1"), ("query_complete", "P1")]


async def test_the_next_channel_is_tried_and_who_is_not_reached_is_named(court: Court) -> None:
    court.notices.without_phone, court.notices.unreachable = {"P1"}, {"D1"}

    await court.courtroom.file()

    await court.quiet()
    assert told(court) == [
        *(("filed", "D1", channel) for channel in sorted(Channel)),
        ("filed", "P1", "sms"),
        ("filed", "P1", "wechat"),
    ]
    (entry,) = court.docket.entries(court.courtroom.case_id, "node_pushed")
    assert entry.data == {"node": "filed", "unreached": ["D1"]}


async def test_an_asset_that_nobody_can_be_told_of_is_left_to_a_person(court: Court) -> None:
    room = court.courtroom
    court.notices.unreachable = {"D1", "P1"}
    await room.file()
    await room.say("asset_controlled", asset="A1", asset_kind="不动产", online=False)
    await room.say("asset_entered", asset="A1")

    await court.kinds(("procedure_failure_answer", "deadline_opened"))

    assert court.case_file.failures["notice/asset-A1"].reason == "no channel reaches any party"
    assert "asset_push_prompt" in {clock.rule for clock in court.docket.standing(room.case_id).clocks}


async def test_a_closed_case_tells_that_it_is_closed(court: Court) -> None:
    # A terminated case waits on. After a child that outlives its parent the test server would skip no time any more.
    room = court.courtroom
    await room.file()
    await room.terminate()
    assert court.docket.standing(room.case_id).state == "terminated"

    await court.quiet()
    assert court.case_file.nodes == {"filed": True, "query_launched": True, "terminated": True, "closed": True}
