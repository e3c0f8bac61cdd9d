"""Callbacks at the door: signature, time window, replay; kept once and answered at once; what became of them, and dead letters tried again."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import httpx2
import pytest

from enforcement import clock
from tests.api.waiting import until
from tests.subsystems.test_callbacks import AT, signed

_EVENTS = count(1)


def credited(case: str, credit: str = "C1", amount: int = 300_000_00, **other: Any) -> dict[str, Any]:
    """Money on the account of a case, given by its path or id."""
    data = {"case_id": case.removeprefix("/cases/"), "credit": credit, "receipt": credit.replace("C", "R"), "amount": amount, **other}
    return {"type": "fund.credited", "timestamp": AT, "data": data}


def new_id() -> str:
    return f"hook-{next(_EVENTS)}"


async def post(client: httpx2.AsyncClient, letter: tuple[dict[str, str], bytes], subsystem: str = "fund") -> httpx2.Response:
    headers, body = letter
    return await client.post(f"/hooks/{subsystem}", content=body, headers=headers)


async def settled(client: httpx2.AsyncClient, answer: httpx2.Response) -> dict[str, Any]:
    """What has become of a callback that was taken, once it does not wait."""
    assert answer.status_code == 202, answer.text

    async def read() -> dict[str, Any]:
        return dict((await client.get(f"/callbacks/{answer.json()['id']}")).json())

    return await until(read, lambda found: found["state"] != "waiting")


async def test_a_callback_is_answered_at_once_and_becomes_a_fact(client: httpx2.AsyncClient, case: str) -> None:
    name = new_id()
    answer = await post(client, signed(credited(case), event_id=name))
    assert answer.status_code == 202
    assert answer.json()["event_id"] == name
    found = await settled(client, answer)
    assert (found["state"], found["outcome"], found["tries"], found["case_id"]) == (
        "delivered",
        "recorded",
        1,
        case.removeprefix("/cases/"),
    )
    assert '"fund.credited"' in found["body"]
    assert (await client.get(case)).json()["receipts"]["R1"]["amount"] == 300000


async def test_an_event_that_comes_again_gets_the_same_answer_and_changes_nothing(client: httpx2.AsyncClient, case: str) -> None:
    name = new_id()
    first = await post(client, signed(credited(case), event_id=name))
    await settled(client, first)
    # A sender that did not get the answer signs again, with another time.
    again = await post(client, signed(credited(case), event_id=name, sent=clock.now() - timedelta(seconds=100)))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert (await settled(client, again))["tries"] == 1


async def test_twenty_at_once_are_one_callback_and_one_entry(client: httpx2.AsyncClient, case: str) -> None:
    letter = signed(credited(case), event_id=new_id())
    answers = await asyncio.gather(*(post(client, letter) for _ in range(20)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    await settled(client, answers[0])
    entries = (await client.get(f"{case}/entries")).json()
    assert [(row["id"], row["outcome"]) for row in entries if row["type"] == "funds_received"] == [("fund/credit/C1", "recorded")]


async def test_the_same_fact_under_two_events_is_recorded_once(client: httpx2.AsyncClient, case: str) -> None:
    outcomes = [(await settled(client, await post(client, signed(credited(case), event_id=new_id()))))["outcome"] for _ in range(2)]
    assert outcomes == ["recorded", "duplicate"]


async def test_another_body_under_a_used_id_is_refused_and_noted(client: httpx2.AsyncClient, case: str) -> None:
    name = new_id()
    taken = await post(client, signed(credited(case), event_id=name))
    answer = await post(client, signed(credited(case, amount=1), event_id=name))
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json()["type"].endswith("/replayed")
    found = await settled(client, taken)
    assert [(note["what"], note["by"]) for note in found["notes"]] == [("other_body", "fund")]
    assert (await client.get(case)).json()["receipts"]["R1"]["amount"] == 300000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers, body: ({}, body),
        lambda headers, body: (headers, body + b" "),
        lambda headers, body: ({**headers, "webhook-id": "another"}, body),
        lambda headers, body: ({**headers, "webhook-signature": "v1,AAAA"}, body),
        lambda headers, body: signed(credited("x"), event_id="spoilt", secret="whsec_" + "QUJD" * 8),
        lambda headers, body: signed(credited("x"), event_id="spoilt", sent=clock.now() - timedelta(minutes=6)),
        lambda headers, body: signed(credited("x"), event_id="spoilt", sent=clock.now() + timedelta(minutes=6)),
        lambda headers, body: (headers, b"\xff"),
    ],
    ids=["unsigned", "other body", "other id", "other signature", "other secret", "too old", "too new", "no UTF-8"],
)
async def test_what_is_forged_or_out_of_time_is_refused_and_not_kept(client: httpx2.AsyncClient, spoil: Callable[..., Any]) -> None:
    before = (await client.get("/callbacks?limit=1")).json()["items"]
    answer = await post(client, spoil(*signed(credited("x"), event_id="spoilt")))
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert [row["id"] for row in (await client.get("/callbacks?limit=1")).json()["items"]] == [row["id"] for row in before]


async def test_an_unknown_subsystem_and_a_huge_body_are_refused(client: httpx2.AsyncClient, case: str) -> None:
    assert (await post(client, signed(credited(case)), "weather")).status_code == 404
    assert (await post(client, signed({"type": "x" * 300_000}))).status_code == 413


UNKNOWN = "沪0199-2026-执-777777"
DEAD = [
    ({"type": "fund.lost", "timestamp": AT, "data": {}}, "fund.lost"),
    ({"type": "fund.credited\x00"}, "fund.credited�"),
    ([], "object"),
    (credited("某案"), "data.case_id: expected a case id"),
    (credited(UNKNOWN), f"no case {UNKNOWN} is known here"),
    (credited("沪0199-2026-访-777777"), "no case 沪0199-2026-访-777777 is known here"),
    ({**credited("{case}"), "timestamp": "yesterday"}, "happened_at: expected"),
    (credited("{case}", "C" * 300), "id: expected a text of 1 to 200 characters"),
    (credited("{case}", "C7", -1), "data.amount: expected"),
]


@pytest.mark.parametrize(("event", "reason"), DEAD)
async def test_what_cannot_be_understood_is_taken_and_is_a_dead_letter(
    client: httpx2.AsyncClient, case: str, event: Any, reason: str
) -> None:
    if isinstance(event, dict) and event.get("data", {}).get("case_id") == "{case}":
        event = {**event, "data": {**event["data"], "case_id": case.removeprefix("/cases/")}}
    found = await settled(client, await post(client, signed(event, event_id=new_id())))
    assert (found["state"], found["tries"]) == ("dead", 1)
    assert reason in found["reason"]
    assert found["id"] in [row["id"] for row in (await client.get("/callbacks?state=dead&subsystem=fund")).json()["items"]]


async def test_a_fact_that_says_otherwise_than_its_entry_is_a_dead_letter(client: httpx2.AsyncClient, case: str) -> None:
    await settled(client, await post(client, signed(credited(case), event_id=new_id())))
    found = await settled(client, await post(client, signed(credited(case, amount=1), event_id=new_id())))
    assert (found["state"], "was used before for another entry" in found["reason"]) == ("dead", True)


async def test_an_answer_to_a_query_after_a_termination_is_noted(client: httpx2.AsyncClient, case: str) -> None:
    data = {"case_id": case.removeprefix("/cases/"), "key": "R1", "channel": "总对总", "answer": {"type": "银行存款", "assets": []}}
    letter = signed({"type": "query.answered", "timestamp": AT, "data": data}, event_id=new_id())
    found = await settled(client, await post(client, letter, "query"))
    assert (found["state"], found["outcome"]) == ("delivered", "noted")


async def test_a_dead_letter_is_tried_again_once_its_cause_is_mended(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    case_id = f"沪0199-2026-执-{filing['case_number'].split('执')[1].removesuffix('号')}"
    found = await settled(client, await post(client, signed(credited(case_id), event_id=new_id())))
    assert found["state"] == "dead"
    assert (await client.post("/cases", json=filing)).status_code == 201
    path = f"/callbacks/{found['id']}/retry"
    retried = await client.post(path, json={"note": "已立案"})
    assert (retried.status_code, retried.json()["state"]) == (202, "waiting")
    found = await settled(client, retried)
    assert (found["state"], found["outcome"], found["tries"]) == ("delivered", "recorded", 2)
    assert [(note["by"], note["note"], "no case" in note["reason"]) for note in found["notes"]] == [("tester", "已立案", True)]
    again = await client.post(path, json={})
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[1]) == (409, "not-dead")


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        ("/callbacks/999999/retry", {}, 404),
        ("/callbacks/1/retry", {"by": "甲"}, 422),
        ("/callbacks/1/retry", {"by": " "}, 422),
        ("/callbacks/1/retry", {"note": "甲\x00"}, 422),
        ("/callbacks/1/retry", {"note": 3}, 422),
        ("/callbacks/1/retry", {"why": "no"}, 422),
        ("/callbacks/x/retry", {}, 422),
        (f"/callbacks/{2**70}/retry", {}, 422),
    ],
)
async def test_a_retry_that_makes_no_sense_is_a_problem(client: httpx2.AsyncClient, path: str, said: dict[str, Any], status: int) -> None:
    answer = await client.post(path, json=said)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_the_list_goes_page_by_page_and_is_narrowed(client: httpx2.AsyncClient, case: str) -> None:
    answers = [await post(client, signed(credited(case, f"C{n}"), event_id=new_id())) for n in range(3)]
    first = (await client.get("/callbacks?subsystem=fund&limit=2")).json()
    rest = (await client.get(f"/callbacks?subsystem=fund&limit=2&cursor={first['cursor']}")).json()
    listed = [row["id"] for row in (*first["items"], *rest["items"])]
    assert listed[:3] == [answer.json()["id"] for answer in reversed(answers)]
    assert (await client.get("/callbacks?subsystem=valuation")).json() == {"items": [], "cursor": None}
    assert (await client.get("/callbacks?state=lost")).status_code == 422
    assert (await client.get("/callbacks/999999")).status_code == 404


async def test_metrics_count_dead_letters(client: httpx2.AsyncClient) -> None:
    await settled(client, await post(client, signed([], event_id=new_id())))
    text = (await client.get("/metrics")).text
    number = next(line.split()[1] for line in text.splitlines() if line.startswith('zhixing_callbacks{state="dead",subsystem="fund"}'))
    assert float(number) >= 1
    assert 'zhixing_callbacks{state="waiting",subsystem="fund"}' in text
