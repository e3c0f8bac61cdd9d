"""Numbers of people and organisations: known good ones, and one sign changed anywhere."""

import pytest

from enforcement.docket.identity_numbers import credit_code, party_id, phone, resident_id
from enforcement.docket.personal import TITLES_ZH, Personal
from enforcement.docket.reading import EntryError, read_entry
from tests.docket.building import FILING, moment

# The examples of GB 11643 and GB 32100, and residents of Hong Kong, Macao and Taiwan (prefixes 81 to 83).
RESIDENTS = ["11010519491231002X", "440524188001010014", "810000199408230021", "830000199201300022"]
CODES = ["91350100M000100Y43", "91110000600037341L"]


@pytest.mark.parametrize("number", RESIDENTS)
def test_a_resident_number_holds_and_no_changed_digit_does(number: str) -> None:
    assert resident_id(number)
    changed = [number[:n] + str((int(number[n]) + 1) % 10) + number[n + 1 :] for n in range(17)]
    assert [other for other in changed if resident_id(other)] == []


@pytest.mark.parametrize(
    "number",
    [
        "",
        "11010519491231002",
        "11010519491231002x",
        "110105194912310026",
        "99010519491231002X",
        "11010519491331002X",
        "１１010519491231002X",
    ],
)
def test_what_is_no_resident_number(number: str) -> None:
    assert not resident_id(number)


@pytest.mark.parametrize("code", CODES)
def test_a_credit_code_holds_and_no_changed_sign_does(code: str) -> None:
    assert credit_code(code)
    assert [n for n in range(17) if credit_code(code[:n] + ("1" if code[n] != "1" else "2") + code[n + 1 :])] == []
    assert not credit_code(code.replace("0", "O"))


@pytest.mark.parametrize(
    ("number", "kind", "holds"),
    [
        (RESIDENTS[0], "person", True),
        (RESIDENTS[0], None, True),
        (RESIDENTS[0], "enterprise", False),
        (CODES[0], "enterprise", True),
        (CODES[0], None, True),
        (CODES[0], "person", False),
        ("E12345678", "person", True),
        ("123456789", "person", False),
        ("91350100M000100Y44", None, False),
    ],
)
def test_the_number_of_a_party_goes_with_its_kind(number: str, kind: str | None, holds: bool) -> None:
    assert party_id(number, kind) is holds


@pytest.mark.parametrize(
    ("number", "holds"), [("13800138000", True), ("+86 138-0013-8000", True), ("010-12345678", True), ("call me", False)]
)
def test_a_telephone_number(number: str, holds: bool) -> None:
    assert phone(number) is holds


def test_a_filing_with_wrong_numbers_names_each_of_them() -> None:
    party = {"id": "P1", "role": "applicant", "name": "甲", "kind": "person", "id_number": "110105194912310021", "phone": "x"}
    raw = {"id": "f", "kind": "act", "type": "file_case", "by": "filing_clerk", "data": {**FILING, "parties": [party]}}
    with pytest.raises(EntryError) as caught:
        read_entry(raw, moment("2026-01-05 10:00"))
    assert [error.path for error in caught.value.errors] == ["data.parties[0].id_number", "data.parties[0].phone"]


def test_every_kind_of_personal_data_has_a_title() -> None:
    assert set(TITLES_ZH) == set(Personal)
