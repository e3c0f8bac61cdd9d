"""Amounts in words: the six examples of the official rule, and what lies between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.documents.amounts import Amount, in_figures, in_words
from enforcement.documents.numerals import day_in_text, day_zh, numeral
from tests.docket.building import moment

# 《正确填写票据和结算凭证的基本规定》 五; where it allows two forms, both are given.
OFFICIAL = {
    "1409.50": ["人民币壹仟肆佰零玖元伍角"],
    "6007.14": ["人民币陆仟零柒元壹角肆分"],
    "1680.32": ["人民币壹仟陆佰捌拾元零叁角贰分", "人民币壹仟陆佰捌拾元叁角贰分"],
    "107000.53": ["人民币壹拾万柒仟元零伍角叁分", "人民币壹拾万零柒仟元伍角叁分"],
    "16409.02": ["人民币壹万陆仟肆佰零玖元零贰分"],
    "325.04": ["人民币叁佰贰拾伍元零肆分"],
}


def fen(yuan: str) -> int:
    return int(yuan.replace(".", ""))


@pytest.mark.parametrize("yuan", OFFICIAL)
def test_the_official_examples(yuan: str) -> None:
    assert in_words(fen(yuan)) in OFFICIAL[yuan]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (1000, "壹拾元整"),
        (1010, "壹拾元零壹角"),
        (100_00, "壹佰元整"),
        (10010_00, "壹万零壹拾元整"),
        (2000005, "贰万元零伍分"),
        (1_0000_0000_00, "壹亿元整"),
        (1_0000_0001_00, "壹亿零壹元整"),
        (1_0001_0000_00, "壹亿零壹万元整"),
        (10_0000_0000_0000_00, "壹拾万亿元整"),
        (100_0200_0030_0004_56, "壹佰万零贰佰亿零叁拾万零肆元伍角陆分"),
    ],
)
def test_gaps_between_digits_and_groups(amount: int, words: str) -> None:
    assert in_words(amount) == f"人民币{words}"


def read(words: str) -> int:
    """Words back to fen, by another way than they were written."""
    values = {digit: n for n, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    fen_, total, group, digit = 0, 0, 0, 0
    for sign in words.removeprefix("人民币").removesuffix("整"):
        if sign in values:
            digit = values[sign]
        elif sign in "拾佰仟":
            group, digit = group + digit * 10 ** ("拾佰仟".index(sign) + 1), 0
        elif sign == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        elif sign == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif sign == "元":
            fen_, total, group, digit = (total + group + digit) * 100, 0, 0, 0
        else:
            fen_, digit = fen_ + digit * (10 if sign == "角" else 1), 0
    return fen_


@given(st.integers(0, 10**16))
def test_words_say_the_amount_and_nothing_twice(amount: int) -> None:
    words = in_words(amount)
    assert read(words) == amount
    assert "零零" not in words


def test_figures_have_thousands_and_two_decimals() -> None:
    assert (in_figures(10700053), str(Amount.of(100))) == ("¥107,000.53", "人民币壹元整（¥1.00）")
    with pytest.raises(ValueError, match="at least 0"):
        in_words(-1)


def test_numerals_and_days() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 31, 99, 100, 101, 110, 157, 251, 999)] == [
        "一", "十", "十一", "二十", "三十一", "九十九", "一百", "一百零一", "一百一十", "一百五十七", "二百五十一", "九百九十九",
    ]  # fmt: skip
    day = moment("2026-10-20T09:00").date()
    assert (day_zh(day), day_in_text(day)) == ("二〇二六年十月二十日", "2026年10月20日")
    with pytest.raises(ValueError, match="from 1 to 999"):
        numeral(0)
