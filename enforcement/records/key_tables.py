"""The tables of keys and look-ups."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from enforcement.records.columns import Table, instant


class CaseKeyRow(Table, table=True):
    """The key of one case, wrapped with a master key. Erased: the key is gone, and with it whatever it has sealed."""

    __tablename__ = "case_keys"
    __table_args__ = (Index("ix_case_keys_master", "master", "case_id"),)

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    # The id of the master key; null once the key is erased.
    master: str | None = Field(default=None, sa_column=Column(Text))
    wrapped: str | None = Field(default=None, sa_column=Column(Text))
    made_at: datetime = Field(sa_column=instant())
    erased_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    erased_by: str | None = Field(default=None, sa_column=Column(Text))
    erased_reason: str | None = Field(default=None, sa_column=Column(Text))


class LookupRow(Table, table=True):
    """A case in which a value stands, by the keyed digest of the value."""

    __tablename__ = "lookups"
    __table_args__ = (Index("ix_lookups_case", "case_id"), Index("ix_lookups_key", "key", "case_id"))

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    digest: str = Field(sa_column=Column(Text, primary_key=True))
    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    # The index key, and the hash that it was used with.
    key: str = Field(sa_column=Column(Text, nullable=False))


class WordsRow(Table, table=True):
    """What an entry says at one place (a party, an asset, its text), as keyed digests of two and three signs; the words themselves stand nowhere here."""

    __tablename__ = "words"
    __table_args__ = (Index("ix_words_grams", "grams", postgresql_using="gin"), Index("ix_words_key", "key", "case_id"))

    case_id: str = Field(sa_column=Column(Text, primary_key=True))
    sequence: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    place: str = Field(sa_column=Column(Text, primary_key=True))
    # The index key, and the hash that it was used with.
    key: str = Field(sa_column=Column(Text, nullable=False))
    grams: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
