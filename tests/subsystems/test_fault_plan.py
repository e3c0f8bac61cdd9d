"""The plan of faults: the same seed gives the same fates, rates are kept, and what cannot be planned is named."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from subsystems.app import from_environment
from subsystems.faults import CallbackFault, FaultPlan, Faults, RequestFault
from subsystems.wrongness import Json, impossible, of_another_order

AT = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
RATES = {RequestFault.BUSY: 0.1, RequestFault.TRUNCATED: 0.3}


def fates(seed: int, requests: int = 2000) -> list[RequestFault | None]:
    plan = FaultPlan(seed=seed, requests=RATES)
    return [plan.request_fate("fund", f"POST /orders C{n}", 1) for n in range(requests)]


def test_a_seed_gives_the_same_fates_every_time_and_another_seed_others() -> None:
    assert fates(7) == fates(7)
    assert fates(7) != fates(8)


def test_every_kind_happens_as_often_as_it_is_planned() -> None:
    counts = Counter(fates(7))
    assert counts.keys() == {None, *RATES}
    assert counts[RequestFault.BUSY] == pytest.approx(200, abs=60)
    assert counts[RequestFault.TRUNCATED] == pytest.approx(600, abs=90)


def test_each_try_of_a_request_has_a_fate_of_its_own() -> None:
    plan = FaultPlan(requests={RequestFault.BUSY: 0.5})
    tries = [plan.request_fate("fund", "POST /orders C1", n) for n in range(50)]
    assert set(tries) == {None, RequestFault.BUSY}
    faults = Faults(plan)
    assert [faults.request_fate(plan, "fund", "POST /orders C1") for _ in range(49)] == tries[1:]


def test_a_plan_that_begins_anew_repeats_the_run() -> None:
    plan, faults = FaultPlan(requests={RequestFault.BUSY: 0.5}), Faults()
    runs = []
    for _ in range(2):
        faults.begin("fund", plan)
        runs.append([faults.request_fate(plan, "fund", "GET /orders/C1") for _ in range(30)])
    assert runs[0] == runs[1]


def test_the_fate_of_a_callback_is_its_own() -> None:
    plan = FaultPlan(seed=3, callbacks={CallbackFault.LOST: 0.5})
    named = [plan.callback_fate("fund", f"fund:{n}:paid") for n in range(40)]
    assert set(named) == {None, CallbackFault.LOST}
    assert named == [plan.callback_fate("fund", f"fund:{n}:paid") for n in range(40)]


def test_a_plan_holds_for_its_service_and_what_it_injected_can_be_read_when_it_has_ended() -> None:
    faults = Faults(FaultPlan(seed=1))
    faults.begin("fund", FaultPlan(seed=2))
    faults.injected("fund", RequestFault.BUSY)
    assert [plan.seed for name in ("fund", "query") if (plan := faults.plan(name))] == [2, 1]
    faults.end("fund")
    assert faults.plan("fund") is None
    assert (faults.counts("fund"), faults.counts("query")) == ({"busy": 1}, {})
    faults.begin("fund", FaultPlan())
    assert faults.counts("fund") == {}


def test_an_outage_is_from_its_beginning_until_before_its_end() -> None:
    hours = timedelta(hours=3)
    plan = FaultPlan.model_validate({"outages": [{"begins": AT, "ends": AT + hours}]})
    assert [plan.outage(at) is not None for at in (AT - timedelta(seconds=1), AT, AT + hours)] == [False, True, False]


@pytest.mark.parametrize(
    ("planned", "place"),
    [
        ({"requests": {"gremlins": 0.1}}, "gremlins"),
        ({"requests": {"busy": 1.5}}, "busy"),
        ({"requests": {"busy": 0.6, "slow": 0.6}}, "at most 1"),
        ({"outages": [{"begins": "2026-03-02T09:00:00", "ends": AT}]}, "begins"),
        ({"rates": {}}, "rates"),
    ],
)
def test_what_cannot_be_planned_is_named(planned: dict[str, object], place: str) -> None:
    with pytest.raises(ValidationError, match=place):
        FaultPlan.model_validate(planned)


def test_a_setting_that_is_no_plan_ends_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "CALLBACK_URL", "SUBSYSTEM_CREDENTIAL", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"ZHIXING_{name}", "x")
    monkeypatch.setenv("ZHIXING_SUBSYSTEM_PACE", "1")
    monkeypatch.setenv("ZHIXING_SUBSYSTEM_FAULTS", '{"seed": "seven"}')
    with pytest.raises(SystemExit, match=r"ZHIXING_SUBSYSTEM_FAULTS: seed: .*got 'seven'"):
        from_environment()


def test_wrong_answers_are_of_the_right_shape() -> None:
    answer: dict[str, Json] = {"order": "C1:Q1", "outcome": "priced", "price": 5, "units": ["a"], "done": True, "reason": None}
    asked = "/orders/C1:Q1 "
    assert of_another_order(answer, asked) == {**answer, "order": "C1:Q10"}
    assert impossible(answer, asked) == {"order": "C1:Q1", "outcome": "", "price": -6, "units": [""], "done": True, "reason": None}
    assert impossible({"order": "C1:Q1", "answers": []}, asked) == {"order": "C1:Q10", "answers": []}
