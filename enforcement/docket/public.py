"""What a party may know of their case (art 11: 节点全告知): the nodes they were told of and those that are no secret, others' names and accounts
masked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from enforcement.docket.casefile import CaseFile
from enforcement.docket.nodes import Audience, Node, node_of, nodes
from enforcement.docket.procedures.notices import ASSET, asset_text, hiding_pays

APPLICANT = "applicant"
_NUMBER = re.compile(r"[0-9Xx]{8,}")


@dataclass(frozen=True, slots=True)
class PublicNode:
    """One node that was reached: its key, what it is called, and what is said of it."""

    key: str
    title: str
    text: str


def public_nodes(case: CaseFile, applicant: bool) -> Sequence[PublicNode]:
    """The nodes that a party may know of; some are for the applicant alone."""
    assets = [_asset(case, name) for name, asset in case.assets.items() if asset.pushed]
    return [*_reached(case, applicant), *assets]


def _reached(case: CaseFile, applicant: bool) -> Iterable[PublicNode]:
    hiding = hiding_pays(case)
    for key, told in case.nodes.items():
        node, subject = node_of(key)
        if (told or not (node.secret and hiding)) and (applicant or node.to is Audience.PARTIES):
            yield _public(key, node, node.text.format(number=case.number, subject=subject))


def _asset(case: CaseFile, name: str) -> PublicNode:
    return _public(f"{ASSET}-{name}", nodes()[ASSET], asset_text(case, case.assets[name]))


def _public(key: str, node: Node, text: str) -> PublicNode:
    return PublicNode(masked_numbers(key), node.title, masked_numbers(text))


def masked_name(name: str) -> str:
    """张三丰 → 张**."""
    return name[:1] + "*" * (len(name) - 1)


def masked_numbers(text: str) -> str:
    """Accounts, identity and telephone numbers by their last four places."""
    return _NUMBER.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)
