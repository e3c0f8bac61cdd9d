"""What the picture says: titles, lengths, citations and documentation, taken from the statute book and the catalogue."""

from collections.abc import Iterable

from enforcement.docket.entries import catalogue
from enforcement.docket.explaining import ROLES_ZH
from enforcement.law.explain import UNITS_ZH
from enforcement.law.periods import Unit
from enforcement.law.statutes import Condition, GuardText, OnMiss, Rule, Rung, statute_book

NOTE_CHARACTERS = 23
_LAPSED = "@lapse:"
_FIRST_WIDE = 0x2E80
_NEVER_FIRST = "，。；、：）”》"
_ISO = {Unit.DAYS: "P{}D", Unit.MONTHS: "P{}M", Unit.YEARS: "P{}Y", Unit.HOURS: "PT{}H"}


def entry_title(name: str) -> str:
    """An entry's title; of a lapse, that the right has lapsed."""
    if name.startswith(_LAPSED):
        return f"{statute_book().rule(name.removeprefix(_LAPSED)).title_zh}届满"
    known = catalogue()
    found = known.facts.get(name) or known.acts[name]
    return found.title_zh


def variable(name: str) -> str:
    """The name under which conditions know that an entry was recorded."""
    return name.replace(_LAPSED, "lapsed_")


def titles(names: Iterable[str], separator: str = "、") -> str:
    return separator.join(entry_title(name) for name in names)


def cited(row: Rule | GuardText) -> str:
    return f"{row.law}第{row.article}条"


def length_zh(rule: Rule) -> str:
    """5个工作日; what is given by an entry says so."""
    if rule.unit is Unit.SAME_DAY:
        return "当日"
    if rule.given_from or rule.unit is Unit.GIVEN_DATE:
        return "至指定之日"
    longest = "最长" if rule.cap else ""
    return f"{longest}{rule.length}{UNITS_ZH[rule.unit]}"


def iso_duration(rule: Rule) -> str | None:
    """P30D for a length that the calendar alone gives; None where working days, an entry or the day itself decide."""
    pattern = _ISO.get(rule.unit)
    return None if pattern is None or rule.length_from or rule.given_from else pattern.format(rule.length)


def rung_zh(rung: Rung) -> str:
    """第2级 执行局长 · 逾期2个工作日"""
    after = f"逾期{rung.working_days}个工作日" if rung.working_days else f"逾期{rung.hours}小时" if rung.hours else "逾期时"
    return f"第{rung.level}级 {ROLES_ZH.get(rung.role, rung.role)}\n{after}"


def clock_name(rule: Rule, with_opener: bool) -> str:
    """The label of a clock: what, by which article, how long, and from when where its task does not say so."""
    lines = [rule.title_zh, rule.law, f"第{rule.article}条", length_zh(rule)]
    return "\n".join([*lines, *([f"自{_first(rule.opens_on)}"] if with_opener else [])])


def _first(names: tuple[str, ...]) -> str:
    return entry_title(names[0]) + ("等" if len(names) > 1 else "")


def clock_documentation(rule: Rule) -> str:
    """Everything that the statute book says of a clock."""
    book = statute_book()
    lines = [
        f"{rule.title_zh} · {rule.title_en}",
        f"{cited(rule)} · {rule.nature_zh}",
        f"期间：{length_zh(rule)}（{rule.length} {rule.unit.value}）{'，遇节假日顺延' if rule.rolls and not rule.cap else ''}",
        f"起算：{titles(rule.opens_on)}{_when(rule.opens_when)}",
        f"完成：{titles(rule.met_by) or '期满'}{_when(rule.met_when)}",
    ]
    if rule.cancelled_by:
        lines.append(f"不再计算：{titles(rule.cancelled_by)}")
    lines += [f"停止计算 {name}：{book.pauses[name].title}（{book.pauses[name].law}）" for name in rule.pauses]
    lines.append("期满自行失效" if rule.on_miss is OnMiss.LAPSE else f"逾期：逐级上报（{rule.ladder}）")
    return "\n".join([*lines, *([rule.text_zh] if rule.text_zh else [])])


def _when(conditions: tuple[Condition, ...]) -> str:
    return "".join(f"；{c.field} {c.op.value} {c.value}" for c in conditions)


def guards_note(act: str) -> str:
    """The interceptions on an act, one after another; empty for none."""
    return "\n".join(guard_line(guard) for guard in statute_book().guards_on(act))


def guard_line(guard: GuardText) -> str:
    """An interception, as a note has it."""
    return _broken(f"{guard.id} {guard.message_zh}")


def _broken(text: str) -> str:
    """A note's text in lines of its own: viewers would break it after the number, where it has a space."""
    return "\n　".join(folded(text, NOTE_CHARACTERS))


def folded(text: str, characters: int) -> list[str]:
    """A text in lines of at most that many Chinese characters; no line begins with a closing mark."""
    lines = [""]
    for character in text:
        if character == "\n" or (wide(lines[-1]) >= 2 * characters and character not in _NEVER_FIRST):
            lines.append("")
        lines[-1] += character.strip("\n")
    return lines


def wide(line: str) -> int:
    """The width of a line in half characters: a Latin one is half as wide as a Chinese one."""
    return sum(1 if ord(character) < _FIRST_WIDE else 2 for character in line)
