"""The alert rules are complete, and speak of metrics that exist."""

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.installation import ROOT

RULES: list[dict[str, Any]] = [
    rule
    for group in YAML(typ="safe").load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
MEASURED = "".join((ROOT / file).read_text(encoding="utf-8") for file in ("api/health.py", "enforcement/gateways/metrics.py"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_a_rule_says_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"[0-9]+[smh]", rule["for"])
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert set(rule["annotations"]) == {"summary", "action"}
    assert f"`{rule['alert']}`" in OPERATIONS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_a_rule_speaks_of_metrics_that_exist(rule: dict[str, Any]) -> None:
    for metric in re.findall(r"zhixing_[a-z_]+", rule["expr"]):
        assert f'"{re.sub("_(total|bucket|sum|count)$", "", metric)}"' in MEASURED


def test_every_metric_is_explained() -> None:
    for metric in re.findall(r'"(zhixing_[a-z_]+)"', MEASURED):
        assert f"`{metric}" in OPERATIONS
