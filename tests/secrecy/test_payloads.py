"""Payloads on their way through Temporal: sealed, opened by whichever key they name, labels left for people."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast, get_type_hints

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import default
from temporalio.exceptions import ApplicationError

from activities.register import activities
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.profile import embedded_profile
from enforcement.secrecy.ciphers import Cipher, Unsealable
from enforcement.secrecy.keys import read_ring
from enforcement.secrecy.payloads import SEALED, SealedPayloads, data_converter
from enforcement.temporal import CaseStart
from tests.fakes.calendars import FakeCalendars
from tests.fakes.docket import MemoryDocket
from tests.fakes.ports import memory_ports
from tests.keys import KEYS

ENTRY = EntryMessage("沪0199-2026-执-9001", "e-1", "fact", "petition_received", "petition_staff", {"petition": "标记人"})
OLD, NEW = f"old:{'02' * 32}", f"new:{'03' * 32}"


@pytest.mark.parametrize("cipher", Cipher)
async def test_an_object_is_sealed_and_comes_back(cipher: Cipher) -> None:
    converter = data_converter(replace(KEYS, cipher=cipher))
    (sealed,) = await converter.encode([ENTRY])
    assert (sealed.metadata["encoding"], sealed.metadata["key-id"], sealed.metadata["cipher"]) == (SEALED, b"tests", cipher.value.encode())
    assert "标记人".encode() not in sealed.SerializeToString()
    assert await data_converter(KEYS).decode([sealed], [EntryMessage]) == [ENTRY]


async def test_what_an_earlier_release_wrote_is_read() -> None:
    plain = await default().encode([ENTRY])
    assert await data_converter(KEYS).decode(plain, [EntryMessage]) == [ENTRY]


async def test_keys_are_changed_one_after_the_other() -> None:
    (sealed,) = await data_converter(replace(KEYS, payloads=read_ring(OLD))).encode([ENTRY])
    both = data_converter(replace(KEYS, payloads=read_ring(f"{NEW},{OLD}")))
    assert await both.decode([sealed], [EntryMessage]) == [ENTRY]
    assert (await both.encode([ENTRY]))[0].metadata["key-id"] == b"new"
    with pytest.raises(Unsealable, match="ZHIXING_PAYLOAD_KEYS"):
        await data_converter(replace(KEYS, payloads=read_ring(NEW))).decode([sealed], [EntryMessage])


async def test_a_payload_that_was_changed_does_not_open() -> None:
    (sealed,) = await data_converter(KEYS).encode([ENTRY])
    shorter = Payload(metadata=sealed.metadata, data=sealed.data[:-1])
    other_cipher = Payload(metadata={**sealed.metadata, "cipher": b"rot13"}, data=sealed.data)
    for broken in (shorter, other_cipher):
        with pytest.raises(Unsealable):
            await SealedPayloads(KEYS).decode([broken])


async def test_labels_stay_readable_and_nothing_is_sealed_twice() -> None:
    label, nothing, sealed = await data_converter(KEYS).encode(["执行通知书 · 2026-02-24", None, ENTRY])
    assert await default().decode([label]) == ["执行通知书 · 2026-02-24"]
    assert nothing.metadata["encoding"] == b"binary/null"
    assert await SealedPayloads(KEYS).encode([sealed]) == [sealed]


async def test_a_failure_says_nothing_without_our_keys() -> None:
    failure = Failure()
    await data_converter(KEYS).encode_failure(ApplicationError("got '标记人'", ["标记人"], type="Invalid"), failure)
    assert "标记人".encode() not in failure.SerializeToString()
    error = await data_converter(KEYS).decode_failure(failure)
    assert isinstance(error, ApplicationError)
    assert (error.message, list(error.details)) == ("got '标记人'", [["标记人"]])


def _activities() -> Sequence[Callable[..., Any]]:
    docket, nobody = MemoryDocket(embedded_profile()), cast("Any", None)
    return activities(memory_ports(docket, FakeCalendars(), nobody), nobody, CaseStart())


def test_a_bare_text_said_to_an_activity_is_an_id() -> None:
    """A bare text is a label and is not sealed: whatever may be personal is part of an object."""
    bare = {name for method in _activities() for name, kind in get_type_hints(method).items() if kind is str and name != "return"}
    assert bare <= {"case_id", "notice", "order"}
