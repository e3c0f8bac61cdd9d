"""The statute book: complete, cited, and strict about its own rows."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from enforcement.docket.entries import catalogue
from enforcement.law.provisions import GuardText, Nature, Rule, StatuteError
from enforcement.law.statutes import book_of, statute_book

BOOK = statute_book()
FOLDER = Path(__file__).parents[2] / "enforcement" / "law"
FROZEN = Path(__file__).with_name("frozen_rows.json")

HEAD = """
[instrument]
id = "试行"
title_zh = "试行规定"
title_en = "Draft"
issuer = "法院"
number = "1"
effective_from = 2026-01-01
"""
RULE = """
[[rule]]
id = "draft_rule"
article = "1"
title_zh = "期限"
title_en = "Limit"
nature = "statutory"
opens_on = ["materials_received"]
subject = "case"
length = 5
unit = "working_days"
owed_by = "handler"
met_by = ["query_launched"]
ladder = "court"
"""
LADDER = '[[ladder]]\nid = "court"\ntitle_zh = "本院"\nrungs = [{ level = 1, role = "special_supervisor", working_days = 0 }]\n'


def book(tmp_path: Path, text: str) -> None:
    (tmp_path / "draft.toml").write_text(text, encoding="utf-8")
    (tmp_path / "ladders.toml").write_text(LADDER, encoding="utf-8")
    book_of(tmp_path)


def test_the_draft_row_itself_is_right(tmp_path: Path) -> None:
    book(tmp_path, HEAD + RULE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("article", "artikel"), "artikel: no such key"),
        (('article = "1"\n', ""), "article: expected a value"),
        (('"court"', '"corut"'), "ladder: expected one of"),
        (("working_days", "workdays"), "unit: expected one of"),
        (("length = 5", 'length = "5"'), "length: expected int"),
        (('nature = "statutory"', 'nature = "law"'), "nature: expected one of"),
        (('opens_on = ["materials_received"]', "opens_on = []"), "opens_on: expected at least one"),
        (('subject = "case"', 'subject = "case"\npauses = ["P9"]'), "pauses: expected one of"),
        (('subject = "case"', 'subject = "case"\nwarn = { days = 1, hours = 2 }'), "warn: expected one of"),
        (('subject = "case"', 'subject = "case"\nopens_when = { online = { is = true } }'), "opens_when.online: expected one of"),
        (('subject = "case"', 'subject = "case"\nmet_total = "all"'), "met_total: expected one of"),
        (("[[rule]]", "[[rul]]"), "rul: no such key"),
        (("[[rule]]", "[[rule]"), "expected TOML"),
    ],
)
def test_a_wrong_row_is_named_with_file_and_reason(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    text = HEAD + RULE.replace(*change, 1)
    with pytest.raises(StatuteError, match="draft.toml: .*" + reason):
        book(tmp_path, text)


def test_two_versions_must_not_be_in_force_at_once(tmp_path: Path) -> None:
    with pytest.raises(StatuteError, match="two versions are in force on 2026-05-01"):
        book(tmp_path, HEAD + RULE + RULE + "effective_from = 2026-05-01\n")


def test_a_later_version_applies_from_its_day(tmp_path: Path) -> None:
    (tmp_path / "ladders.toml").write_text(LADDER, encoding="utf-8")
    first, second = RULE + "effective_to = 2026-04-30\n", RULE.replace("length = 5", "length = 3") + "effective_from = 2026-05-01\n"
    (tmp_path / "draft.toml").write_text(HEAD + first + second, encoding="utf-8")
    found = book_of(tmp_path)
    assert found.rule("draft_rule", date(2026, 4, 30)).length == 5
    assert found.rule("draft_rule", date(2026, 5, 1)).length == 3
    assert [rule.length for rule in found.opened_by("materials_received", date(2026, 5, 1))] == [3]


def test_every_rule_points_at_entries_that_exist() -> None:
    known = {*catalogue().facts, *catalogue().acts}
    for versions in BOOK.rules.values():
        for rule in versions:
            named = {*rule.opens_on, *rule.met_by, *rule.cancelled_by}
            assert {name for name in named if not name.startswith("@")} <= known, rule.id


def test_every_guard_stands_before_acts_of_the_catalogue_but_one() -> None:
    known = {*catalogue().acts}
    assert {act for versions in BOOK.guards.values() for guard in versions for act in guard.on_acts} <= known


def test_internal_limits_say_so() -> None:
    internal = [rule for versions in BOOK.rules.values() for rule in versions if rule.nature is Nature.INTERNAL]
    assert internal
    assert {rule.nature_zh for rule in internal} == {"内部管理时限"}


def test_the_opinion_is_there_word_for_word() -> None:
    articles = BOOK.instruments["法〔2021〕322号"].articles
    assert len(articles) == 43
    assert "必须在5个工作日内通过“总对总”“点对点”网络查控系统" in articles["13"]


def rows() -> dict[str, str]:
    """A hash of every dated row of law, ladder and calendar."""
    found = {}
    dated: list[Rule | GuardText] = [row for rules in BOOK.rules.values() for row in rules]
    dated += [row for guards in BOOK.guards.values() for row in guards]
    for row in dated:
        found[f"{row.id}@{row.effective_from}"] = repr(row)
    for path in sorted((FOLDER / "calendars").glob("*.toml")):
        found[path.name] = path.read_text(encoding="utf-8")
    return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in found.items()}


def test_past_rows_are_never_edited() -> None:
    """A change of law is a new row. Once a release is out, `frozen_rows.json` only grows."""
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    now = rows()
    assert {name: now.get(name) for name in frozen} == frozen
    assert sorted(now.keys() - frozen.keys()) == []
