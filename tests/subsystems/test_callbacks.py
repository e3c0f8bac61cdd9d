"""Signed callbacks: what is taken, what is refused, and that they make the same facts as polling."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from enforcement import clock
from enforcement.contracts.credit import CreditOrder
from enforcement.contracts.fund_orders import FundOrder, Instruction
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.publicity import Action, Item, PublicationOrder
from enforcement.contracts.query import FoundAsset, TypeAnswer
from enforcement.contracts.receipts.credit import credit_acknowledged, unit_acknowledged
from enforcement.contracts.receipts.fund import payout_completed
from enforcement.contracts.receipts.fund_orders import fund_order_done
from enforcement.contracts.receipts.publicity import publication_done
from enforcement.contracts.receipts.query import query_answered
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import Callbacks, ForgedCallback, UnreadableCallback
from tests.stand_ins import SECRET

AT = "2026-03-02T09:00:00+08:00"
ORDER = {"case_id": "沪0199-2026-执-1", "key": "Y1"}
PAID = {"type": "fund.paid", "timestamp": AT, "data": {**ORDER, "payment": "Y1", "receipt": "R1", "amount": 70_000_001}}


def signed(body: object, *, secret: str = SECRET, sent: datetime | None = None, event_id: str = "m1") -> tuple[dict[str, str], bytes]:
    content = json.dumps(body, ensure_ascii=False)
    at = (sent or clock.now()).astimezone(UTC)
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, at, content),
    }
    return headers, content.encode()


def test_a_pay_out_becomes_the_fact_that_polling_makes() -> None:
    headers, body = signed(PAID)
    callbacks = Callbacks(SECRET)
    assert callbacks.verified(headers, body) == "m1"
    assert callbacks.case_of("fund", body) == "沪0199-2026-执-1"
    fact = callbacks.fact("fund", body)
    assert fact is not None
    assert fact == payout_completed("沪0199-2026-执-1", "Y1", "Y1", 70_000_001, AT)
    assert fact.data["amount"] == "700000.01"


@pytest.mark.parametrize(
    ("event", "data", "expected"),
    [
        (
            "query.answered",
            {
                **ORDER,
                "channel": "总对总",
                "answer": {"type": "银行存款", "assets": [{"asset": "A1", "kind": "银行存款", "online": True, "value": 1}]},
            },
            query_answered("沪0199-2026-执-1", "Y1", "总对总", TypeAnswer("银行存款", [FoundAsset("A1", "银行存款", True, 1)]), AT),
        ),
        (
            "credit.acknowledged",
            {**ORDER, "measure": "list", "debtor": "D1", "ground": 4, "term_years": 2},
            credit_acknowledged(CreditOrder("", "沪0199-2026-执-1", "Y1", "list", "D1", 4, 2), AT),
        ),
        (
            "credit.acknowledged",
            {**ORDER, "measure": "lift", "debtor": "D1", "person": "某人"},
            credit_acknowledged(CreditOrder("", "沪0199-2026-执-1", "Y1", "lift", "D1", person="某人"), AT),
        ),
        (
            "credit.unit_acknowledged",
            {**ORDER, "measure": "lift", "debtor": "D1", "unit": "铁路"},
            unit_acknowledged(CreditOrder("", "沪0199-2026-执-1", "Y1", "lift", "D1"), "铁路", AT),
        ),
        (
            "fund.order_done",
            {**ORDER, "instruction": "open", "number": "6217000001"},
            fund_order_done(FundOrder("", "沪0199-2026-执-1", "Y1", Instruction.OPEN), "6217000001", AT),
        ),
        (
            "fund.order_done",
            {**ORDER, "instruction": "hold", "about": "R1-1", "number": "AK1"},
            fund_order_done(FundOrder("", "沪0199-2026-执-1", "Y1", Instruction.HOLD, "R1-1"), "AK1", AT),
        ),
        (
            "publicity.done",
            {**ORDER, "publication": "library", "item": "终本案件信息库", "action": "publish"},
            EntryMessage("沪0199-2026-执-1", "publicity/Y1", "fact", "termination_registered", "publicity_system", {}, AT),
        ),
        (
            "publicity.done",
            {**ORDER, "publication": "listing-D1", "item": "失信", "action": "withdraw"},
            publication_done(PublicationOrder("", "沪0199-2026-执-1", "Y1", "listing-D1", Item.LISTING, Action.WITHDRAW), AT),
        ),
    ],
)
def test_every_event_becomes_a_readable_fact(event: str, data: dict[str, Any], expected: object) -> None:
    fact = Callbacks(SECRET).fact(event.split(".")[0], signed({"type": event, "timestamp": AT, "data": data})[1])
    assert fact is not None
    assert fact == expected
    raw = {"id": fact.id, "kind": fact.kind, "type": fact.type, "by": fact.by, "data": fact.data, "happened_at": fact.happened_at}
    assert read_entry(raw, clock.now()).type == fact.type


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        signed(PAID, secret="whsec_" + "QUJD" * 8),
        signed(PAID, sent=clock.now() - timedelta(days=1)),
        signed(PAID, sent=clock.now() + timedelta(days=1)),
        (signed(PAID)[0], b'{"type": "fund.paid"}'),
        ({}, b"{}"),
        ({**signed(PAID)[0], "webhook-signature": "nonsense"}, signed(PAID)[1]),
        (signed(PAID)[0], b"\xff\xfe"),
        ({**signed(PAID)[0], "webhook-id": "m2"}, signed(PAID)[1]),
        signed(PAID, event_id="m" * 201),
    ],
    ids=["other secret", "too old", "too new", "other body", "unsigned", "no signature", "no text", "other id", "endless id"],
)
def test_what_is_not_signed_as_it_should_be_is_refused(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(ForgedCallback):
        Callbacks(SECRET).verified(headers, body)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "fund.lost", "timestamp": AT, "data": {}},
        {"type": "fund.paid", "timestamp": AT, "data": {}},
        [],
        {**PAID, "type": "query.answered"},
        {**PAID, "data": {**ORDER, "case_id": "某案\x00", "payment": "Y1", "receipt": "R1", "amount": 1}},
    ],
)
def test_a_signed_callback_that_says_nothing_we_know_is_named(body: object) -> None:
    with pytest.raises(UnreadableCallback):
        Callbacks(SECRET).fact("fund", signed(body)[1])
    assert Callbacks(SECRET).case_of("fund", signed(body)[1]) is None


def test_an_event_of_another_subsystem_is_refused() -> None:
    with pytest.raises(UnreadableCallback, match="type"):
        Callbacks(SECRET).fact("credit", signed(PAID)[1])


def test_an_answer_to_a_query_after_a_termination_is_left_to_its_procedure() -> None:
    answer = {"type": "银行存款", "assets": []}
    event = {"type": "query.answered", "timestamp": AT, "data": {**ORDER, "key": "R1", "channel": "总对总", "answer": answer}}
    assert Callbacks(SECRET).fact("query", signed(event)[1]) is None
