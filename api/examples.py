"""Bodies for the OpenAPI document, generated from the catalogue where they can be."""

from typing import Any

from enforcement.docket.entries import EntryType, Field, FieldType

FILING: dict[str, Any] = {
    "case_number": "（2026）沪0199执101号",
    "court": "沪0199",
    "applied_on": "2026-11-20",
    "claim": 1000000,
    "fees": 12400,
    "parties": [
        {"id": "P1", "role": "applicant", "name": "申请人甲"},
        {"id": "D1", "role": "debtor", "name": "被执行人乙", "kind": "person"},
    ],
    "payee_account": {"bank": "某行", "number": "6222000001", "confirmed": True},
}
ENTRIES: dict[str, Any] = {
    "fact": {"summary": "A fact", "value": {"id": "m-1", "kind": "fact", "type": "materials_received", "by": "handler", "data": {}}},
    "act": {
        "summary": "An act that R15-2 refuses: no amount",
        "value": {"kind": "act", "type": "freeze_account", "by": "handler", "data": {"asset": "A1"}},
    },
}

_SCHEMAS: dict[FieldType, dict[str, Any]] = {
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.MONEY: {
        "description": "yuan, at most two decimals",
        "oneOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d{1,15}(\.\d{1,2})?$"}],
    },
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.STRINGS: {"type": "array", "items": {"type": "string"}},
    FieldType.DATES: {"type": "array", "items": {"type": "string", "format": "date"}},
    FieldType.SCOPE: {"oneOf": [{"const": "ALL_ENABLED"}, {"type": "array", "items": {"type": "string"}}]},
    FieldType.PARTIES: {"type": "array", "items": {"type": "object", "required": ["id", "role", "name"]}},
    FieldType.FOUND_ASSETS: {"type": "array", "items": {"type": "object", "required": ["asset", "kind", "online"]}},
    FieldType.PAYEE_ACCOUNT: {"type": "object"},
    FieldType.INSTANT: {"type": "string", "format": "date-time"},
    FieldType.ENTRY_DATA: {"type": "object", "description": "the data of an entry of the type entry_type"},
}


def data_schema(entry_type: EntryType) -> dict[str, Any]:
    """The JSON schema of an entry type's data."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, field in entry_type.fields.items() if field.required],
        "properties": {name: _schema(field) for name, field in entry_type.fields.items()},
    }


def _schema(field: Field) -> dict[str, Any]:
    if field.type is FieldType.INTEGER:
        return {"type": "integer", "minimum": field.minimum, "maximum": field.maximum}
    if field.type is FieldType.STRING:
        return {"type": "string", "minLength": 1, "maxLength": field.longest}
    return _SCHEMAS[field.type]


def body(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` for a body that is read by hand."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}}


ENTRY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "type"],
    "properties": {
        "id": {"type": "string", "minLength": 1, "maxLength": 200, "description": "yours; the same id again changes nothing"},
        "kind": {"enum": ["fact", "act"]},
        "type": {"type": "string", "description": "one of GET /statutes/entries"},
        "by": {"type": "string"},
        "happened_at": {"type": "string", "format": "date-time"},
        "data": {"type": "object"},
    },
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    for status, text in (
        (401, "Nobody knows who is calling"),
        (403, "This is for others to do: which role may, and which article says so"),
        (404, "No such case, or none that you may see"),
        (409, "Refused by guards, or used before for something else"),
        (410, "The personal data of the case was erased"),
        (413, "More than 256 KiB"),
        (415, "A kind of content that is not taken here"),
        (422, "Malformed: the wrong fields are named; nothing was written"),
        (429, "Too many requests of one caller; `Retry-After` says when to come again"),
        (503, "Temporal or the database is away; repeat with the same id"),
    )
}
