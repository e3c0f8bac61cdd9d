"""The tree of courts: one rule for a single question, for walking up, and for SQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.authority.courts import Level, Relation, below, covers, fits, is_court, level_of, parent, relation

HIGH = "京沪粤新兵军"
codes = st.one_of(
    st.just("最高法"),
    st.builds(lambda head, first, second: head + "".join([first, second][: (first != "") + (second != "")]),
              st.sampled_from(HIGH), st.sampled_from(["", "01", "02"]), st.sampled_from(["", "01", "99"])),
)  # fmt: skip
strange = st.sampled_from(
    ["", "沪", "沪1", "沪011", "沪01001", "龘01", "最高", "最高法01", "沪东01", "沪0１", "沪01\n", ".*", "沪..", "hu01"]
)


def ancestors(court: str) -> list[str]:
    above = parent(court)
    return [] if above is None else [above, *ancestors(above)]


@pytest.mark.parametrize(
    ("court", "level", "above"),
    [
        ("最高法", Level.SUPREME, None),
        ("沪", Level.HIGH, "最高法"),
        ("沪01", Level.INTERMEDIATE, "沪"),
        ("沪0199", Level.BASIC, "沪01"),
        ("京7101", Level.BASIC, "京71"),
        ("军", Level.HIGH, "最高法"),
        ("兵", Level.HIGH, "新"),
        ("兵0101", Level.BASIC, "兵01"),
    ],
)
def test_every_court_has_its_level_and_the_court_above(court: str, level: Level, above: str | None) -> None:
    assert (level_of(court), parent(court)) == (level, above)


@pytest.mark.parametrize("code", ["", "沪1", "沪011", "沪01001", "龘01", "最高", "最高法01", "沪东01", "沪0１", "沪01\n", ".*", "hu01"])
def test_what_is_no_court_has_no_level_and_covers_nothing(code: str) -> None:
    assert not is_court(code)
    assert not covers(code, code)
    assert below(code) == ()
    with pytest.raises(ValueError, match="the code of a court"):
        level_of(code)


@pytest.mark.parametrize(
    ("court", "other", "expected"),
    [
        ("沪0199", "沪0199", Relation.OWN),
        ("沪01", "沪0199", Relation.BELOW),
        ("沪", "沪0199", Relation.BELOW),
        ("最高法", "兵0101", Relation.BELOW),
        ("新", "兵01", Relation.BELOW),
        ("兵", "新", Relation.ABOVE),
        ("沪0199", "沪01", Relation.ABOVE),
        ("沪0101", "沪0199", Relation.OTHER),
        ("沪02", "沪0199", Relation.OTHER),
        ("京", "沪0199", Relation.OTHER),
        ("沪01", "沪0", Relation.OTHER),
        ("最高法", "龘01", Relation.OTHER),
    ],
)
def test_how_two_courts_stand_to_each_other(court: str, other: str, expected: Relation) -> None:
    assert relation(court, other) is expected


@given(codes, codes)
def test_a_court_covers_itself_and_everybody_who_has_it_above_them(court: str, other: str) -> None:
    assert covers(court, other) is (court == other or court in ancestors(other))


@given(codes, codes)
def test_above_is_below_seen_from_the_other_side(court: str, other: str) -> None:
    opposite = {Relation.ABOVE: Relation.BELOW, Relation.BELOW: Relation.ABOVE}
    there, back = relation(court, other), relation(other, court)
    assert back is opposite.get(there, there)


@given(st.one_of(codes, strange), st.one_of(codes, strange))
def test_the_pattern_of_what_lies_below_says_what_the_tree_says(court: str, other: str) -> None:
    assert fits(other, below(court)) is (relation(court, other) is Relation.BELOW)


@given(codes)
def test_every_way_up_ends_at_the_supreme_court(court: str) -> None:
    assert ([court, *ancestors(court)])[-1] == "最高法"
