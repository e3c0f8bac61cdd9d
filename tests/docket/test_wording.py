"""Every field that a form can show has its words."""

from enforcement.docket.entries import catalogue
from enforcement.docket.events import EventKind
from enforcement.docket.shapes import RECORD_FIELDS
from enforcement.docket.wording import EVENT_TITLES_ZH, field_title


def test_every_field_has_a_title_in_both_languages() -> None:
    known = catalogue()
    names = {name for entry_type in (*known.facts.values(), *known.acts.values()) for name in entry_type.fields}
    names |= {name for fields in RECORD_FIELDS.values() for name in fields}
    assert sorted(name for name in names if field_title(name) == (name, name)) == []
    assert field_title("asset") == ("财产编号", "asset")


def test_every_kind_of_event_has_a_title() -> None:
    assert set(EVENT_TITLES_ZH) == set(EventKind)
