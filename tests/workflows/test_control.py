"""Measures on assets on the engine: an act is all that a person does, the rest follows (arts 13–16)."""

import asyncio
from datetime import timedelta

import pytest

from enforcement.contracts.control import ControlMeasure
from enforcement.docket.regions import regions
from tests.workflows.court import Court
from tests.workflows.test_procedures import Trouble, answers_lost, away


def slow(court: Court) -> None:
    court.control.unready = 5


TROUBLES: list[Trouble] = [lambda court: None, away, answers_lost, slow]
NAMES = ["no trouble", "away", "answers lost", "slow"]


def states(court: Court, region: str) -> dict[str, str]:
    return {part.id: part.state for part in regions(court.case_file).get(region, ())}


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_a_freeze_on_line_is_in_force_and_entered_by_itself(court: Court, trouble: Trouble) -> None:
    trouble(court)
    await court.courtroom.file()

    frozen = await court.courtroom.act("freeze_account", asset="B1", amount=80000)
    assert frozen.outcome == "accepted"
    await court.quiet()

    (order,) = court.control.orders.values()
    assert (order.measure, order.online, order.amount, order.ruling[-2:]) == (ControlMeasure.FREEZE, True, 8_000_000, "之1")
    asset = court.case_file.assets["B1"]
    assert (asset.value, asset.ordered, asset.held, asset.entered, asset.evidence) == (8_000_000, None, True, True, "回执-freeze-B1-1")
    assert [event for event in court.happened() if event[0] in ("asset_sync_auto", "refprice_start_30d")] == [
        ("asset_sync_auto", "deadline_opened"),
        ("asset_sync_auto", "deadline_met"),
    ]


async def test_a_seizure_through_the_registrar_is_entered_by_a_person(court: Court) -> None:
    await court.courtroom.file()
    await court.courtroom.act("seize_asset", asset="A1", asset_kind="不动产", value=900000)
    await court.quiet()

    assert ("refprice_start_30d", "deadline_opened") in court.happened()
    assert ("asset_manual_entry_prompt", "deadline_opened") in court.happened()
    assert ("asset_manual_entry_prompt", "deadline_met") not in court.happened()
    assert states(court, "controls") == {"seize-A1-1": "effective"}


async def test_what_cannot_be_controlled_no_longer_counts(court: Court) -> None:
    court.control.refuses["B1"] = "账户已销户"
    await court.courtroom.file()
    await court.courtroom.act("freeze_account", asset="B1", amount=1012400)
    await court.quiet()

    assert states(court, "controls") == {"freeze-B1-1": "failed"}
    other = await court.courtroom.act("freeze_account", asset="B2", amount=1012400)
    assert other.outcome == "accepted"
    await court.quiet()


async def test_a_partial_freeze_leaves_the_rest_to_be_controlled(court: Court) -> None:
    court.control.balances["B1"] = 30_000_00
    await court.courtroom.file()
    await court.courtroom.act("freeze_account", asset="B1", amount=80000)
    await court.quiet()

    assert court.case_file.controlled == 30_000_00


async def test_a_waiting_seizure_is_watched_day_by_day_until_it_takes_effect(court: Court) -> None:
    court.control.waiting["A1"] = None
    await court.courtroom.file()
    await court.courtroom.act("seize_asset", asset="A1", asset_kind="不动产", value=900000)
    async with asyncio.timeout(60):
        while states(court, "controls") != {"seize-A1-1": "waiting"}:
            await court.courtroom.environment.sleep(1)
    assert ("refprice_start_30d", "deadline_opened") not in court.happened()
    assert len(court.needs("waiting")) == 1

    court.control.waiting["A1"] = "2026-02-06T12:00:00+08:00"
    await court.courtroom.environment.sleep(timedelta(days=1).total_seconds())
    await court.kinds(("refprice_start_30d", "deadline_opened"))
    await court.quiet()

    assert states(court, "controls") == {"seize-A1-1": "effective"}


async def test_a_measure_is_renewed_deducted_and_released_one_after_another(court: Court) -> None:
    await court.courtroom.file()
    await court.courtroom.act("freeze_account", asset="B1", amount=80000)
    await court.courtroom.act("renew_seizure", asset="B1", expires_on="2030-01-01")
    await court.courtroom.act("deduct_deposit", asset="B1", mode="线上", destination="case_account", amount=50000)
    await court.courtroom.act("release_seizure", asset="B1", reason="履行完毕")
    await court.quiet()

    assert [order.measure for order in court.control.orders.values()] == [
        ControlMeasure.FREEZE,
        ControlMeasure.RENEW,
        ControlMeasure.DEDUCT,
        ControlMeasure.RELEASE,
    ]
    assert states(court, "controls") == {
        "deduct-B1-3": "deducted",
        "freeze-B1-1": "released",
        "release-B1-4": "released",
        "renew-B1-2": "renewed",
    }
    assert states(court, "assets") == {"B1": "released"}


async def test_what_a_person_reports_first_is_not_undone_by_the_receipt(court: Court) -> None:
    court.control.unready = 5
    await court.courtroom.file()
    await court.courtroom.act("seize_asset", asset="A1", asset_kind="不动产", value=900000)
    await court.courtroom.say("asset_controlled", asset="A1", asset_kind="不动产", online=False, value=880000)
    await court.courtroom.say("valuation_started", asset="A1", method="网络询价")
    async with asyncio.timeout(60):
        while "control/seize-A1-1/answered" not in court.case_file.seen:
            await court.courtroom.environment.sleep(10)

    assert court.case_file.assets["A1"].value == 88_000_000
    opened = [event for event in court.happened() if event == ("refprice_start_30d", "deadline_opened")]
    assert len(opened) == 1
