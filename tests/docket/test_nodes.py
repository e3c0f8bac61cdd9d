"""Which entries reach which node, and which of them the parties are told of (arts 11, 14)."""

import pytest

from enforcement.contracts.messages import ProcedureStart
from enforcement.docket.casefile import empty_case
from enforcement.docket.entries import FieldType, catalogue
from enforcement.docket.nodes import Node, node_of, nodes
from enforcement.docket.procedures import procedures_of
from tests.docket.building import Life


def untold(life: Life) -> dict[str, ProcedureStart]:
    """The messages that are to be sent, by their nodes."""
    return {procedure.key: procedure for procedure in procedures_of(life.case) if procedure.kind == "notice"}


@pytest.mark.parametrize("node", nodes().values(), ids=lambda node: node.id)
def test_a_node_is_reached_by_entries_of_the_catalogue_that_tell_its_subject(node: Node) -> None:
    assert "-" not in node.id
    assert "~" not in node.id
    for name in node.on:
        entry = catalogue().facts.get(name) or catalogue().acts[name]
        for field in filter(None, (node.subject, node.only_if)):
            assert field in entry.fields, (name, field)
        assert node.only_if is None or entry.fields[node.only_if].type is FieldType.BOOLEAN
    assert "{number}" in node.text
    assert node.text.format(number="案号", subject="A1", kind="不动产", day="2026-02-06").startswith("案号")


def test_a_node_is_told_of_once_and_again_where_a_second_time_is_news() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "materials_received")
    for hour in ("10", "11"):
        life.say(f"2026-03-02T{hour}:00", "restriction_issued", debtor="D1")
    assert set(untold(life)) == {"filed", "handed_over", "restricted-D1"}
    for key in sorted(untold(life)):
        life.say("2026-03-02T12:00", "node_pushed", node=key)
    assert untold(life) == {}

    life.say("2026-03-03T09:00", "materials_received")
    life.say("2026-03-03T10:00", "restriction_issued", debtor="D1")

    assert set(untold(life)) == {"restricted-D1~2"}
    assert "（D1）" in str(untold(life)["restricted-D1~2"].data["text"])
    assert node_of("restricted-D1~2") == (nodes()["restricted"], "D1")


def test_a_refused_act_reaches_nothing() -> None:
    life = Life().file()
    assert life.act("2026-03-02T09:00", "freeze_account", {"asset": "B1"}).refusals
    assert set(life.case.nodes) == {"filed"}


def test_closing_ends_the_secrecy() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "query_launched", channels=["总对总"], types="ALL_ENABLED")
    assert set(untold(life)) == {"filed"}
    life.say("2026-03-02T10:00", "application_withdrawn")
    life.case.closed_on = life.case.filed_on
    assert set(untold(life)) == {"filed", "query_launched"}
    assert untold(life)["query_launched"].data["parties"] == ["P1"]


def test_who_has_ended_is_not_told() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "party_died", party="D1")
    assert "D1" not in str(untold(life)["filed"].data["parties"])


def test_other_files_have_no_nodes() -> None:
    life = Life(empty_case("沪0199-2026-访-1"))
    life.say("2026-03-02T09:00", "petition_received", petition="P1")
    assert life.case.nodes == {}


def test_a_stray_report_changes_nothing() -> None:
    life = Life().file()
    life.say("2026-03-02T09:00", "node_pushed", node="closed")
    assert life.case.nodes == {"filed": False}
