"""The stand-in channel over HTTP: what was brought can be looked at, once for each key."""

import httpx2
import pytest

from enforcement.gateways.channels.configured import stand_in
from enforcement.ports.channels import STAND_IN, Letter, LetterRefused

OVER = {"Authorization": "Bearer credential"}


def test_a_letter_is_brought_once_and_can_be_looked_at(stand_ins: str) -> None:
    channel = stand_in(f"{stand_ins}/notices", "credential")[STAND_IN]
    letters = [Letter(f"escalation:sun:沪0199-2026-执-1:{n}", "sun", "督办提醒", f"“逾期”\n{n}") for n in (1, 2)]
    receipts = [channel.send(letter) for letter in (*letters, letters[0])]
    channel.close()
    assert receipts[0].number == receipts[2].number != receipts[1].number
    brought = httpx2.get(f"{stand_ins}/notices/letters", params={"address": "sun"}, headers=OVER).json()
    assert [letter["text"] for letter in brought] == ["“逾期”\n2", "“逾期”\n1"]
    assert httpx2.get(f"{stand_ins}/notices/letters", params={"address": "li"}, headers=OVER).json() == []


def test_who_shows_no_credential_brings_nothing(stand_ins: str) -> None:
    channel = stand_in(f"{stand_ins}/notices", "another")[STAND_IN]
    with pytest.raises(LetterRefused, match="401"):
        channel.send(Letter("key", "sun", "t", "t"))
    channel.close()
