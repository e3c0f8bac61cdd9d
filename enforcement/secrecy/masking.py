"""Personal numbers and secrets taken out of whatever is logged: by the name under which they stand, and by their look."""

import re
from collections.abc import Mapping
from typing import Any

MASK = "***"
# A resident identity number or credit code, a run of digits as long as an account number, a mobile telephone number, a password in an address,
# and what sits behind a token's prefix.
_PATTERNS = (
    re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z.:-])\d(?:[ -]?\d){11,24}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])"),
    re.compile(r"(?<=://)(?P<user>[^\s:@/]*):[^\s@/]+(?=@)"),
    re.compile(r"(?i)(?<=bearer )[A-Za-z0-9._~+/=-]{8,}"),
)
_NAMES = re.compile(
    r"(?i)(?:^|_)(?:name|holder|person|representative|addressee|buyer|account|account_number|number_of_account|payee_account|id_number|party_id"
    r"|phone|mobile|address|password|secret|token|credential|authorization|cookie|keys|body|data)$"
)


def masked_text(text: str) -> str:
    """The text without numbers of people and secrets."""
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: f"{found['user']}:{MASK}" if "user" in found.re.groupindex else MASK, text)
    return text


def masked(value: Any, name: str = "") -> Any:
    """The value, however deep, without what is personal or secret."""
    match value:
        case Mapping():
            return {key: masked(item, str(key)) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [masked(item, name) for item in value]
        case bool() | None:
            return value
        case int() | float():
            return MASK if _NAMES.search(name) else value
        case str():
            return MASK if value and _NAMES.search(name) else masked_text(value)
        case _:
            return MASK if _NAMES.search(name) else masked_text(str(value))
