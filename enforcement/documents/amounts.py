"""Amounts as papers write them: in figures, and in words as 《正确填写票据和结算凭证的基本规定》 wants them."""

from dataclasses import dataclass

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GREAT = ((10**8, "亿"), (10**4, "万"))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in figures and in words, as both stand in a paper."""

    figures: str
    words: str

    @classmethod
    def of(cls, fen: int) -> "Amount":
        """The amount of so many fen."""
        return cls(in_figures(fen), in_words(fen))

    def __str__(self) -> str:
        return f"{self.words}（{self.figures}）"


def in_figures(fen: int) -> str:
    """¥107,000.53"""
    _check(fen)
    return f"¥{fen // 100:,}.{fen % 100:02}"


def in_words(fen: int) -> str:
    """人民币壹拾万柒仟元零伍角叁分. Of the two forms that the rule allows, always the same one."""
    _check(fen)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan or not fen else ""
    return f"人民币{whole}{_parts(yuan, jiao, rest)}"


def _check(fen: int) -> None:
    if fen < 0:
        raise ValueError(f"expected an amount of at least 0 fen, got {fen}")


def _parts(yuan: int, jiao: int, fen: int) -> str:
    """What follows 元. A 零 stands for a gap: before 角 after a full ten of yuan, before 分 where there is no 角."""
    if not jiao and not fen:
        return "整"
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    return gap + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    for size, unit in _GREAT:
        if number >= size:
            high, low = divmod(number, size)
            return f"{_whole(high)}{unit}{_gap(low, size)}{_whole(low) if low else ''}"
    return _thousands(number) if number else "零"


def _gap(low: int, size: int) -> str:
    return "零" if 0 < low < size // 10 else ""


def _thousands(number: int) -> str:
    """1 to 9999: zeros between digits become one 零, zeros at the end none."""
    digits = str(number)
    written = "".join(
        f"{_DIGITS[int(digit)]}{unit}" if digit != "0" else "零" for digit, unit in zip(digits, _UNITS[len(digits) - 1 :: -1], strict=True)
    )
    while "零零" in written:
        written = written.replace("零零", "零")
    return written.rstrip("零")
