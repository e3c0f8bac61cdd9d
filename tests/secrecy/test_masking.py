"""What is taken out of logs, and what is left."""

import json
import subprocess
import sys

import pytest

from enforcement.secrecy.masking import masked, masked_text

PERSONAL = ["11010519491231002X", "91350100M000100Y43", "6222020200112233445", "6222 0202 0011 2233 445", "13800138000"]
HARMLESS = [
    "case 沪0199-2026-执-101 row 12",
    "2026-11-25T19:06:41.123456+08:00",
    "127.0.0.1:7233",
    "took 1250 ms, 70000 fen",
    "A1-2 of （2026）沪0199执101号",
]


@pytest.mark.parametrize("number", PERSONAL)
def test_a_number_is_masked_wherever_it_stands(number: str) -> None:
    said = masked_text(f"expected an account, got {number!r}: 账号{number}。")
    assert number not in said
    assert "expected an account" in said


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_number_of_people_is_left(text: str) -> None:
    assert masked_text(text) == text


def test_passwords_in_addresses_and_tokens_are_masked() -> None:
    said = masked_text("postgresql://zhixing:geheim@db/zhixing, Authorization: Bearer eyJhbGciOi.geheim-x")
    assert "geheim" not in said
    assert said.startswith("postgresql://zhixing:***@db/zhixing")


def test_values_are_masked_by_name_however_deep() -> None:
    line = {
        "parties": [{"name": "甲", "id": "P1", "phone": 13800138000}],
        "payee_account": {"bank": "某行"},
        "number": 3,
        "worker_secret": "x",
    }
    assert masked(line) == {
        "parties": [{"name": "***", "id": "P1", "phone": "***"}],
        "payee_account": {"bank": "某行"},
        "number": 3,
        "worker_secret": "***",
    }


SCRIPT = """
import logging, sys
import structlog
from enforcement.logs import set_up_logs
other = logging.getLogger("uvicorn"); other.addHandler(logging.StreamHandler(sys.stdout)); other.propagate = False
set_up_logs(json_lines=sys.argv[1] == "json")
log = structlog.get_logger()
log.info("a receipt of 6222020200112233445", party={"name": "标记人", "id": "P1"}, nested=[{"account": "1"}])
logging.getLogger("temporalio.worker").warning("activity failed: %s", "got '11010519491231002X'")
logging.getLogger("uvicorn.error").error("13800138000 called")
try:
    raise ValueError("6222020200112233445 is no account")
except ValueError as error:
    log.error("it failed", exc_info=error)
    logging.getLogger("temporalio").exception("it failed again")
"""


@pytest.mark.parametrize("kind", ["json", "readable"])
def test_every_logger_of_a_process_goes_one_masked_way(kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, kind], capture_output=True, encoding="utf-8", check=True)
    said = done.stdout + done.stderr
    assert [mark for mark in (*PERSONAL, "标记人") if mark in said] == []
    assert said.count("is no account") >= 2
    assert all(text in said for text in ("a receipt of ***", "activity failed", "*** called", "it failed again", "P1"))
    if kind == "json":
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(lines) == 5, "each line once"
        assert {line["logger"] for line in lines if "logger" in line} >= {"temporalio.worker", "uvicorn.error"}
