"""Lists as CSV and Excel: the same rows, and nothing that a spreadsheet would run."""

import csv
import io
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook

from api.tables import MAX_ROWS, every, table
from tests.api.test_authority import speaking

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def read(content: bytes, wanted: str) -> list[list[Any]]:
    if wanted == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return [list(line) for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_be_a_formula_is_a_text(wanted: str, text: str) -> None:
    _, line = read(bytes(table(wanted, "t", {"a": "甲", "b": "乙"}, [{"a": text, "b": -5}]).body), wanted)
    assert str(line[0]).startswith("'")
    assert str(line[1]) == "-5"


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_signs_that_no_table_holds_are_left_out(wanted: str) -> None:
    assert read(bytes(table(wanted, "t", {"a": "甲"}, [{"a": '甲\x00乙,"丙"'}]).body), wanted) == [["甲"], ['甲乙,"丙"']]


def test_a_table_has_an_end() -> None:
    endless = every(lambda after: (list(range(200)), (after or 0) + 1), None)
    assert len(endless) == MAX_ROWS


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
async def test_the_list_of_cases_as_a_table(app: FastAPI, client: httpx2.AsyncClient, case: str, wanted: str) -> None:
    name = case.removeprefix("/cases/")
    number = (await client.get(case)).json()["number"]
    page = (await client.get("/desk/cases", params={"q": name})).text
    assert "format=xlsx" in page
    answer = await client.get("/cases", params={"q": name, "format": wanted})
    titles, line = read(answer.content, wanted)
    assert (titles[0], line[0], line[-1]) == ("案号", number, name)
    assert f'filename="cases.{wanted}"' in answer.headers["content-disposition"]
    async with speaking(app, "handler", "京0105") as stranger:
        assert len(read((await stranger.get("/cases", params={"q": name, "format": wanted})).content, wanted)) == 1
    assert (await client.get("/cases", params={"format": "pdf"})).status_code == 422
    then = {"format": wanted, "as_known_at": "2030-01-01T00:00:00+08:00"}
    assert (await client.get("/cases", params=then)).json()["errors"][0]["path"] == "format"


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
async def test_escalations_as_a_table(client: httpx2.AsyncClient, case: str, wanted: str) -> None:
    order = {"kind": "fact", "type": "supervision_order_received", "data": {"order": "督9", "answer_by": "2026-11-10"}}
    assert (await client.post(f"{case}/entries", json=order)).status_code == 201
    listed = (await client.get("/supervision/escalations", params={"court": "沪0199", "limit": 200})).json()["items"]
    titles, *lines = read((await client.get("/supervision/escalations", params={"court": "沪0199", "format": wanted})).content, wanted)
    assert titles[1] == "案件"
    assert [line[1] for line in lines][: len(listed)] == [row["case_id"] for row in listed]
    assert case.removeprefix("/cases/") in [line[1] for line in lines]
