"""The shapes of records within the data of an entry."""

from collections.abc import Mapping

from enforcement.docket.entries import MAX_NAME, Field, FieldType
from enforcement.docket.personal import Personal

PARTY = {
    "id": Field(FieldType.STRING, required=True, longest=MAX_NAME),
    "role": Field(FieldType.STRING, required=True, longest=MAX_NAME),
    "name": Field(FieldType.STRING, required=True, personal=Personal.NAME),
    "kind": Field(FieldType.STRING, longest=MAX_NAME),
    "id_number": Field(FieldType.STRING, personal=Personal.PARTY_ID),
    "phone": Field(FieldType.STRING, personal=Personal.PHONE),
    "address": Field(FieldType.STRING, personal=Personal.ADDRESS),
    "representative": Field(FieldType.STRING, personal=Personal.NAME),
}
FOUND_ASSET = {
    "asset": Field(FieldType.STRING, required=True, longest=MAX_NAME),
    "kind": Field(FieldType.STRING, required=True, longest=MAX_NAME),
    "value": Field(FieldType.MONEY),
    "online": Field(FieldType.BOOLEAN, required=True),
    "holder": Field(FieldType.STRING, personal=Personal.NAME),
    "description": Field(FieldType.STRING, personal=Personal.TEXT),
}
PAYEE_ACCOUNT = {
    "bank": Field(FieldType.STRING, longest=MAX_NAME),
    "number": Field(FieldType.STRING, personal=Personal.ACCOUNT),
    "holder": Field(FieldType.STRING, personal=Personal.NAME),
    "method": Field(FieldType.STRING, longest=MAX_NAME),
    "confirmed": Field(FieldType.BOOLEAN),
}
# What the records of a composite field are made of.
RECORD_FIELDS: Mapping[FieldType, Mapping[str, Field]] = {
    FieldType.PARTIES: PARTY,
    FieldType.FOUND_ASSETS: FOUND_ASSET,
    FieldType.PAYEE_ACCOUNT: PAYEE_ACCOUNT,
}
