"""What a party may know of their case."""

import pytest

from enforcement.docket.public import masked_name, masked_numbers, public_nodes
from tests.docket.building import Life


def known(life: Life, applicant: bool) -> set[str]:
    return {node.key for node in public_nodes(life.case, applicant)}


def test_a_freeze_is_hidden_until_control_is_done_and_a_query_from_the_debtor_always() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "query_launched", channels=["总对总"], types="ALL_ENABLED")
    assert known(life, applicant=True) == known(life, applicant=False) == {"filed"}
    life.say("2026-03-02T10:00", "query_feedback_received", assets=[], complete=True)
    assert known(life, applicant=True) == {"filed", "query_launched", "query_complete"}
    assert known(life, applicant=False) == {"filed"}


def test_an_asset_is_known_once_it_was_pushed() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "asset_controlled", asset="6222000012345678", asset_kind="银行存款", value=100, online=True)
    assert not [key for key in known(life, applicant=True) if key.startswith("asset")]
    life.say("2026-03-02T10:00", "asset_pushed", asset="6222000012345678")
    (node,) = [node for node in public_nodes(life.case, applicant=False) if node.key.startswith("asset")]
    assert node.key == "asset-************5678"
    assert "（************5678）" in node.text
    assert "2026-03-02" in node.text


@pytest.mark.parametrize(("name", "masked"), [("张三", "张*"), ("张三丰", "张**"), ("甲", "甲"), ("", "")])
def test_a_name_is_masked_but_for_its_first_character(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("账户6222000012345678已冻结", "账户************5678已冻结"),
        ("2026-03-02", "2026-03-02"),
        ("11010119900101123X", "**************123X"),
    ],
)
def test_numbers_are_told_by_their_last_four_places(text: str, masked: str) -> None:
    assert masked_numbers(text) == masked
