"""The papers that were written here, and their bytes."""

from datetime import datetime

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from enforcement.records.columns import Table, instant


class PaperRow(Table, table=True):
    """One paper that was written here, with its place in a series of its case. Never changed, never removed."""

    __tablename__ = "papers"
    __table_args__ = (
        Index("ix_papers_case", "case_id", "document"),
        UniqueConstraint("case_id", "series", "place"),
    )

    order_id: str = Field(sa_column=Column(Text, primary_key=True))
    case_id: str = Field(sa_column=Column(Text, nullable=False))
    document: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    # None for a paper of a court above, which is numbered there.
    series: str | None = Field(default=None, sa_column=Column(Text))
    place: int | None = Field(default=None, sa_column=Column(Integer))
    number: str = Field(sa_column=Column(Text, nullable=False))
    pdf_sha256: str = Field(sa_column=Column(Text, nullable=False))
    docx_sha256: str = Field(sa_column=Column(Text, nullable=False))
    written_at: datetime = Field(sa_column=instant())


class PaperContentRow(Table, table=True):
    """The bytes of a paper under their hash. Never changed, never removed."""

    __tablename__ = "paper_contents"

    sha256: str = Field(sa_column=Column(Text, primary_key=True))
    media_type: str = Field(sa_column=Column(Text, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
