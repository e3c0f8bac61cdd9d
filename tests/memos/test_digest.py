"""What a digest says, in which order, and in how many characters."""

from datetime import date
from pathlib import Path

import pytest

from enforcement.law.calendar import national_calendar
from enforcement.memos.digest import Due, Heap, Rung, heaps
from enforcement.memos.wording import Texts, Words

CALENDAR = national_calendar()
# A Wednesday; the holiday begins the day after.
TODAY = date(2026, 9, 30)


def due(day: date, number: str = "（2026）沪0199执1号", *, missed: bool = False) -> Due:
    return Due(number, "启动网络查控", day, missed)


def test_the_most_urgent_comes_first_and_holidays_do_not_count() -> None:
    found = heaps(
        [
            due(date(2026, 10, 10)),
            due(date(2026, 10, 13)),
            due(date(2026, 10, 30)),
            due(TODAY),
            due(date(2026, 9, 24), "（2026）沪0199执2号", missed=True),
            due(date(2026, 9, 22), missed=True),
        ],
        [Rung("（2026）沪0199执7号", "启动网络查控", 2), Rung("（2026）沪0199执8号", "启动网络查控", 4)],
        CALENDAR,
        TODAY,
    )
    assert [(heap.title, len(heap.lines)) for heap in found] == [
        ("已逾期", 2),
        ("今日届满", 1),
        ("3个工作日内届满", 1),
        ("7个工作日内届满", 1),
        ("督办待签收", 2),
    ]
    assert found[0].lines[0] == "（2026）沪0199执1号 启动网络查控（2026-09-22）"
    assert [line[-4:] for line in found[-1].lines] == ["（4级）", "（2级）"]


def test_nothing_to_say_is_no_heap() -> None:
    assert heaps([due(date(2026, 12, 30))], [], CALENDAR, TODAY) == []


def words(kind: str, **known: object) -> tuple[str, str, str]:
    found = Texts().words(kind, known)
    return found.title, found.text, found.short


def test_the_words_of_a_digest() -> None:
    title, text, short = words("digest", name="李执行", day=TODAY, heaps=[Heap("已逾期", ["甲", "乙"])], link="https://x/desk")
    assert title == "9月30日办案提醒"
    assert text == "李执行：\n已逾期2件：\n· 甲\n· 乙\n详见 https://x/desk"
    assert short == "已逾期2件；请登录系统查看。"


def test_a_long_heap_is_cut_and_says_so() -> None:
    _, text, _ = words("digest", name="李", day=TODAY, heaps=[Heap("已逾期", [str(n) for n in range(25)])], link="")
    assert "· 19\n· 另有5件\n" in text


@pytest.mark.parametrize(("longest", "expected"), [(None, 400), (400, 400), (64, 30), (20, 20)])
def test_a_text_is_never_longer_than_its_channel_takes(longest: int | None, expected: int) -> None:
    found = Words("t", "长" * 400, "短" * 30).within(longest)
    assert len(found) == expected
    assert found.endswith("…") == (longest == 20)


def test_a_court_has_words_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "messages.toml").write_text('[escalation]\ntitle = "督"\ntext = "{{ number }}"\nshort = "s"\n', encoding="utf-8")
    found = Texts(tmp_path).words("escalation", {"number": "1号", "rule": "", "level": 1, "due": "", "link": ""})
    assert (found.title, found.text) == ("督", "1号")


@pytest.mark.parametrize(
    "text", ['[escalation]\ntitle = "{{ debtor }}"\ntext = ""\nshort = ""\n', '[escalation]\ntitle = "t"\n', "[other]\n", "[digest\n"]
)
def test_words_that_cannot_be_filled_in_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "messages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"messages\.toml"):
        Texts(tmp_path)
