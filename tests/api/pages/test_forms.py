"""Forms: every entry type has one, and what was filled in comes back as the data that the API takes."""

import pytest

from api.pages.forms import Filled, data_of, groups
from enforcement.docket.casefile import empty_case
from enforcement.docket.entries import EntryType, FieldType, catalogue
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.reading import FieldError, read_entry
from tests.docket.building import moment

CASE = empty_case("沪0199-2026-执-1")
EVERY = [*catalogue().facts.values(), *catalogue().acts.values()]


@pytest.mark.parametrize("entry_type", EVERY, ids=lambda entry_type: entry_type.type)
def test_every_entry_type_has_a_form(entry_type: EntryType) -> None:
    inputs = [one for group in groups(entry_type, CASE, Filled()) for one in group.inputs]
    told = {name for name, spec in entry_type.fields.items() if spec.type is not FieldType.ENTRY_DATA}
    assert {one.name.split(".")[0] for one in inputs} == told
    assert {one.name.split(".")[0] for one in inputs if one.required} == {name for name, spec in entry_type.fields.items() if spec.required}
    assert data_of(entry_type, {one.name: "" for one in inputs}) == {}


def test_what_was_filled_in_is_read_as_an_entry() -> None:
    feedback = catalogue().facts["query_feedback_received"]
    values = {
        "complete": "true",
        "assets.0.asset": "A1",
        "assets.0.kind": "不动产",
        "assets.0.value": "1200000.50",
        "assets.0.online": "false",
        "assets.3.asset": "B1",
        "assets.3.kind": "银行存款",
        "assets.3.online": "true",
        "assets.4.asset": " ",
    }
    data = data_of(feedback, values)
    assert data == {
        "complete": True,
        "assets": [
            {"asset": "A1", "kind": "不动产", "value": "1200000.50", "online": False},
            {"asset": "B1", "kind": "银行存款", "online": True},
        ],
    }
    entry = read_entry({"id": "1", "kind": "fact", "type": feedback.type, "by": "handler", "data": data}, moment("2026-09-18T10:00"))
    assert entry.records("assets")[0]["value"] == 120000050


def test_lists_whole_numbers_and_scopes() -> None:
    launch = catalogue().acts["launch_query"]
    assert data_of(launch, {"channels": "总对总\n 点对点 \n", "types": "ALL_ENABLED"}) == {
        "channels": ["总对总", "点对点"],
        "types": "ALL_ENABLED",
    }
    auction = catalogue().acts["publish_auction_notice"]
    assert data_of(auction, {"round": "1", "asset": "A1"}) == {"round": 1, "asset": "A1"}
    assert data_of(auction, {"round": "１"}) == {"round": "１"}, "what is no number is left for the docket to name"


def test_an_error_stands_beside_its_input() -> None:
    feedback = catalogue().facts["query_feedback_received"]
    wrong = FieldError("data.assets[0].kind", "a text", "nothing")
    inputs = {one.name: one for group in groups(feedback, CASE, Filled({"assets.0.asset": "A1"}, [wrong])) for one in group.inputs}
    assert inputs["assets.0.kind"].error == wrong
    assert inputs["assets.0.asset"].error is None
    assert inputs["assets.0.asset"].value == "A1"
    assert "assets.2.asset" in inputs, "two rows are spare"


def test_known_things_of_the_case_are_offered() -> None:
    case = CASE.copy()
    case.assets["A1"] = Asset("A1")
    freeze = catalogue().acts["freeze_account"]
    (asset, *_) = [one for group in groups(freeze, case, Filled()) for one in group.inputs]
    assert (asset.name, asset.choices, asset.title_zh, asset.required) == ("asset", ["A1"], "财产编号", True)
