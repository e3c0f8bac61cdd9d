"""The shapes of records within the data of an entry."""

from collections.abc import Mapping

from enforcement.docket.entries import Field, FieldType

PARTY = {
    "id": Field(FieldType.STRING, required=True),
    "role": Field(FieldType.STRING, required=True),
    "name": Field(FieldType.STRING, required=True),
    "kind": Field(FieldType.STRING),
    "id_number": Field(FieldType.STRING),
    "phone": Field(FieldType.STRING),
    "address": Field(FieldType.STRING),
    "representative": Field(FieldType.STRING),
}
FOUND_ASSET = {
    "asset": Field(FieldType.STRING, required=True),
    "kind": Field(FieldType.STRING, required=True),
    "value": Field(FieldType.MONEY),
    "online": Field(FieldType.BOOLEAN, required=True),
    "holder": Field(FieldType.STRING),
    "description": Field(FieldType.STRING),
}
PAYEE_ACCOUNT = {
    "bank": Field(FieldType.STRING),
    "number": Field(FieldType.STRING),
    "holder": Field(FieldType.STRING),
    "method": Field(FieldType.STRING),
    "confirmed": Field(FieldType.BOOLEAN),
}
# What the records of a composite field are made of.
RECORD_FIELDS: Mapping[FieldType, Mapping[str, Field]] = {
    FieldType.PARTIES: PARTY,
    FieldType.FOUND_ASSETS: FOUND_ASSET,
    FieldType.PAYEE_ACCOUNT: PAYEE_ACCOUNT,
}
