"""Numbers of people and organisations, and whether they can be right: check digit, date of birth, form."""

import re
from datetime import date

# GB 11643-1999: 17 digits and a check digit modulo 11. Provinces, and 81 to 83 for residents of Hong Kong, Macao and Taiwan.
_RESIDENT = re.compile(r"(?P<place>\d{6})(?P<born>\d{8})\d{3}[\dX]", re.ASCII)
_RESIDENT_CHECKS = "10X98765432"
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46"),
    *("50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
}
# GB 32100-2015: 17 signs without I, O, S, V, Z and a check sign modulo 31.
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(rf"[{_CREDIT_SIGNS}]{{18}}", re.ASCII)
# Passports and permits have no check digit: letters and digits, of another length than the numbers above.
_OTHER = re.compile(r"(?=.*[A-Z])[A-Z0-9]{5,14}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]", re.ASCII)
_ORGANISATION = {"enterprise", "organisation", "企业", "法人", "非法人组织"}
_PERSON = {"person", "自然人"}


def resident_id(text: str) -> bool:
    """Whether this can be a resident identity number (公民身份号码)."""
    found = _RESIDENT.fullmatch(text)
    if found is None or found["place"][:2] not in _PROVINCES:
        return False
    try:
        born = date(int(found["born"][:4]), int(found["born"][4:6]), int(found["born"][6:]))
    except ValueError:
        return False
    total = sum(int(digit) * (2 ** (17 - n) % 11) for n, digit in enumerate(text[:17]))
    return born.year >= 1880 and text[17] == _RESIDENT_CHECKS[total % 11]


def credit_code(text: str) -> bool:
    """Whether this can be a unified social credit code (统一社会信用代码)."""
    if not _CREDIT.fullmatch(text):
        return False
    total = sum(_CREDIT_SIGNS.index(sign) * pow(3, n, 31) for n, sign in enumerate(text[:17]))
    return text[17] == _CREDIT_SIGNS[(31 - total % 31) % 31]


def party_id(text: str, party_kind: str | None = None) -> bool:
    """Whether this can be the number of a party: a person's, an organisation's, or either where the kind is not said."""
    if party_kind in _ORGANISATION:
        return credit_code(text)
    person = resident_id(text) or _OTHER.fullmatch(text) is not None
    return person or (party_kind not in _PERSON and credit_code(text))


def phone(text: str) -> bool:
    """Whether this can be a telephone number."""
    return _PHONE.fullmatch(text) is not None
