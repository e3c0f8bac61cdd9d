"""Numbers and days as papers write them: 十二, 二〇二六年一月六日."""

from datetime import date

_DIGITS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """1 to 999 as 一 to 九百九十九."""
    if not 1 <= number <= 999:
        raise ValueError(f"expected a number from 1 to 999, got {number}")
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    gap = "零" if 0 < rest < 10 else ""
    ten = "一" if 10 <= rest < 20 else ""
    return f"{_DIGITS[hundreds]}百{gap}{ten}{_below_hundred(rest) if rest else ''}"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")


def day_zh(day: date) -> str:
    """二〇二六年一月六日, as a paper is dated."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


def day_in_text(day: date) -> str:
    """2026年1月6日, as a paper speaks of a day."""
    return f"{day.year}年{day.month}月{day.day}日"
