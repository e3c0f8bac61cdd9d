"""Lists as tables for a spreadsheet: CSV (UTF-8 with its mark) and Excel, of so many rows at most, in which nothing is taken for a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query, Response
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A table is made in memory, so it has an end; who needs more narrows the list.
MAX_ROWS = 10_000
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the OpenAPI document says of a list that may be had as a table.
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {}, XLSX: {}}, "description": "The list"}
}
Format = Annotated[
    str | None, Query(alias="format", pattern="^(csv|xlsx)$", description=f"the list as a table from `cursor` on, {MAX_ROWS} rows at most")
]
Row = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_Cursor = TypeVar("_Cursor")
_Item = TypeVar("_Item")


def table(wanted: str, name: str, columns: Mapping[str, str], rows: Iterable[Row]) -> Response:
    """A table of these columns (title by name) as it is wanted."""
    lines = [list(columns.values()), *([_cell(row[column]) for column in columns] for row in rows)]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{wanted}"'}
    return (
        Response(_csv(lines), media_type=CSV, headers=headers)
        if wanted == "csv"
        else Response(_xlsx(lines), media_type=XLSX, headers=headers)
    )


def every(page: Callable[[_Cursor | None], tuple[Sequence[_Item], _Cursor | None]], after: _Cursor | None) -> list[_Item]:
    """What the pages of a list hold from a cursor on, as much as a table takes."""
    found = list[_Item]()
    while len(found) < MAX_ROWS:
        items, after = page(after)
        found += items
        if after is None:
            break
    return found[:MAX_ROWS]


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", "、".join(map(str, value)) if isinstance(value, list) else str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(lines: Iterable[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    return written.getvalue().encode("utf-8-sig")


def _xlsx(lines: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
