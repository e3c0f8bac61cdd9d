"""Measures on debtors on the engine: every unit's receipt, corrections, and who is freed."""

import pytest

from tests.workflows.court import Court


async def restricted(court: Court) -> None:
    """D1 was restricted and listed before anybody looked."""
    await court.courtroom.file()
    await court.courtroom.say("restriction_issued", debtor="D1")
    await court.courtroom.say("listing_published", debtor="D1", ground=4, term_years=2)


def ordered(court: Court) -> list[tuple[str, str | None]]:
    return [(order.measure, order.person) for order in court.credit.orders.values()]


@pytest.mark.parametrize("lost", [0, 2])
async def test_a_correction_reaches_the_list_and_the_credit_bureau(court: Court, lost: int) -> None:
    court.line.lose_answers("order", lost)
    await restricted(court)
    await court.courtroom.say("correction_decided", debtor="D1", founded=True)
    await court.quiet()
    assert ordered(court) == [("correct", None), ("push", None)]
    assert ("dishonest_correction_fix_3wd", "deadline_met") in court.happened()


@pytest.mark.parametrize("lost", [0, 2])
async def test_a_former_legal_representative_is_freed_by_every_unit(court: Court, lost: int) -> None:
    court.line.lose_answers("order", lost)
    await restricted(court)
    await court.courtroom.say("legal_representative_changed", debtor="D1", person="某人")
    await court.quiet()
    assert ordered(court) == [("lift", "某人")]
    case = court.docket.case_file(court.courtroom.case_id)
    assert case.debtors["D1"].restricted
    (measure,) = case.measures.values()
    assert (measure.id, measure.silent, len(measure.acknowledged)) == ("lift-D1-2-某人/lift", (), 2)
