"""The public nodes of a case (art 11: 节点全告知): which entry reaches one, and what the parties are told of it. The nodes are data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import count
from types import MappingProxyType

from enforcement.contracts.ids import Register, register_of
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import Entry


class Audience(StrEnum):
    PARTIES = "parties"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Node:
    """One node: the entry types that reach it, and what is said of it. `subject` and `only_if` name fields of the entry."""

    id: str
    on: tuple[str, ...]
    title: str
    text: str
    subject: str | None = None
    only_if: str | None = None
    again: bool = False
    to: Audience = Audience.PARTIES
    secret: bool = False

    def key(self, case: CaseFile, entry: Entry) -> str:
        """The name under which an entry reaches this node of its subject; the next one where a second time is news."""
        subject = entry.text(self.subject) if self.subject else None
        first = self.id if subject is None else f"{self.id}-{subject}"
        if not self.again:
            return first
        return next(name for n in count(1) if not case.nodes.get(name := first if n == 1 else f"{first}~{n}"))


def note_nodes(case: CaseFile, entry: Entry) -> None:
    """Note in the case file which node an entry reaches; one that was reached before stays as it is."""
    if register_of(case.case_id) is not Register.CASE:
        return
    for node in _by_entry().get(entry.type, ()):
        if node.only_if is None or entry.flag(node.only_if):
            case.nodes.setdefault(node.key(case, entry), False)


def node_of(key: str) -> tuple[Node, str]:
    """The node of a key, and its subject: empty if it has none."""
    name, _, subject = key.partition("~")[0].partition("-")
    return nodes()[name], subject


@cache
def nodes() -> Mapping[str, Node]:
    """Every node of this release, by its id (docket/catalogue/nodes.toml)."""
    text = files("enforcement.docket").joinpath("catalogue", "nodes.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _node(name, row) for name, row in tomllib.loads(text).items()})


@cache
def _by_entry() -> Mapping[str, Sequence[Node]]:
    types = {name for node in nodes().values() for name in node.on}
    return {name: [node for node in nodes().values() if name in node.on] for name in types}


def _node(name: str, row: Mapping[str, object]) -> Node:
    on, audience = row["on"], row.get("to", Audience.PARTIES)
    assert isinstance(on, list)
    plain = {field: row[field] for field in ("subject", "only_if", "again", "secret") if field in row}
    return Node(name, tuple(on), str(row["title"]), str(row["text"]), to=Audience(str(audience)), **plain)  # type: ignore[arg-type]
