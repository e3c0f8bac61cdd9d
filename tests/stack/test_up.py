"""The whole system: what a newcomer sees, and what a kill -9 of each part leaves behind."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote
from urllib.request import Request, urlopen

import httpx2
import psutil
from temporalio.client import Client

from subsystems.signing import Person
from tests.installation import zhixing
from tests.stack.conftest import System

FILING = {
    "case_number": "（2026）沪0199执202号",
    "court": "沪0199",
    "applied_on": "2026-11-02",
    "claim": "500000.00",
    "parties": [{"id": "P1", "role": "applicant", "name": "申请人丙"}, {"id": "D1", "role": "debtor", "name": "被执行人丁"}],
    "payee_account": {"number": "6222000009", "confirmed": True},
}
CASE = "/cases/沪0199-2026-执-202"
BURST = 40


def until(ask: Callable[[], Any], done: Callable[[Any], bool], seconds: float = 40) -> Any:
    """Ask until it is done."""
    deadline = time.monotonic() + seconds
    while not done(answer := ask()):
        assert time.monotonic() < deadline, f"not done: {answer}"
        time.sleep(0.2)
    return answer


def kinds(system: System, case: str) -> set[tuple[str, str]]:
    return {(line.get("rule", ""), line["kind"]) for line in system.get(f"{case}/timeline")}


def test_a_newcomer_sees_a_case_run(system: System) -> None:
    system.start()
    case = f"/cases/{system.addresses['example_case']}"
    until(lambda: kinds(system, case), lambda found: ("triage_after_feedback", "deadline_opened") in found)
    assert ("query_launch_5wd", "deadline_met") in kinds(system, case)
    assert set(system.parts()) == {"api", "subsystems", "worker", "temporal", "database"}
    status, body = system.post(f"{case}/entries", {"kind": "act", "type": "freeze_account", "by": "handler", "data": {"asset": "A1"}})
    assert (status, [row["article"] for row in body["refusals"]]) == (409, ["15"])


def test_a_person_logs_in_and_sees_the_case(system: System) -> None:
    case = f"/cases/{system.addresses['example_case']}"
    with httpx2.Client(base_url=system.addresses["api"], follow_redirects=True, timeout=10) as browser:
        assert browser.get(case).status_code == 401
        page = browser.get("/login", params={"next": case})
        assert "李执行" in page.text, page.text
        asked = {name: values[0] for name, values in parse_qs(page.url.query.decode()).items()}
        shown = browser.post(str(page.url.copy_with(query=None)), data={**asked, "person": "li"})
        assert (shown.status_code, shown.json()["court"]) == (200, "沪0199")


def test_the_subsystems_are_shown_and_their_calls_measured(system: System) -> None:
    query = until(lambda: system.get("/subsystems"), lambda found: found["workers"] > 0)["items"][0]
    assert (query["subsystem"], query["stand_in"], query["reachable"], query["circuit"]) == ("query", True, True, "closed")
    until(lambda: system.get("/subsystems")["items"][0]["last_success"], lambda last: last is not None)
    with urlopen(system.addresses["worker_metrics"], timeout=5) as answer:
        assert 'zhixing_subsystem_calls_total{outcome="answered",subsystem="query"}' in answer.read().decode()


def test_money_restriction_and_lifting_run_by_themselves(system: System) -> None:
    assert system.post("/cases", FILING, **{"Idempotency-Key": "k-202"})[0] == 201
    credit = {"case_id": "沪0199-2026-执-202", "credit": "C1", "receipt": "R1", "amount": 70_000_00}
    credential = (system.data_dir / "subsystem-credential").read_text()
    returns = {"payee_account": "6222000009", "times": 1}
    for door, body in (("credits", credit), ("returns", returns)):
        assert system.post(f"/fund/admin/{door}", body, "subsystems", Authorization=f"Bearer {credential}")[0] == 201
    until(lambda: kinds(system, CASE), lambda found: ("payout_notice_10wd", "deadline_opened") in found)
    pay = {"payment": "Y1", "receipt": "R1", "amount": 70000, "payee_account": "6222000009", "approvals": ["handler", "bureau_chief"]}
    assert system.post(f"{CASE}/entries", {"kind": "act", "type": "send_payment_notice", "by": "handler", "data": pay})[0] == 201
    restrict = {"debtor": "D1", "ground": "未按执行通知履行", "signed_by": "court_president"}
    assert system.post(f"{CASE}/entries", {"kind": "act", "type": "restrict_consumption", "by": "handler", "data": restrict})[0] == 201
    until(lambda: kinds(system, CASE), lambda found: ("payout_pay_5wd", "deadline_met") in found)
    payment = until(lambda: system.get(CASE)["payments"]["Y1"], lambda found: found["paid"] == 70000)
    assert (payment["returns"], payment["notices"]) == (1, 2), "the bank returned the first pay-out"
    assert system.get(CASE)["account"].startswith("6217")
    until(lambda: system.get(CASE)["debtors"]["D1"], lambda debtor: debtor["restricted"])
    performed = {"kind": "fact", "type": "obligation_performed", "by": "handler", "data": {"debtor": "D1"}}
    assert system.post(f"{CASE}/entries", performed)[0] == 201
    until(lambda: kinds(system, CASE), lambda found: ("restriction_lift_fulfilled_3wd", "deadline_met") in found)
    assert not system.get(CASE)["debtors"]["D1"]["restricted"]
    assert ("payout_total_30d", "deadline_met") in kinds(system, CASE)


def test_risk_control_hears_of_the_refused_act(system: System) -> None:
    case, credential = system.addresses["example_case"], (system.data_dir / "subsystem-credential").read_text()
    url = f"{system.addresses['subsystems']}/supervision/admin/ledger?case_id={quote(case)}"
    asked = Request(url, headers={"Authorization": f"Bearer {credential}"})

    def noted() -> int:
        with urlopen(asked, timeout=5) as answer:
            rows = json.load(answer)
        return sum(row["kind"] == "supervision.risk_noted" and row["about"].startswith("freeze_account:") for row in rows)

    assert until(noted, lambda risks: risks > 0) == 1


def test_a_clock_that_expires_at_once_climbs_to_the_list(system: System) -> None:
    order = {"order": "督1", "answer_by": "2026-11-10"}
    assert system.post(f"{CASE}/entries", {"kind": "fact", "type": "supervision_order_received", "by": "handler", "data": order})[0] == 201
    rows = system.get("/supervision/escalations?court=沪0199&acknowledged=false")["items"]
    mine = [row for row in rows if row["rule"] == "supervision_answer"]
    assert mine[-1]["role"] == "special_supervisor"
    until(
        lambda: system.get("/supervision/escalations?court=沪0199")["items"],
        lambda rows: all(row["told_at"] for row in rows if row["rule"] == "supervision_answer"),
    )
    path, note = f"/supervision/escalations/{mine[-1]['id']}/acknowledge", {"note": "已督促"}
    assert system.post(path, note)[0] == 403, "who handles the case does not watch over it"
    watcher = Person("watcher", "专人", "沪0199", ["special_supervisor"])
    status, done = system.post(path, note, **system.bearer(watcher))
    assert (status, done["note"], done["acknowledged_by"]) == (200, "已督促", "watcher")


async def test_temporal_shows_the_case(system: System) -> None:
    client = await Client.connect(system.addresses["temporal"])
    query = 'WorkflowType = "EnforcementCase" AND Court = "沪0199" AND CaseNumber = "（2026）沪0199执202号" AND EscalationLevel > 0'
    for _ in range(50):
        found = [workflow.id async for workflow in client.list_workflows(query)]
        if found:
            break
        time.sleep(0.2)
    assert found == ["case/沪0199-2026-执-202"]
    history = await client.get_workflow_handle(found[0]).fetch_history()
    labels = [json.loads(event.user_metadata.summary.data) for event in history.events if event.HasField("timer_started_event_attributes")]
    assert any("六个月未执行" in label and "到期" in label for label in labels)


def test_kill_nine_of_each_part_loses_and_doubles_nothing(system: System) -> None:
    before = [row["next_at"] for row in system.get(f"{CASE}/clocks")]
    for target in ("worker", "temporal", "database", "api"):
        _burst_and_kill(system, target)
        system.start()
        assert _cpu_seconds(system) < 20, "a second start takes under 20 s where nothing else is done"
        for n in range(BURST):
            status, _ = system.post(f"{CASE}/entries", _entry(target, n))
            assert status in (200, 201)
    journal = [row["id"] for row in system.get(f"{CASE}/entries") if row["id"]]
    assert len(journal) == len(set(journal))
    wanted = {f"{target}-{n}" for target in ("worker", "temporal", "database", "api") for n in range(BURST)}
    assert wanted <= set(journal)
    assert [row["next_at"] for row in system.get(f"{CASE}/clocks")] == before


def _cpu_seconds(system: System) -> float:
    """What its processes have needed: how long that takes depends on what else the machine does."""
    assert system.process is not None
    keeper = psutil.Process(system.process.pid)
    used = [process.cpu_times() for process in (keeper, *keeper.children(recursive=True))]
    return sum(times.user + times.system for times in used)


def _entry(target: str, n: int) -> dict[str, Any]:
    data = {"document": f"{target}-{n}"}
    return {"id": f"{target}-{n}", "kind": "fact", "type": "document_served", "by": "handler", "data": data}


def _burst_and_kill(system: System, target: str) -> None:
    burst = [threading.Thread(target=system.post, args=(f"{CASE}/entries", _entry(target, n))) for n in range(BURST)]
    for thread in burst[: BURST // 2]:
        thread.start()
    system.parts()[target].kill()
    for thread in burst[BURST // 2 :]:
        thread.start()
    assert system.process is not None
    assert system.process.wait(30) == 1
    assert f"{target} ended" in system.output()
    assert system.process.stdout is not None
    system.process.stdout.close()
    for thread in burst:
        thread.join()


def test_clocks_set_before_the_kills_are_waited_for_after_them(system: System) -> None:
    names = {"DATABASE_URL": "database", "TEMPORAL_ADDRESS": "temporal"}
    compared = zhixing("reconcile", **{name: system.addresses[part] for name, part in names.items()})
    assert (compared.returncode, compared.stdout) == (0, "2 cases agree, 0 differ\n")


def test_a_clock_that_expires_after_the_kills_has_its_own_instants(system: System) -> None:
    order = {"order": "督2", "answer_by": "2026-11-11"}
    system.post(f"{CASE}/entries", {"kind": "fact", "type": "supervision_order_received", "by": "handler", "data": order})
    lines = [line for line in system.get(f"{CASE}/timeline") if line.get("subject") == {"order": "督2"}]
    assert lines[0]["expires_at"] == "2026-11-12T00:00:00+08:00"
    assert [line["kind"] for line in lines[:2]] == ["deadline_opened", "deadline_missed"]


def test_sigterm_ends_everything_and_leaves_no_orphan(system: System) -> None:
    parts = system.parts()
    everything = [child for part in parts.values() for child in (part, *part.children(recursive=True))]
    began = time.monotonic()
    assert system.stop() == 0
    assert time.monotonic() - began < 20
    assert [process for process in everything if process.is_running() and process.status() != psutil.STATUS_ZOMBIE] == []
    assert not (system.data_dir / "addresses.json").exists()


def test_no_log_says_who_the_parties_are(system: System) -> None:
    said = "".join(log.read_text(encoding="utf-8", errors="replace") for log in (system.data_dir / "logs").glob("*.log"))
    assert "worker is ready" in said
    assert [mark for mark in ("申请人丙", "被执行人丁", "6222000009") if mark in said] == []
